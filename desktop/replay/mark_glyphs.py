"""The marks above a time slider: each kind has a shape and a colour of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from county.marks import MarkKind
from desktop import theme

GlyphKind = MarkKind | Literal["inject", "note", "late", "missed"]
"""Besides records of the desk, of a drill: injects, notes of evaluators, and what was expected and late or missed."""
MARK_COLORS: Mapping[GlyphKind, str] = {
    "alarm": theme.DANGER, "response": theme.NOTICE, "event": theme.WARNING, "inject": theme.ACCENT, "note": theme.GOOD,
    "late": theme.NOTICE, "missed": theme.DANGER,
}  # fmt: skip


def paint_mark(painter: QPainter, kind: GlyphKind, x: float, room: QRectF) -> None:
    """A stroke through ``room`` at ``x``, and the glyph of the kind above it."""
    size = theme.px(5)
    y = room.top() - size - theme.px(2)
    color = QColor(MARK_COLORS[kind])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    stroke = QColor(color)
    stroke.setAlphaF(0.6)
    painter.fillRect(QRectF(x - 0.5, room.top(), 1, room.height()), stroke)
    left, right, top, bottom = x - size, x + size, y - size, y + size
    match kind:
        case "alarm":
            painter.drawEllipse(QPointF(x, y), size, size)
        case "response":
            painter.drawRect(QRectF(left, top, 2 * size, 2 * size))
        case "inject":
            painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(right, y), QPointF(x, bottom), QPointF(left, y)]))
        case "note":
            painter.drawRect(QRectF(x - size / 2, top, size, 2 * size))
        case "event":
            painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(right, bottom), QPointF(left, bottom)]))
        case "late":  # an hourglass
            upper, lower = (QPointF(left, top), QPointF(right, top)), (QPointF(right, bottom), QPointF(left, bottom))
            painter.drawPolygon(QPolygonF([*upper, QPointF(x, y), *lower, QPointF(x, y)]))
        case "missed":  # a cross
            painter.setPen(QPen(color, theme.px(3)))
            painter.drawLine(QPointF(left, top), QPointF(right, bottom))
            painter.drawLine(QPointF(left, bottom), QPointF(right, top))
