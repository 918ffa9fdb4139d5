"""The verbs of ``main.py journal``: verify, back up, restore and repair the journal of a realm."""
