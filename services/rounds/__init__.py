"""Collection rounds (ADR 30).

``full_bins.py`` finds what is to be emptied, ``intake.py`` says when to plan, ``planner.py`` has it searched by
``solver_process.py``, the only process that loads PyVRP.
"""
