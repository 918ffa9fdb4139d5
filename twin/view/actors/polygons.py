"""Polygons lie on the ground: they are painted into its tiles, those with a height as the footprint of a building."""

from __future__ import annotations

import numpy as np
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from layers.batches import Polygons
from layers.style import StyleSheet, rgba
from twin.view.picture import Picture, boxes, gather
from twin.view.tiles import TEXELS

FOOTPRINT_M_PER_TEXEL = 12.0
"""Coarser pictures leave footprints out: they would be specks."""


class PolygonsDrape:
    """Villages, grids, waters, and the footprints of buildings."""

    def __init__(self, batch: Polygons, styles: StyleSheet) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        outer = batch.parts[:-1]
        self._boxes = boxes(batch.xy_m, batch.rings)[outer] if len(outer) else np.empty((0, 4))

    def paint(self, painter: QPainter, picture: Picture) -> None:
        batch, texel_m = self._batch, max(picture.texel_m)
        if batch.height_m is not None and texel_m > FOOTPRINT_M_PER_TEXEL:
            return
        near = picture.meets(self._boxes, 8.0)
        for number, style in enumerate(self._styles):
            if texel_m > style.max_m_per_px and batch.height_m is None:
                continue
            chosen = np.flatnonzero(near & (batch.style == number))
            if not len(chosen) and not style.outside:
                continue
            rings, _ = gather(batch.parts, chosen)
            index, lengths = gather(batch.rings, rings)
            xy = picture.texels(batch.xy_m[index])
            connect = np.ones(len(xy), dtype=np.int32)
            connect[np.cumsum(lengths) - 1] = 0
            path = arrayToQPath(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]), connect)
            path.setFillRule(Qt.FillRule.OddEvenFill)
            if style.outside and (batch.style == number).any():
                around = QPainterPath(path)
                around.addRect(-1, -1, TEXELS + 2, TEXELS + 2)
                painter.fillPath(around, QColor(*rgba(style.outside)))
            if style.color:
                painter.fillPath(path, QColor(*style.rgba))
            if style.outline and batch.height_m is None:
                pen = QPen(QColor(*style.outline_rgba), style.width_px)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                if style.dash:
                    pen.setDashPattern(list(style.dash))
                painter.strokePath(path, pen)
