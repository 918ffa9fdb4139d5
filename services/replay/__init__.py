"""What was recorded, at any moment, with its figures where the analysis is asked (ADR 42).

``recording.py`` is the port of what was recorded; ``journal_recording.py`` and ``clip.py`` implement it, ``local.py``
folds it behind the port ``services/protocol/replay.py``.  ``analysed.py`` asks the analysis behind the same port:
``analysed_seeks.py`` for moments (``awaited.py`` has the states that follow their columns, ``asked_states.py`` what is
asked for of them), ``analysed_playback.py`` for what comes next (``ahead.py``).  ``analysis_place.py`` finds or starts
an analysis, ``analysis_link.py`` waits for it; ``given_up.py`` ends an opening that nobody waits for.  ``source.py`` is
the source of a window.  ``clip_making.py`` and ``clip_file.py`` write and read clips (``sealed_zip.py``, which the
archives of drills are, too); ``fitting.py`` fits them to the package.
"""
