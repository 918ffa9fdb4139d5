"""决策: one place for all decision parts, their newest results, and those that are pinned.

``registry.py`` names the parts; ``told.py`` says what each tells; ``asked_results.py`` asks the analysis for their
numbers; ``part_card.py``, ``result_row.py`` and ``pinned.py`` show them; ``pinning.py`` pins.
"""
