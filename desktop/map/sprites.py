"""Sprites: every glyph drawn once into an atlas, so that thousands of points are one call to the painter."""

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

DOT_PX = 6.0
MARGIN_PX = 2.0


class Atlas:
    """Sprites in one row of a pixmap.  Index 2 i is the glyph of style i, index 2 i + 1 its dot."""

    def __init__(self, styles: tuple[Style, ...], dpr: float) -> None:
        sizes = [side for style in styles for side in (style.size_px, min(style.size_px, theme.px(DOT_PX)))]
        boxes = np.ceil((np.array(sizes) + 2 * MARGIN_PX) * dpr)
        left = np.concatenate([[0.0], np.cumsum(boxes)])
        self._dpr = dpr
        self._source = np.column_stack([left[:-1], np.zeros(len(boxes)), boxes, boxes])
        self._pixmap = QPixmap(max(1, int(left[-1])), max(1, int(boxes.max(initial=1))))
        self._pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(self._pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for i, size in enumerate(sizes):
                painter.save()
                painter.translate(QPointF(left[i] + boxes[i] / 2, boxes[i] / 2))
                painter.scale(dpr, dpr)
                draw_glyph(painter, styles[i // 2], size)
                painter.restore()

    def draw(self, painter: QPainter, xy_px: F64, sprite: NDArray[np.intp], scale: F64 | float = 1.0) -> None:
        """Draw sprites ``sprite`` (n,) centred at ``xy_px`` (n, 2), each ``scale`` times its size."""
        n = len(sprite)
        if not n:
            return
        fragments = np.empty((n, 10))  # the fields of QPainter.PixmapFragment, all doubles
        fragments[:, 0:2] = xy_px
        fragments[:, 2:6] = self._source[sprite]
        fragments[:, 6] = fragments[:, 7] = np.asarray(scale) / self._dpr
        fragments[:, 8] = 0.0
        fragments[:, 9] = 1.0
        first = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(cast(QPainter.PixmapFragment, first), n, self._pixmap)
