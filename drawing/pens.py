"""Colours and pens of styles."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from layers.style import RGBA, Style, rgba

NO_PEN = QPen(Qt.PenStyle.NoPen)
THIN_PX = 9.0
HAIR_PX = 1.3
"""Below this a line is drawn one pixel wide, which costs a fraction of any other width."""


def color(value: RGBA) -> QColor:
    """A Qt colour."""
    return QColor(*value)


def pen(ink: RGBA, width_px: float, dash: tuple[float, ...] = ()) -> QPen:
    """A pen; NO_PEN when the colour is clear."""
    if ink[3] == 0 or width_px <= 0:
        return QPen(NO_PEN)
    result = QPen(color(ink), 1.0 if width_px < HAIR_PX else width_px)
    thin = width_px < THIN_PX  # round joins cost a multiple and do not show on thin lines
    result.setJoinStyle(Qt.PenJoinStyle.BevelJoin if thin else Qt.PenJoinStyle.RoundJoin)
    if dash:
        result.setDashPattern(dash)
    result.setCapStyle(Qt.PenCapStyle.FlatCap if thin or dash else Qt.PenCapStyle.RoundCap)
    return result


PATTERNS = {"lines": Qt.BrushStyle.BDiagPattern, "dots": Qt.BrushStyle.Dense6Pattern}


def hatching(style: Style) -> QBrush:
    """What is painted over the fill of areas; nothing where they are not hatched."""
    if not style.hatch:
        return QBrush(Qt.BrushStyle.NoBrush)
    return QBrush(color(rgba(style.ink)), PATTERNS[style.hatch])
