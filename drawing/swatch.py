"""Swatches: small pictures of styles for legends and lists of layers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from drawing.glyphs import draw_glyph
from drawing.kept_picture import kept
from drawing.pens import color, hatching, pen
from layers.style import Style


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
            painter.fillRect(QRectF(2, 3, width - 4, height - 6), hatching(style))
        else:
            painter.setPen(pen(style.rgba, max(style.width_px, 1.5), style.dash))
            painter.drawLine(QPointF(1, height / 2), QPointF(width - 1, height / 2))
    return QIcon(kept(pixmap))
