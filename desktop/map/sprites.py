"""Sprites: each glyph drawn once into an atlas, so that thousands of points are one call to the painter."""

from __future__ import annotations

from typing import cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap

from desktop import theme
from desktop.map.glyphs import draw_glyph
from layers.batches import F64
from layers.style import Style
from twin.view.atlas import packed

DOT_PX = 6.0
MARGIN_PX = 2.0


class Atlas:
    """Sprites in rows of one pixmap.  Index 2 i is the glyph of style i, index 2 i + 1 its dot.

    A sprite is painted when it is first needed: of some hundred styles a county shows a few.
    """

    def __init__(self, styles: tuple[Style, ...], dpr: float) -> None:
        sizes = [side for style in styles for side in (style.size_px, min(style.size_px, theme.px(DOT_PX)))]
        boxes = np.ceil((np.array(sizes) + 2 * MARGIN_PX) * dpr)
        self._styles = styles
        self._sizes = sizes
        self._dpr = dpr
        self._source, whole = packed(boxes)
        self._painted = np.zeros(len(sizes), dtype=bool)
        self._pixmap = QPixmap(whole)
        self._pixmap.fill(Qt.GlobalColor.transparent)

    def draw(self, painter: QPainter, xy_px: F64, sprite: NDArray[np.intp], scale: F64 | float = 1.0) -> None:
        """Draw sprites ``sprite`` (n,) centred at ``xy_px`` (n, 2), each ``scale`` times its size."""
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
                draw_glyph(painter, self._styles[number // 2], self._sizes[number])
                painter.restore()
                self._painted[number] = True
