"""The process in which a window reads and imports files.

``preview.py`` and ``importing.py`` use the interpreter, the commands (``services/sending/file_commands.py``) and the
sender of ``send``; ``county_dry_run.py`` decides the rows of a preview on a desk of their own, ``refused_rows.py``
keeps what was not stored, ``process.py`` starts it.
"""
