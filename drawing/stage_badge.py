"""Badges of stages: at the lower right of a glyph a small disc, filled as far as the way to the end has been gone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from drawing.pens import color, pen
from layers.style import Style, rgba

AWAY, RADIUS = 0.57, 0.29
"""Where the middle of a badge is, to the right and below, and its radius, in radii of its glyph."""
TOP, TURN = 90 * 16, 360 * 16
"""In the units of QPainter's angles."""
BAR, BETWEEN, HIGH = 0.3, 0.3, 1.0
"""Of what is held: width of the two bars, between them, and their height, in radii of the badge."""


def draw_stage(painter: QPainter, style: Style, size_px: float) -> None:
    """Draw the badge of a glyph of ``size_px`` around the painter's origin."""
    middle, radius = QPointF(AWAY, AWAY) * size_px / 2, RADIUS * size_px / 2
    painter.setPen(pen(style.outline_rgba, style.width_px))
    painter.setBrush(color(style.plate_rgba))
    painter.drawEllipse(middle, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(rgba(style.ink)))
    if style.glyph == "stage_held":
        for side in (-1, 1):
            at = middle.x() + side * radius * (BAR + BETWEEN) / 2
            bar = QRectF(at - radius * BAR / 2, middle.y() - radius * HIGH / 2, radius * BAR, radius * HIGH)
            painter.drawRect(bar)
        return
    whole = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
    painter.drawPie(whole, TOP, -round(TURN * style.part))
