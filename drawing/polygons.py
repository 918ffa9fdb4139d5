"""Paints polygons: filled, outlined, culled by chunk."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath

from drawing.batch_painter import BatchPainter
from drawing.chunks import LONGEST, Chunk, chunks_of, cut, without_doubles
from drawing.line_pens import outline_pens
from drawing.pens import NO_PEN, color, hatching, pen
from drawing.strokes import AROUND_PX, fill, on_view, stroke_cased
from drawing.viewport import Viewport
from layers.batches import Polygons
from layers.style import Style, StyleSheet, rgba

BAND_PX = 256
SHADOW_M = 2.5
"""How far to the east and to the south a shadow reaches."""
MANY = 100_000
"""Vertices from which cutting takes longer than a frame and is done by the worker."""


class PolygonsPainter(BatchPainter):
    """Polygons in their styles' fill and outline; ``outside`` of a style covers everything around them.

    ``ready`` is called on the worker's thread once many are cut into chunks.
    """

    def __init__(self, batch: Polygons, styles: StyleSheet, worker: Executor, ready: Callable[[], None]) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._origin_m = (float(batch.xy_m[0, 0]), float(batch.xy_m[0, 1])) if len(batch.xy_m) else (0.0, 0.0)
        self._outlines: dict[str, QPainterPath] = {}
        filled = all(style.color and not style.casing for style in self._styles)
        self._small = filled and int(np.diff(batch.rings).max(initial=0)) <= LONGEST
        """Small filled ones without a casing are drawn with their outline in one call."""
        self._areas: list[Chunk] = []
        self._edges: list[Chunk] = []
        self._cutting: Future[list[None]] | None = None
        self._pieces = self._cut()
        """Of the cutting that is left for :meth:`paint`."""
        if len(batch.xy_m) >= MANY:
            self._cutting = worker.submit(list, self._pieces)
            self._cutting.add_done_callback(lambda _: ready())

    @property
    def waiting(self) -> bool:  # type: ignore[override]
        return self._cutting is not None and not self._cutting.done()

    def close(self) -> None:
        if self._cutting is not None:
            self._cutting.cancel()

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        if self._cutting is None:
            for _ in self._pieces:
                yield
        yield from self._cover_outside(painter, view)
        for style, chunks in self._shown(self._areas, view):
            if style.shadow and view.coarsest_m_per_px < SHADOW_M:
                away = replace(view, west_m=view.west_m - SHADOW_M, north_m=view.north_m + SHADOW_M)
                yield from fill(painter, away, chunks, QBrush(color(rgba(style.shadow))))
        for style, chunks in self._shown(self._areas, view):
            if style.color:
                outline = outline_pens(style, style.width_px).line if self._small else NO_PEN
                yield from fill(painter, view, chunks, QBrush(color(style.rgba)), outline)
            if style.hatch:
                yield from fill(painter, view, chunks, hatching(style))
        edges = [(outline_pens(style, style.width_px), chunks) for style, chunks in self._shown(self._edges, view)]
        yield from stroke_cased(painter, view, edges)

    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        painter.save()
        painter.setTransform(view.transform(self._origin_m), combine=True)
        painter.setPen(on_view(pen(style.outline_rgba, style.width_px), view))
        painter.setBrush(color(style.rgba))
        painter.drawPath(self._outline(item_id))
        painter.restore()

    def _outline(self, item_id: str) -> QPainterPath:
        if item_id not in self._outlines:
            batch, path = self._batch, QPainterPath()
            for part in np.flatnonzero(batch.ids == item_id):
                for ring in range(batch.parts[part], batch.parts[part + 1]):
                    xy = batch.xy_m[batch.rings[ring] : batch.rings[ring + 1]] - np.array(self._origin_m)
                    path.addPath(pg.arrayToQPath(xy[:, 0], xy[:, 1]))
            self._outlines[item_id] = path
        return self._outlines[item_id]

    def _cut(self) -> Iterator[None]:
        """Cut edges and areas into chunks, in pieces of a few milliseconds."""
        batch = self._batch
        if not self._small and len(batch.style):
            polygon = np.repeat(np.arange(len(batch.style)), np.diff(batch.parts))
            strips = without_doubles(batch.xy_m, batch.rings, polygon)
            yield
            pieces = cut(*strips)
            each = np.arange(len(pieces.owner) + 1)
            style = batch.style[pieces.owner]
            self._edges = chunks_of(pieces.xy_m, pieces.starts, each, style, self._origin_m, pieces.begins_m)
            yield
        areas = chunks_of(batch.xy_m, batch.rings, batch.parts, batch.style, self._origin_m)
        self._areas = [chunk for chunk in areas if self._fills(chunk.style)]

    def _fills(self, code: int) -> bool:
        style = self._styles[code]
        return bool(style.color or style.hatch or style.outside)

    def _shown(self, chunks: list[Chunk], view: Viewport) -> Iterator[tuple[Style, list[Chunk]]]:
        """Chunks of each style that shows at this scale."""
        for code, style in enumerate(self._styles):
            if view.coarsest_m_per_px <= style.max_m_per_px:
                yield style, [chunk for chunk in chunks if chunk.style == code]

    def _cover_outside(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        box = view.padded(AROUND_PX, AROUND_PX).bounds_m
        for code, style in enumerate(self._styles):
            chunks = [chunk for chunk in self._areas if chunk.style == code]
            if style.outside and chunks:
                cover = QPainterPath()
                cover.setFillRule(Qt.FillRule.OddEvenFill)
                cover.addRect(QRectF(-1, -1, view.width_px + 2, view.height_px + 2))
                for chunk in chunks:
                    cover.addPath(view.transform(chunk.origin_m).map(chunk.area(box, view.m_per_px)))
                for top in range(0, math.ceil(view.height_px), BAND_PX):
                    painter.save()
                    painter.setClipRect(QRectF(0, top, view.width_px, BAND_PX))
                    painter.fillPath(cover, color(rgba(style.outside)))
                    painter.restore()
                    yield
