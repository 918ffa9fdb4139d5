"""Widths and elided forms of texts, kept: a list draws the same lines again at every update."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from county.names import BETWEEN
from desktop import theme
from desktop.places.division_names import shorter_paths

KEPT = 2_048
"""Widths, and elided texts: those of three hundred rows.  A time in a line makes it another text every minute, so that
there soon are as many as are kept; together they take 2 MB."""


def advance(text: str, size: float, *, bold: bool = False) -> int:
    """Width of a text in pixels; ``size`` as in :func:`desktop.theme.font`."""
    return _advance(text, size, bold, theme.font_key())


def elided(text: str, size: float, room_px: int, *, bold: bool = False) -> str:
    """``text`` as far as it fits into a width."""
    return _elided(text, size, room_px, bold, theme.font_key())


def parts_around(parts: Sequence[str], kept: int, size: float, room_px: int) -> str:
    """A line of as many parts as fit, in their order; the last ones are left out first, and the one at ``kept`` never:
    it is elided where it does not fit alone."""
    others = [place for place in range(len(parts)) if place != kept]
    for count in range(len(others), -1, -1):
        line = BETWEEN.join(parts[place] for place in sorted((kept, *others[:count])))
        if advance(line, size) <= room_px:
            return line
    return elided(parts[kept], size, room_px)


def last_names(path: str, size: float, room_px: int) -> str:
    """A path of divisions with as many of its names as fit, the higher ones being left out."""
    forms = shorter_paths(path)
    fitting = next((form for form in forms if advance(form, size) <= room_px), None)
    return elided(forms[-1], size, room_px) if fitting is None else fitting


@lru_cache(KEPT)
def _advance(text: str, size: float, bold: bool, font: str) -> int:
    return QFontMetrics(theme.font(size, bold=bold)).horizontalAdvance(text)


@lru_cache(KEPT)
def _elided(text: str, size: float, room_px: int, bold: bool, font: str) -> str:
    metrics = QFontMetrics(theme.font(size, bold=bold))
    fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room_px)
    return text if fitting == text else fitting  # the same object: the equal one would be kept beside it
