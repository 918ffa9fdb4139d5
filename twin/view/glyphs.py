"""How a point style looks in the twin: a shape with its icon and a glow."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QRadialGradient, QTransform

from layers.style import Style
from twin.view.icons import draw_icon

GLOW = 1.7
"""Radius of the glow in radii of the glyph."""


def _polygon(corners: int, first_deg: float) -> Callable[[float], QPainterPath]:
    def path(radius: float) -> QPainterPath:
        angles = [math.radians(first_deg + 360 * n / corners) for n in range(corners)]
        shape = QPainterPath()
        shape.addPolygon(QPolygonF([QPointF(math.sin(a) * radius, -math.cos(a) * radius) for a in angles]))
        shape.closeSubpath()
        return shape

    return path


def _disc(radius: float) -> QPainterPath:
    shape = QPainterPath()
    shape.addEllipse(QPointF(0, 0), radius, radius)
    return shape


def _star(radius: float) -> QPainterPath:
    shape = QPainterPath()
    points = [(math.radians(36 * n), radius if n % 2 == 0 else radius * 0.45) for n in range(10)]
    shape.addPolygon(QPolygonF([QPointF(math.sin(a) * r, -math.cos(a) * r) for a, r in points]))
    shape.closeSubpath()
    return shape


def _cross(radius: float) -> QPainterPath:
    arm = QPainterPath()
    arm.addRect(QRectF(-radius * 0.28, -radius, radius * 0.56, radius * 2))
    bar = QPainterPath()
    bar.addRect(QRectF(-radius, -radius * 0.28, radius * 2, radius * 0.56))
    return arm.united(bar)


def _flag(radius: float) -> QPainterPath:
    shape = QPainterPath()
    corners = [(0.35, -1.0), (1.0, -0.72), (0.35, -0.42)]
    shape.addPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in corners]))
    shape.closeSubpath()
    return shape


def arrow(radius: float) -> QPainterPath:
    """Outline of an arrowhead with a notched back whose tip points up, within ``radius`` pixels around (0, 0)."""
    shape = QPainterPath()
    corners = [(0.0, -1.0), (0.74, 0.67), (0.0, 0.34), (-0.74, 0.67)]
    shape.addPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in corners]))
    shape.closeSubpath()
    return shape


SHAPES: dict[str, Callable[[float], QPainterPath]] = {
    "disc": _disc,
    "ring": _disc,
    "dot": _disc,
    "square": _polygon(4, 45),
    "diamond": _polygon(4, 0),
    "triangle": _polygon(3, 0),
    "triangle_down": _polygon(3, 180),
    "pentagon": _polygon(5, 0),
    "hexagon": _polygon(6, 30),
    "octagon": _polygon(8, 22.5),
    "star": _star,
    "cross": _cross,
    "flag": _flag,
    "arrow": arrow,
}
"""Outline of each glyph of the style sheet for a radius in pixels, around (0, 0)."""


def draw_dot(painter: QPainter, color: QColor, size_px: float) -> None:
    """What is left of a glyph far away, at the painter's origin: a luminous dot."""
    _glow(painter, color, size_px * 1.3, 0.4)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(0, 0), size_px / 2, size_px / 2)


def draw_glyph(painter: QPainter, style: Style) -> None:
    """The glyph with its glow and icon, at the painter's origin."""
    if not style.glyph:
        return
    radius = style.size_px / 2
    fill, edge = QColor(*style.rgba), QColor(*style.outline_rgba)
    if fill.alpha():
        _glow(painter, fill, radius * GLOW, 0.5)
    pen = QPen(edge, style.width_px) if style.outline else QPen(Qt.PenStyle.NoPen)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if style.dash:
        pen.setDashPattern(list(style.dash))
    painter.setPen(pen)
    painter.setBrush(fill if style.glyph != "ring" else Qt.BrushStyle.NoBrush)
    painter.drawPath(QTransform().rotate(style.turn_deg or 0.0).map(SHAPES[style.glyph](radius)))
    if style.icon:
        side = style.size_px * 0.58
        ink = style.ink or ("#0a1420" if fill.lightnessF() > 0.45 else "#eaf6ff")
        draw_icon(painter, style.icon, QRectF(-side / 2, -side / 2, side, side), QColor(ink))


def _glow(painter: QPainter, color: QColor, radius: float, strength: float) -> None:
    gradient = QRadialGradient(QPointF(0, 0), radius)
    for at, share in ((0.0, strength), (0.55, strength * 0.6), (1.0, 0.0)):
        stop = QColor(color)
        stop.setAlphaF(share * color.alphaF())
        gradient.setColorAt(at, stop)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawEllipse(QPointF(0, 0), radius, radius)
