"""Sprites: each drawn once into one pixmap, so that thousands of points are one call to the painter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from drawing.glyphs import draw_glyph
from layers.batches import F64
from layers.style import Style

DOT_PX = 6.0
"""Diameter of the dot that replaces a glyph beyond its style's ``dot_m_per_px``."""
MARGIN_PX = 2.0
ROW_PX = 4096
"""Device pixels of a row of sprites: QPainter's limit is 32,767."""


class Sprite(Protocol):
    """A small picture around the painter's origin."""

    @property
    def side_px(self) -> float:
        """Width and height of the square that it needs."""
        ...

    def draw(self, painter: QPainter) -> None: ...


@dataclass(frozen=True)
class GlyphSprite:
    """The glyph of a style, ``size_px`` in diameter."""

    style: Style
    size_px: float

    @property
    def side_px(self) -> float:
        return self.size_px + 2 * MARGIN_PX

    def draw(self, painter: QPainter) -> None:
        draw_glyph(painter, self.style, self.size_px)


class Atlas:
    """Sprites in rows of one pixmap, ``dpr`` physical pixels a logical one.

    A sprite is painted when it is first needed: of some hundred styles a county shows a few.
    """

    def __init__(self, sprites: Sequence[Sprite], dpr: float) -> None:
        self._sprites = sprites
        self._dpr = dpr
        # Even, so that the centre of every sprite is on a pixel corner.
        sides = 2 * np.ceil(np.array([sprite.side_px for sprite in sprites]) * dpr / 2)
        self._source, whole = packed(sides)
        self._painted = np.zeros(len(sides), dtype=bool)
        self._pixmap = QPixmap(whole)
        self._pixmap.fill(Qt.GlobalColor.transparent)

    def draw(self, painter: QPainter, xy_px: F64, sprite: NDArray[np.intp], scale: F64 | float = 1.0) -> None:
        """Draw sprites ``sprite`` (n,) centred at ``xy_px`` (n, 2), each ``scale`` times its size, in their order."""
        n = len(sprite)
        if not n:
            return
        new = set(sprite[~self._painted[sprite]].tolist())
        if new:
            self._paint(new)
        fragments = np.empty((n, 10))  # the fields of QPainter.PixmapFragment, all doubles
        fragments[:, 0:2] = xy_px
        fragments[:, 2:6] = self._source[sprite]
        fragments[:, 6] = fragments[:, 7] = np.asarray(scale) / self._dpr
        fragments[:, 8] = 0.0
        fragments[:, 9] = 1.0
        enlarged = bool((np.asarray(scale) != 1.0).any())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, enlarged)  # else their edges are stairs
        first = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(cast(QPainter.PixmapFragment, first), n, self._pixmap)

    def _paint(self, numbers: set[int]) -> None:
        with QPainter(self._pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number in numbers:
                painter.save()
                left, top, side, _ = self._source[number]
                painter.translate(QPointF(left + side / 2, top + side / 2))
                painter.scale(self._dpr, self._dpr)
                self._sprites[number].draw(painter)
                painter.restore()
                self._painted[number] = True


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
