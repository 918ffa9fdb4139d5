"""Sprites of point styles in one pixmap, so that thousands of pins are one call to the painter."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
import shiboken6
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from layers.batches import F64
from layers.style import DIRECTION_DEG, DIRECTIONS, Style
from twin.view.glyphs import GLOW, draw_dot, draw_glyph

DOT_PX = 5.0
STEM_PX = 20.0
FLAT_PX = 12.0
"""Glyphs smaller than this mark places: they lie on the ground and have no stem."""
ROW_PX = 4096
"""Device pixels of a row of sprites: painters know no pixel beyond 32,767."""


def packed(sides: F64) -> tuple[F64, QSize]:
    """Boxes (n, 4: left, top, width, height) for squares of ``sides`` (n,) pixels in rows, and the size of it all."""
    boxes = np.zeros((len(sides), 4))
    left = top = height = width = 0.0
    for box, side in zip(boxes, sides.tolist(), strict=True):
        if left and left + side > ROW_PX:
            left, top, height = 0.0, top + height, 0.0
        box[:] = left, top, side, side
        left, height = left + side, max(height, side)
        width = max(width, left)
    return boxes, QSize(max(1, round(width)), max(1, round(top + height)))


class Atlas:
    """Sprite 2 i is the glyph of style i, above its stem if it has one; sprite 2 i + 1 is what is left of it far away.

    A style that is turned shows a direction on the ground: it lies there, and has every other direction beside it.
    Sizes are those of the styles, and of the constants above times ``scale``.  A sprite is painted when it is first
    needed; its origin, the head of a pin, is in the middle.
    """

    def __init__(self, styles: tuple[Style, ...], ratio: float, scale: float) -> None:
        self.facing, styles = _all_directions(styles)
        """Number of the style that style i (n, DIRECTIONS) becomes when the screen shows it in that direction."""
        self._styles = styles
        self._ratio = ratio
        self.dot_px = DOT_PX * scale
        size_px = np.array([style.size_px for style in styles])
        upright = np.array([style.turn_deg is None for style in styles], dtype=bool)
        self.stem_px = np.where(upright & (size_px >= FLAT_PX * scale), STEM_PX * scale, 0.0)
        """Length of each style's stem."""
        self._stem_width_px = 1.4 * scale
        glyph = np.maximum(size_px * GLOW + 2, 2 * self.stem_px + 2)
        dot = np.full(len(styles), self.dot_px * 2.6)
        sides = np.ceil(np.column_stack([glyph, dot]).ravel() * ratio)
        self._source, whole = packed(sides)
        self._painted = np.zeros(len(sides), dtype=bool)
        self._pixmap = QPixmap(whole)
        self._pixmap.fill(Qt.GlobalColor.transparent)

    def draw(self, painter: QPainter, xy_px: F64, sprite: NDArray[np.intp], scale: float) -> None:
        """Draw sprites ``sprite`` (n,) centred at ``xy_px`` (n, 2), ``scale`` times their size, in their order."""
        n = len(sprite)
        if not n:
            return
        for number in np.unique(sprite[~self._painted[sprite]]):
            self._paint(int(number))
        fragments = np.empty((n, 10))  # the fields of QPainter.PixmapFragment, all doubles
        fragments[:, 0:2] = xy_px
        fragments[:, 2:6] = self._source[sprite]
        fragments[:, 6] = fragments[:, 7] = scale / self._ratio
        fragments[:, 8] = 0.0
        fragments[:, 9] = 1.0
        first = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(cast(QPainter.PixmapFragment, first), n, self._pixmap)

    def _paint(self, number: int) -> None:
        style = self._styles[number // 2]
        left, top, side, _ = self._source[number]
        with QPainter(self._pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(left + side / 2, top + side / 2)
            painter.scale(self._ratio, self._ratio)
            color = QColor((style.color if style.rgba[3] else style.outline)[:7])
            if number % 2:
                draw_dot(painter, color, self.dot_px)
            else:
                if stem_px := float(self.stem_px[number // 2]):
                    painter.setPen(QPen(color, self._stem_width_px))
                    painter.drawLine(QPointF(0, 0), QPointF(0, stem_px))
                draw_glyph(painter, style)
        self._painted[number] = True


class Atlases:
    """The atlas of each list of styles, at one ratio of device to screen pixels and one ``scale`` of the interface."""

    def __init__(self, ratio: float, scale: float) -> None:
        self.ratio = math.ceil(ratio * 4) / 4
        self.scale = scale
        self._atlases: dict[tuple[Style, ...], Atlas] = {}

    def of(self, styles: tuple[Style, ...]) -> Atlas:
        if styles not in self._atlases:
            self._atlases[styles] = Atlas(styles, self.ratio, self.scale)
        return self._atlases[styles]


def _all_directions(styles: tuple[Style, ...]) -> tuple[NDArray[np.intp], tuple[Style, ...]]:
    """For each style the numbers (n, DIRECTIONS) of itself in every direction, and the styles with those added."""
    every, number = list(styles), {style: i for i, style in enumerate(styles)}
    facing = np.repeat(np.arange(len(styles))[:, None], DIRECTIONS, axis=1)
    for i, style in enumerate(styles):
        for n in range(DIRECTIONS if style.turn_deg is not None else 0):
            turned = replace(style, turn_deg=n * DIRECTION_DEG)
            if turned not in number:
                number[turned] = len(every)
                every.append(turned)
            facing[i, n] = number[turned]
    return facing, tuple(every)
