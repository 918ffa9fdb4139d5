"""The hatched frame of a drill: two colours in stripes, so that it is told from the content in greyscale, too."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

FRAME_PX = 10.0
"""Width in pixels of the 1080-line design."""


def paint_hatched_frame(painter: QPainter, room: QRectF, width: float, color: QColor, ink: QColor) -> None:
    """Paint a frame of ``width`` pixels along the inner edge of ``room``: stripes of ``ink`` on ``color`` at 45°."""
    ring = QPainterPath()
    ring.addRect(room)
    ring.addRect(room.adjusted(width, width, -width, -width))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setClipPath(ring, Qt.ClipOperation.IntersectClip)
    painter.fillRect(room, color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    left, top, bottom = room.left(), room.top(), room.bottom()
    step = 2 * width
    for number in range(int((room.width() + room.height()) / step) + 1):
        x = left + number * step
        painter.drawPolygon(QPolygonF([
            QPointF(x, top), QPointF(x + width, top), QPointF(x + width - room.height(), bottom),
            QPointF(x - room.height(), bottom),
        ]))  # fmt: skip
    painter.restore()
