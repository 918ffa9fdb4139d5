"""The hatched frame of a drill: two colours in stripes, so that it is told from the content in greyscale, too."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

FRAME_PX = 10.0
"""Width in pixels of the 1080-line design."""


def paint_hatched_frame(painter: QPainter, room: QRectF, width: float, color: QColor, ink: QColor) -> None:
    """Paint a frame of ``width`` pixels along the inner edge of ``room``: stripes of ``ink`` on ``color`` at 45°."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.translate(room.topLeft())
    for edge, stripes in _edges(room.width(), room.height(), width):
        painter.fillRect(edge, color)
        painter.fillPath(stripes, ink)
    painter.restore()


@lru_cache(maxsize=8)
def _edges(wide: float, high: float, width: float) -> list[tuple[QRectF, QPainterPath]]:
    """The edges of a frame, and the stripes on each: clipped at every painting, they would take ten times as long."""
    upper = QRectF(0.0, 0.0, wide, width)
    left = QRectF(0.0, width, width, high - 2 * width)
    edges = (upper, upper.translated(0.0, high - width), left, left.translated(wide - width, 0.0))
    return [(edge, _stripes(edge, width)) for edge in edges]


def _stripes(edge: QRectF, width: float) -> QPainterPath:
    """What lies in ``edge`` of the stripes from the upper right to the lower left, ``width`` wide along its sides."""
    found, box = QPainterPath(), QPainterPath()
    box.addRect(edge)
    step, high = 2 * width, edge.height()
    first = int((edge.left() + edge.top()) / step)
    for number in range(first, int((edge.right() + edge.bottom()) / step) + 1):
        x = number * step - edge.top()
        stripe = QPainterPath()
        stripe.addPolygon(QPolygonF([
            QPointF(x, edge.top()), QPointF(x + width, edge.top()), QPointF(x + width - high, edge.bottom()),
            QPointF(x - high, edge.bottom()), QPointF(x, edge.top()),
        ]))  # fmt: skip
        found.addPath(stripe.intersected(box))
    return found
