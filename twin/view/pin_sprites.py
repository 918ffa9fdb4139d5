"""Pins: glyphs above a stem, with a glow that lifts them off the ground."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRadialGradient

from drawing.glyphs import draw_glyph
from layers.style import Style

GLOW, DOT_GLOW = 1.7, 2.6
"""Radius of the glow in radii of the glyph, and of the dot that replaces it far away."""
STEM_PX, STEM_WIDTH_PX = 20.0, 1.4
FLAT_PX = 12.0
"""Glyphs smaller than this mark places: they are flat on the ground and have no stem."""


def stem_px(style: Style, scale: float) -> float:
    """Length of the stem below a style's glyph, where the interface is ``scale`` times as large; 0: none.

    A style that is turned shows a direction on the ground: it is drawn flat there.
    """
    return STEM_PX * scale if style.turn_deg is None and style.size_px >= FLAT_PX * scale else 0.0


@dataclass(frozen=True)
class PinSprite:
    """The glyph of a style with its glow; its head is in the middle.

    What shows a direction or is counted from afar has no glow: those are many, and would outshine the events.
    """

    style: Style
    scale: float

    @property
    def side_px(self) -> float:
        return max(self.style.size_px * GLOW, 2 * stem_px(self.style, self.scale)) + 2

    def draw(self, painter: QPainter) -> None:
        if length_px := stem_px(self.style, self.scale):
            painter.setPen(QPen(stem_ink(self.style), STEM_WIDTH_PX * self.scale))
            painter.drawLine(QPointF(0, 0), QPointF(0, length_px))
        if self.style.rgba[3] and self.style.turn_deg is None and not self.style.cluster:
            _draw_glow(painter, QColor(*self.style.rgba), self.style.size_px / 2 * GLOW, 0.5)
        draw_glyph(painter, self.style, self.style.size_px)


@dataclass(frozen=True)
class DotSprite:
    """A luminous dot, which replaces a pin far away."""

    style: Style
    size_px: float

    @property
    def side_px(self) -> float:
        return self.size_px * DOT_GLOW

    def draw(self, painter: QPainter) -> None:
        if not self.style.cluster:
            ink = self.style.rgba if self.style.rgba[3] else self.style.outline_rgba
            _draw_glow(painter, QColor(*ink), self.size_px / 2 * DOT_GLOW, 0.4)
        draw_glyph(painter, self.style, self.size_px)


def stem_ink(style: Style) -> QColor:
    """Colour of the stem below a style's glyph."""
    return QColor((style.color if style.rgba[3] else style.outline)[:7])


def _draw_glow(painter: QPainter, color: QColor, radius: float, strength: float) -> None:
    gradient = QRadialGradient(QPointF(0, 0), radius)
    for at, share in ((0.0, strength), (0.55, strength * 0.6), (1.0, 0.0)):
        stop = QColor(color)
        stop.setAlphaF(share * color.alphaF())
        gradient.setColorAt(at, stop)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawEllipse(QPointF(0, 0), radius, radius)
