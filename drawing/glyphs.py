"""Shapes of glyphs, with their outlines and icons."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF, QTransform

from drawing.icons import draw_icon
from drawing.pens import color, pen
from drawing.stage_badge import draw_stage
from layers.style import Glyph, Style, rgba

DETAIL_FROM_PX = 15.0
"""Smaller glyphs carry no icon and no dashes: they would only be noise."""
CORNERS: dict[Glyph, tuple[int, float]] = {
    "triangle": (3, -90), "triangle_down": (3, 90), "diamond": (4, -90), "pentagon": (5, -90),
    "hexagon": (6, 0), "octagon": (8, 22.5),
}  # fmt: skip
"""Number of corners and the angle of the first, degrees clockwise from east."""


def shape(glyph: Glyph, size_px: float) -> QPainterPath:
    """Outline of a glyph of diameter ``size_px`` around (0, 0), y down."""
    radius = size_px / 2
    path = QPainterPath()
    match glyph:
        case "square":
            side = 0.86 * radius
            path.addRoundedRect(QRectF(-side, -side, 2 * side, 2 * side), 0.25 * side, 0.25 * side)
        case "cross":
            arm, bar = QPainterPath(), QPainterPath()
            arm.addRect(QRectF(-radius * 0.38, -radius, radius * 0.76, radius * 2))
            bar.addRect(QRectF(-radius, -radius * 0.38, radius * 2, radius * 0.76))
            return QTransform().rotate(45).map(arm.united(bar))
        case "star":
            tips = [_at(-90 + 36 * i, radius if i % 2 == 0 else 0.45 * radius) for i in range(10)]
            path.addPolygon(QPolygonF(tips))
            path.closeSubpath()
        case "flag":
            path.moveTo(radius * 0.35, -radius * 0.3)
            path.lineTo(radius * 0.35, -radius)
            path.lineTo(radius, -radius * 0.78)
            path.lineTo(radius * 0.35, -radius * 0.55)
        case "arrow":
            corners = [(0.0, -1.0), (0.74, 0.67), (0.0, 0.34), (-0.74, 0.67)]
            path.addPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in corners]))
            path.closeSubpath()
        case "disc" | "ring" | "":
            path.addEllipse(QPointF(0, 0), radius, radius)
        case _:
            number, first_deg = CORNERS[glyph]
            path.addPolygon(QPolygonF([_at(first_deg + 360 / number * i, radius) for i in range(number)]))
            path.closeSubpath()
    return path


def draw_glyph(painter: QPainter, style: Style, size_px: float) -> None:
    """Draw a style's glyph around the painter's origin."""
    if style.glyph in ("stage", "stage_held"):
        draw_stage(painter, style, size_px)
        return
    # The fill of a dot stays visible, and so does the outline of a hollow one.
    width = min(style.width_px, size_px / (6 if color(style.rgba).alpha() else 3))
    detailed = size_px >= DETAIL_FROM_PX
    painter.setPen(pen(style.outline_rgba, width, style.dash if detailed else ()))
    painter.setBrush(color(style.rgba))
    painter.drawPath(QTransform().rotate(style.turn_deg or 0.0).map(shape(style.glyph, size_px - width)))
    if style.icon and detailed:
        pointed = style.glyph in ("triangle", "triangle_down")
        side = (0.46 if pointed else 0.62) * size_px
        lower_px = {"triangle": 0.08, "triangle_down": -0.08}.get(style.glyph, 0.0) * size_px
        contrast = "#06101c" if color(style.rgba).lightnessF() > 0.45 else "#f2f7ff"
        ink = color(rgba(style.ink or contrast))
        box = QRectF(QRectF(-side / 2, -side / 2, side, side).toAlignedRect())
        draw_icon(painter, style.icon, box.translated(0, lower_px), ink)


def _at(angle_deg: float, radius: float) -> QPointF:
    angle = math.radians(angle_deg)
    return QPointF(radius * math.cos(angle), radius * math.sin(angle))
