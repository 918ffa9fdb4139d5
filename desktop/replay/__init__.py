"""Bar, slider, comparison of moments and second window of a replay; ``from_live.py`` opens what was recorded from a
live window.
"""
