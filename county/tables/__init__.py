"""Tables of any office program and system, read row by row: what `county import`, `send` and the desk's importer share.

No module here knows what a row is for: :mod:`county.package.importing` and :mod:`services.intake` interpret the values.

``reader.py`` finds out the format by content (``formats.py``, ``encoding.py``).  One module per format yields rows of
cells, workbooks in a process of their own with limits (``workbook_process.py``).  ``grid.py`` finds the header among
them, ``shape.py`` says what was found.  ``values.py``, ``times.py``, ``positions.py``, ``codes.py`` and ``units.py``
read cells; ``simplified.py`` folds traditional characters before anything is compared, ``mojibake.py`` recognises texts
that were decoded wrongly; ``aliases.py`` knows headers (the one lookup of columns) and words
(``resources/importing/fields.toml``).
"""
