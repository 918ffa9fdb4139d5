"""The evaluation report of a drill (ADR 45).

``gathering.py`` reads a realm's folder and follows its journal by ``course.py`` into the plain ``facts.py``;
``live_medians.py`` and ``earlier_runs.py`` find what to compare with, ``live_emergencies.py`` the real events that
interrupted it, ``actions.py`` what the players did.  ``chapters.py`` and ``comparison.py`` say it as a page,
``values.py`` as JSON; ``linter.py`` names gaps.  ``approval.py`` makes live events of approved improvements and notes
them in the drill; ``drill_folder.py`` is all of it for the window of a drill on the same machine.
"""
