"""Paints polygons: filled, outlined, culled by chunk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from desktop.map.chunks import chunks_of
from desktop.map.glyphs import color, pen
from desktop.map.painters.base import BatchPainter
from desktop.map.viewport import Viewport, overlaps
from layers.batches import Polygons
from layers.style import Style, StyleSheet, rgba


class PolygonsPainter(BatchPainter):
    """Polygons in their styles' fill and outline; ``outside`` of a style covers everything around them."""

    def __init__(self, batch: Polygons, styles: StyleSheet) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._origin_m = (float(batch.xy_m[0, 0]), float(batch.xy_m[0, 1])) if len(batch.xy_m) else (0.0, 0.0)
        self._outlines: dict[str, QPainterPath] = {}
        self._chunks = chunks_of(batch.xy_m, batch.rings, batch.parts, batch.style, self._origin_m)

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        shown = [c for c in self._chunks if view.m_per_px <= self._styles[c.style].max_m_per_px]
        self._cover_outside(painter, view)
        for chunk in shown:
            if overlaps(chunk.bounds_m, view.bounds_m):
                style = self._styles[chunk.style]
                painter.save()
                painter.setTransform(view.transform(self._origin_m), combine=True)
                painter.setBrush(color(style.rgba) if style.color else Qt.BrushStyle.NoBrush)
                painter.setPen(pen(style.outline_rgba, style.width_px, style.dash))
                painter.drawPath(chunk.path(view.m_per_px))
                painter.restore()
                yield

    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        painter.save()
        painter.setTransform(view.transform(self._origin_m), combine=True)
        painter.setPen(pen(style.outline_rgba, style.width_px))
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

    def _cover_outside(self, painter: QPainter, view: Viewport) -> None:
        for code, style in enumerate(self._styles):
            chunks = [chunk for chunk in self._chunks if chunk.style == code]
            if style.outside and chunks:
                holes = QPainterPath()
                for chunk in chunks:
                    holes.addPath(chunk.path(view.m_per_px))
                cover = QPainterPath()
                cover.setFillRule(Qt.FillRule.OddEvenFill)
                cover.addRect(QRectF(-1, -1, view.width_px + 2, view.height_px + 2))
                cover.addPath(view.transform(self._origin_m).map(holes))
                painter.fillPath(cover, color(rgba(style.outside)))
