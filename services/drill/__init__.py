"""The engine of a drill: delivers the injects of a scenario on the real desk, and scores what its people do (ADR 39).

``engine.py``, an intake, delivers what ``plan.py`` says is due; ``contents.py`` makes commands and readings of it,
``background.py`` has all other sensors measure.  ``scores.py`` follows the journal; ``requests.py`` tells each person
what its role may see, ``withheld.py`` what travels to everybody instead.  ``start.py`` is ``main.py drill run``;
``drill_link.py`` connects to the backend of a drill and starts it where none runs.
"""
