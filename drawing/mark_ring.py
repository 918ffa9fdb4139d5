"""The ring around the glyph of a thing that is selected, or under the pointer: what lies inside stays as it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from drawing.pens import pen
from layers.style import Style, rgba

RING_PX = 5.0
"""From a glyph to the ring around it."""
EDGE, EDGE_PX = "#06101cb0", 2.4
"""Below the ring, so that it is seen on any ground, and how much wider."""


def draw_mark(painter: QPainter, at_px: QPointF, size_px: float, style: Style) -> None:
    """Draw the ring around a glyph of this diameter."""
    radius = size_px / 2 + RING_PX
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((rgba(EDGE), style.width_px + EDGE_PX), (style.outline_rgba, style.width_px)):
        painter.setPen(pen(ink, width))
        painter.drawEllipse(at_px, radius, radius)
