"""Badges: discs with a count, which stand for things that are too many to be drawn one by one."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap

from drawing.atlas import MARGIN_PX
from drawing.occupancy import OccupancyGrid
from drawing.pens import color, pen
from drawing.picture_cache import PictureCache
from layers.batches import F64
from layers.style import Style, rgba

NUMERALS = 0.46
CROWDED = 0.34
"""Of a badge's size: height of its number, and the diameter that remains where there is no room."""
BADGES_MOST = 300
"""Pictures that are kept: the counts of live data change all the time."""


BESIDE = tuple(sorted(((x, y) for x in range(-2, 3) for y in range(-2, 3)), key=lambda at: (math.hypot(*at), at)))
"""Where else a badge may be that counts a whole area, in parts of its size, the nearest first."""
STEP = 0.8


class Badges(PictureCache[tuple[Style, int, float]]):
    """Their pictures, by style, count and ratio of device to screen pixels."""

    def __init__(self) -> None:
        super().__init__(BADGES_MOST)

    def picture(self, style: Style, count: int, dpr: float) -> QPixmap:
        """``count`` 0: a small one without a number."""
        return self.get((style, count, dpr), lambda: _draw(style, count, dpr))


def badge_px(style: Style, count: NDArray[np.intp]) -> F64:
    """Diameter of badges: they grow with the logarithm of what they hold."""
    return np.asarray(style.size_px * (0.62 + 0.19 * np.log10(np.maximum(count, 1)) * 1.4))


def free_beside(x_px: float, y_px: float, side_px: float, grid: OccupancyGrid) -> tuple[float, float] | None:
    """How far from its place a badge finds room, which it takes; None: it finds none."""
    for column, row in BESIDE:
        dx, dy = STEP * side_px * column, STEP * side_px * row
        box = QRectF(x_px + dx - side_px / 2, y_px + dy - side_px / 2, side_px, side_px)
        if grid.free(box):
            grid.take(box)
            return dx, dy
    return None


def _draw(style: Style, count: int, dpr: float) -> QPixmap:
    inner = float(badge_px(style, np.array(count))) if count else CROWDED * style.size_px
    side = inner + 2 * MARGIN_PX
    picture = QPixmap(round(side * dpr), round(side * dpr))
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(MARGIN_PX, MARGIN_PX, inner, inner)
        painter.setPen(pen(style.outline_rgba, style.width_px))
        painter.setBrush(color(style.rgba))
        painter.drawEllipse(box)
        if count:
            font = QFont()
            font.setPixelSize(round(NUMERALS * style.size_px))
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(color(rgba(style.ink)))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(count))
    return picture
