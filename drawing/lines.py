"""Paints polylines: casings first, then the lines, as wide as they are where the scale shows it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath

from drawing.batch_painter import BatchPainter
from drawing.chunks import Chunk, chunks_of, cut
from drawing.line_pens import line_pens, width_groups, width_px
from drawing.pens import pen
from drawing.strokes import on_view, stroke_cased
from drawing.viewport import Viewport
from layers.batches import Lines
from layers.style import Style, StyleSheet


class LinesPainter(BatchPainter):
    """Polylines in their styles' stroke, in the order of the styles; all casings are below all lines, so that roads
    open into each other where they meet, and rivers too."""

    def __init__(self, batch: Lines, styles: StyleSheet) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._origin_m = (float(batch.xy_m[0, 0]), float(batch.xy_m[0, 1])) if len(batch.xy_m) else (0.0, 0.0)
        self._courses: dict[str, QPainterPath] = {}
        groups, pen_of = width_groups(batch.style, batch.width_m)
        pieces = cut(batch.xy_m, batch.starts, np.arange(len(batch.style)))
        each = np.arange(len(pieces.owner) + 1)
        chunks = chunks_of(
            pieces.xy_m, pieces.starts, each, pen_of[pieces.owner].astype(np.uint16), self._origin_m, pieces.begins_m
        )
        self._chunks: list[list[tuple[float, list[Chunk]]]] = [[] for _ in self._styles]
        """Of each style: true widths in metres, and the chunks of lines that wide."""
        for number, (code, width_m) in enumerate(groups):
            self._chunks[code].append((width_m, [chunk for chunk in chunks if chunk.style == number]))

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        m_per_px = view.coarsest_m_per_px
        lines = [
            (line_pens(style, width_px(style, width_m, m_per_px)), chunks)
            for style, of_width in zip(self._styles, self._chunks, strict=True)
            if m_per_px <= style.max_m_per_px
            for width_m, chunks in of_width
        ]
        yield from stroke_cased(painter, view, lines)

    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        painter.save()
        painter.setTransform(view.transform(self._origin_m), combine=True)
        painter.setPen(on_view(pen(style.outline_rgba, 2 * style.width_px), view))
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
