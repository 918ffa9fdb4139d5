"""Paints polylines: casings first, then the lines, as wide as they are where the scale shows it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath

from drawing.batch_painter import BatchPainter
from drawing.chunks import chunks_of, cut
from drawing.pens import pen
from drawing.viewport import Viewport, overlaps
from layers.batches import Lines
from layers.style import RGBA, Style, StyleSheet, rgba

CASING_PX = 2.0
CASED_FROM_PX = 1.6
BROAD_FROM = 2.5
"""Times its least width, from which a line is a surface and keeps as quiet as one."""


class LinesPainter(BatchPainter):
    """Polylines in their styles' stroke; the styles' order is the drawing order."""

    def __init__(self, batch: Lines, styles: StyleSheet) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._origin_m = (float(batch.xy_m[0, 0]), float(batch.xy_m[0, 1])) if len(batch.xy_m) else (0.0, 0.0)
        self._courses: dict[str, QPainterPath] = {}
        xy_m, strips, owner = cut(batch.xy_m, batch.starts, np.arange(len(batch.style)))
        each = np.arange(len(owner) + 1)
        self._chunks = chunks_of(xy_m, strips, each, batch.style[owner], self._origin_m)
        self._true_width_m = [self._width_m(code) for code in range(len(self._styles))]

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for code, style in enumerate(self._styles):
            if view.m_per_px > style.max_m_per_px:
                continue
            width_px = max(style.width_px, self._true_width_m[code] / view.m_per_px)
            if style.casing and width_px > CASED_FROM_PX:
                yield from self._stroke(painter, view, code, rgba(style.casing), width_px + CASING_PX)
            broad = style.broad and width_px > BROAD_FROM * style.width_px
            ink = rgba(style.broad) if broad else style.rgba
            yield from self._stroke(painter, view, code, ink, width_px, style.dash)

    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        painter.save()
        painter.setTransform(view.transform(self._origin_m), combine=True)
        painter.setPen(pen(style.outline_rgba, 2 * style.width_px))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._course(item_id))
        painter.restore()

    def _course(self, item_id: str) -> QPainterPath:
        if item_id not in self._courses:
            batch, path = self._batch, QPainterPath()
            for line in np.flatnonzero(batch.ids == item_id):
                xy = batch.xy_m[batch.starts[line] : batch.starts[line + 1]] - np.array(self._origin_m)
                path.addPath(pg.arrayToQPath(xy[:, 0], xy[:, 1]))
            self._courses[item_id] = path
        return self._courses[item_id]

    def _stroke(
        self, painter: QPainter, view: Viewport, code: int, ink: RGBA, width_px: float, dash: tuple[float, ...] = ()
    ) -> Iterator[None]:
        for chunk in self._chunks:
            if chunk.style == code and overlaps(chunk.bounds_m, view.bounds_m):
                painter.save()
                painter.setTransform(view.transform(self._origin_m), combine=True)
                painter.setPen(pen(ink, width_px, dash))
                painter.drawPath(chunk.path(view.m_per_px))
                painter.restore()
                yield

    def _width_m(self, code: int) -> float:
        """One true width for all lines of a style: the middle one of those that are known, else 0.

    Not ``np.median``: that loads numpy's masked arrays, a tenth of the time until the first picture.
    """
        known = self._batch.width_m[(self._batch.style == code) & (self._batch.width_m > 0)]
        return float(np.sort(known)[len(known) // 2]) if len(known) else 0.0
