"""Lines of the metric grid where nothing else is on the ground: a map without an end, rather than a void."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter, QPen

from drawing.viewport import Viewport

APART_PX = 90.0
"""Between two lines, at least."""
INK, STRONG_INK = QColor("#3a5969"), QColor("#527a8f")
EVERY = 5
"""Of the lines one is stronger."""


def paint_ground_grid(painter: QPainter, view: Viewport, scale: float = 1.0) -> None:
    """Paint lines of round numbers of metres, in the working CRS; ``scale``: pixels one of the design."""
    step_m = apart_m(view.m_per_px * scale)
    west, south, east, north = view.bounds_m
    for strong, ink in ((False, INK), (True, STRONG_INK)):
        painter.setPen(QPen(ink, max(1.0 / view.dpr, round(scale))))
        lines = [
            QLineF(x_px, 0.0, x_px, view.height_px)
            for number in range(math.ceil(west / step_m), math.floor(east / step_m) + 1)
            if (number % EVERY == 0) == strong
            for x_px in (_sharp((number * step_m - view.west_m) / view.m_per_px, view.dpr),)
        ]
        lines += [
            QLineF(0.0, y_px, view.width_px, y_px)
            for number in range(math.ceil(south / step_m), math.floor(north / step_m) + 1)
            if (number % EVERY == 0) == strong
            for y_px in (_sharp((view.north_m - number * step_m) / view.y_m_per_px, view.dpr),)
        ]
        painter.drawLines(lines)


def apart_m(m_per_px: float) -> float:
    """The least of 1, 2, 5, 10 … metres that is APART_PX or more at a scale."""
    least_m = APART_PX * m_per_px
    power = 10.0 ** math.floor(math.log10(least_m))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least_m)


def _sharp(px: float, dpr: float) -> float:
    """The middle of the physical pixel at a place."""
    return (math.floor(px * dpr) + 0.5) / dpr
