"""A colour ramp as a small picture, and the numbers below it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from drawing.field import gradient
from drawing.kept_picture import kept
from layers.style import Ramp


def ramp_picture(ramp: Ramp, size: QSize) -> QPixmap:
    """The ramp from its low end on the left to its high end on the right."""
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.drawImage(pixmap.rect(), gradient(ramp, max(1, size.width())))
    return kept(pixmap)


def ticks(low: float, high: float) -> tuple[str, str, str]:
    """The low end, the middle and the high end, with as many digits as their range needs."""
    span = high - low
    digits = 0 if span >= 20 else 1 if span >= 2 else 2
    first, middle, last = (f"{value:,.{digits}f}" for value in (low, (low + high) / 2, high))
    return first, middle, last
