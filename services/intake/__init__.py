"""Rows of files as events and readings.

``layout.py`` finds the columns, ``profiles.py`` those of known systems; ``rows.py`` interprets rows by
``row_cells.py``, ``events.py``, ``readings.py``, ``figure_rows.py`` and ``indicator_rows.py``.  ``indicator_names.py``
and ``indicator_units.py`` say which indicator and which unit of it is meant, ``titles.py`` what the titles above a
table say.  ``places.py`` checks places, ``named_place.py`` finds those that have only a name among
``county/place_names.py``.
"""
