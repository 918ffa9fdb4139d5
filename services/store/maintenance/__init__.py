"""What ``main.py journal`` does: verify, back up, restore and repair the journal of a realm."""
