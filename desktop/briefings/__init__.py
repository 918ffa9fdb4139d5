"""A briefing as a page, its figures, checking, signing and exporting it; ``requests.py`` is how other parts of the
window add figures.
"""
