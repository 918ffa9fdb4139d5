"""Scenarios, edited.

``document.py`` holds the values, which ``county/drill/editing.py`` changes; ``unread_texts.py`` what was typed and
cannot be read; ``table_fields.py`` names the fields of every table, ``field_kinds.py`` reads and shows their values.
"""
