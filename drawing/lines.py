"""Paints polylines: casings first, then the lines, as wide as they are where the scale shows it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath

from drawing.batch_painter import BatchPainter
from drawing.chunks import Chunk, chunks_of, cut
from drawing.pens import pen
from drawing.strokes import stroke
from drawing.viewport import Viewport
from layers.batches import Lines
from layers.style import Style, StyleSheet, rgba

CASING_PX = 2.0
CASED_FROM_PX = 1.6
BROAD_FROM = 2.5
"""Times its least width, from which a line is a surface and keeps as quiet as one."""
STEPS = 8
"""Of true width in a doubling: lines of one style whose widths differ by less are one pen."""


class LinesPainter(BatchPainter):
    """Polylines in their styles' stroke; the styles' order is the drawing order."""

    def __init__(self, batch: Lines, styles: StyleSheet) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._origin_m = (float(batch.xy_m[0, 0]), float(batch.xy_m[0, 1])) if len(batch.xy_m) else (0.0, 0.0)
        self._courses: dict[str, QPainterPath] = {}
        pens, pen_of = _pens(batch)
        pieces = cut(batch.xy_m, batch.starts, np.arange(len(batch.style)))
        each = np.arange(len(pieces.owner) + 1)
        chunks = chunks_of(
            pieces.xy_m, pieces.starts, each, pen_of[pieces.owner].astype(np.uint16), self._origin_m, pieces.begins_m
        )
        self._chunks: list[list[tuple[float, list[Chunk]]]] = [[] for _ in self._styles]
        """Of each style: true widths in metres, and the chunks of lines that wide."""
        for number, (code, width_m) in enumerate(pens):
            self._chunks[code].append((width_m, [chunk for chunk in chunks if chunk.style == number]))

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        m_per_px = view.coarsest_m_per_px
        for style, of_width in zip(self._styles, self._chunks, strict=True):
            if m_per_px > style.max_m_per_px:
                continue
            lines = [(max(style.width_px, width_m / m_per_px), chunks) for width_m, chunks in of_width]
            if style.casing:
                for width_px, chunks in lines:
                    if width_px > CASED_FROM_PX:
                        yield from stroke(painter, view, chunks, pen(rgba(style.casing), width_px + CASING_PX))
            for width_px, chunks in lines:
                broad = style.broad and width_px > BROAD_FROM * style.width_px
                ink = rgba(style.broad) if broad else style.rgba
                yield from stroke(painter, view, chunks, pen(ink, width_px, style.dash))

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


def _pens(batch: Lines) -> tuple[list[tuple[int, float]], NDArray[np.intp]]:
    """Style and true width in metres (0: unknown) of each pen that is needed, and which of them each line (n,) takes.

    The width of a pen is the middle one of its lines.  Not ``np.median``: that loads numpy's masked arrays, a tenth of
    the time until the first picture.
    """
    known = batch.width_m > 0
    step = np.where(known, np.round(STEPS * np.log2(np.where(known, batch.width_m, 1.0))) + 1_000, 0).astype(np.int64)
    _, first, pen_of = np.unique(batch.style * 10_000 + step, return_index=True, return_inverse=True)
    pens = []
    for number, line in enumerate(first):
        widths = np.sort(batch.width_m[pen_of == number])
        pens.append((int(batch.style[line]), float(widths[len(widths) // 2])))
    return pens, pen_of
