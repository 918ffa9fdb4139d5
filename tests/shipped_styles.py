"""The style sheet of the program, read once for all tests of a process: nothing changes one that is read."""

from __future__ import annotations

from functools import cache

from layers.style import StyleSheet


@cache
def shipped_styles() -> StyleSheet:
    """That of the map, the legend and the twin."""
    return StyleSheet.load()
