"""A histogram as a small picture: how many areas have which values, in the colours of their classes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from drawing.kept_picture import kept
from drawing.pens import color
from layers.style import StyleSheet, rgba

LEAST_PX = 2.0
"""Height of a bar of few among many, so that it is seen."""
GAP_PX = 1.0


def histogram_picture(bars: tuple[tuple[str, int], ...], styles: StyleSheet, size: QSize, ratio: float) -> QPixmap:
    """Bars from left to right: keys of the style sheet and numbers.  ``ratio``: pixels of the device in one of Qt's."""
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    most, wide, high = max(number for _, number in bars), size.width() / len(bars), float(size.height())
    with QPainter(pixmap) as painter:
        for place, (style, number) in enumerate(bars):
            if number:
                tall = max(LEAST_PX, high * number / most)
                red, green, blue, _ = rgba(styles[style].color)
                bar = QRectF(place * wide, high - tall, max(wide - GAP_PX, 1.0), tall)
                painter.fillRect(bar, color((red, green, blue, 255)))
    return kept(pixmap)
