"""Badges: discs with a count, which stand for things that are too many to be drawn one by one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from drawing.atlas import MARGIN_PX, Atlas
from drawing.occupancy import OccupancyGrid
from drawing.pens import color, pen
from layers.batches import F64
from layers.style import Style, rgba

NUMERALS = 0.46
CROWDED = 0.34
LARGEST = 3.0
"""Of a badge's size: height of its number, the diameter that remains where there is no room, and the largest."""
BESIDE = tuple(sorted(((x, y) for x in range(-2, 3) for y in range(-2, 3)), key=lambda at: (math.hypot(*at), at)))
"""Where else a badge may be that counts a whole area, in parts of its size, the nearest first."""
STEP = 0.8


@dataclass(frozen=True)
class DiscSprite:
    """A disc of a badge without its number, ``size_px`` in diameter."""

    style: Style
    size_px: int

    @property
    def side_px(self) -> float:
        return self.size_px + 2 * MARGIN_PX

    def draw(self, painter: QPainter) -> None:
        painter.setPen(pen(self.style.outline_rgba, self.style.width_px))
        painter.setBrush(color(self.style.rgba))
        painter.drawEllipse(QPointF(0, 0), self.size_px / 2, self.size_px / 2)


@dataclass(frozen=True)
class DigitSprite:
    """A digit of a badge's number."""

    style: Style
    digit: int

    @property
    def side_px(self) -> float:
        return QFontMetricsF(self.font).height()

    @property
    def font(self) -> QFont:
        """That of the numbers."""
        font = QFont()
        font.setPixelSize(round(NUMERALS * self.style.size_px))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def draw(self, painter: QPainter) -> None:
        side = self.side_px
        painter.setFont(self.font)
        painter.setPen(color(rgba(self.style.ink)))
        box = QRectF(-side / 2, -side / 2, side, side)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.digit))


class Badges:
    """Badges of one style, composed of discs and digits: a county has thousands of different numbers."""

    def __init__(self, style: Style, dpr: float) -> None:
        self._style, self._dpr = style, dpr
        self._largest_px = math.ceil(LARGEST * style.size_px)
        digits = [DigitSprite(style, digit) for digit in range(10)]
        self._digit_px = round(max(QFontMetricsF(d.font).horizontalAdvance(str(d.digit)) for d in digits))
        self._atlas = Atlas([*digits, *(DiscSprite(style, px) for px in range(self._largest_px + 1))], dpr)

    def draw(self, painter: QPainter, xy_px: F64, count: NDArray[np.intp]) -> None:
        """Draw badges with ``count`` (n,) in their order, centred at ``xy_px`` (n, 2); 0: small, without a number."""
        numbered = count > 0
        size_px = np.where(numbered, badge_px(self._style, count), CROWDED * self._style.size_px)
        disc = np.clip(np.rint(size_px), 1, self._largest_px).astype(np.intp)
        xy_px = np.rint(xy_px * self._dpr) / self._dpr  # disc and digits lie on the same pixels
        self._atlas.draw(painter, xy_px, 10 + disc)
        digits = np.where(numbered, np.floor(np.log10(np.maximum(count, 1))) + 1, 0).astype(np.intp)
        for place in range(int(digits.max(initial=0))):
            rows = np.flatnonzero(digits > place)
            right_px = ((digits[rows] - 1) / 2 - place) * self._digit_px
            at_px = xy_px[rows] + np.column_stack([right_px, np.zeros(len(rows))])
            self._atlas.draw(painter, at_px, count[rows] // 10**place % 10)


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
