"""Shapes of glyphs, drawn once for the map's sprites and for the legend."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform

from layers.style import RGBA, Glyph, Style, rgba
from twin.view.glyphs import arrow
from twin.view.icons import draw_icon

ICON_FROM_PX = 15.0
"""Smaller glyphs carry no icon: it would only be noise."""
THIN_PX = 9.0
HAIR_PX = 1.3
"""Below this a line is drawn one pixel wide, which costs a fraction of any other width."""
CORNERS: dict[Glyph, tuple[int, float]] = {
    "triangle": (3, -90), "triangle_down": (3, 90), "diamond": (4, -90), "pentagon": (5, -90),
    "hexagon": (6, 0), "octagon": (8, 22.5),
}  # fmt: skip
"""Number of corners and the angle of the first, degrees clockwise from east."""


def color(value: RGBA) -> QColor:
    """A Qt colour."""
    return QColor(*value)


def pen(ink: RGBA, width_px: float, dash: tuple[float, ...] = ()) -> QPen:
    """A pen whose width does not change with the map's scale; none when the colour is clear."""
    if ink[3] == 0 or width_px <= 0:
        return QPen(Qt.PenStyle.NoPen)
    result = QPen(color(ink), 1.0 if width_px < HAIR_PX else width_px)
    result.setCosmetic(True)
    thin = width_px < THIN_PX  # round joins cost a multiple and do not show on thin lines
    result.setJoinStyle(Qt.PenJoinStyle.BevelJoin if thin else Qt.PenJoinStyle.RoundJoin)
    if dash:
        result.setDashPattern(dash)
    result.setCapStyle(Qt.PenCapStyle.FlatCap if thin or dash else Qt.PenCapStyle.RoundCap)
    return result


def shape(glyph: Glyph, size_px: float) -> QPainterPath:
    """Outline of a glyph of diameter ``size_px`` around (0, 0), y down."""
    radius = size_px / 2
    path = QPainterPath()
    match glyph:
        case "square":
            side = 0.86 * radius
            path.addRoundedRect(QRectF(-side, -side, 2 * side, 2 * side), 0.25 * side, 0.25 * side)
        case "cross":
            path.moveTo(-radius * 0.7, -radius * 0.7)
            path.lineTo(radius * 0.7, radius * 0.7)
            path.moveTo(radius * 0.7, -radius * 0.7)
            path.lineTo(-radius * 0.7, radius * 0.7)
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
            return arrow(radius)
        case "disc" | "ring" | "":
            path.addEllipse(QPointF(0, 0), radius, radius)
        case _:
            corners, first_deg = CORNERS[glyph]
            path.addPolygon(QPolygonF([_at(first_deg + 360 / corners * i, radius) for i in range(corners)]))
            path.closeSubpath()
    return path


def draw_glyph(painter: QPainter, style: Style, size_px: float) -> None:
    """Draw a style's glyph around the painter's origin."""
    width = min(style.width_px, size_px / 6)  # of a dot, something must be left
    if style.glyph == "cross":
        painter.setPen(pen(style.rgba, 2 * width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(pen(style.outline_rgba, width, style.dash))
        painter.setBrush(color(style.rgba))
    painter.drawPath(QTransform().rotate(style.turn_deg or 0.0).map(shape(style.glyph, size_px - width)))
    if style.icon and size_px >= ICON_FROM_PX:
        pointed = style.glyph in ("triangle", "triangle_down")
        side = (0.46 if pointed else 0.62) * size_px
        painter.translate(0, {"triangle": 0.08, "triangle_down": -0.08}.get(style.glyph, 0.0) * size_px)
        contrast = "#06101c" if color(style.rgba).lightnessF() > 0.45 else "#f2f7ff"
        ink = color(rgba(style.ink or contrast))
        box = QRectF(QRectF(-side / 2, -side / 2, side, side).toAlignedRect())
        draw_icon(painter, style.icon, box, ink)


def swatch(style: Style, size: QSize, dpr: float) -> QIcon:
    """A small picture of a style for the legend: its glyph, else its line, else its area."""
    pixmap = QPixmap(size * dpr)
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = size.width(), size.height()
        if style.glyph:
            painter.translate(width / 2, height / 2)
            draw_glyph(painter, style, min(style.size_px, height - 1.0))
        elif style.outline:
            painter.setPen(pen(style.outline_rgba, max(style.width_px, 1), style.dash))
            painter.setBrush(color(style.rgba))
            painter.drawRect(QRectF(2, 3, width - 4, height - 6))
        else:
            painter.setPen(pen(style.rgba, max(style.width_px, 1.5), style.dash))
            painter.drawLine(QPointF(1, height / 2), QPointF(width - 1, height / 2))
    return QIcon(pixmap)


def _at(angle_deg: float, radius: float) -> QPointF:
    angle = math.radians(angle_deg)
    return QPointF(radius * math.cos(angle), radius * math.sin(angle))
