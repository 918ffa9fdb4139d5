"""Scenarios of drills on disk and in sheets.

``scenario_files.py`` reads one from disk, alone or packed; ``scenario_saving.py`` writes the values of one that is
edited.  In sheets: ``sheet_columns.py`` names the columns, ``sheet_writing.py`` writes a workbook, ``imported.py``
reads one, or a MSEL (``blueprint.py``); ``script_rows.py`` says what each row becomes, ``merging.py`` brings a scenario
up to date by id.
"""
