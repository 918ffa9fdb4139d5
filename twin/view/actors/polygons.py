"""Polygons lie on the ground: they are painted into its tiles, those with a height as the footprint of a building."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from layers.batches import Polygons
from layers.style import StyleSheet, rgba
from twin.view.brush import Brush, cut_lines, cut_rings
from twin.view.picture import Picture, boxes, gather

FOOTPRINT_M_PER_TEXEL = 12.0
"""Coarser pictures leave footprints out: they would be specks."""


class PolygonsDrape:
    """Villages, grids, waters, and the footprints of buildings."""

    def __init__(self, batch: Polygons, styles: StyleSheet) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        outer = batch.parts[:-1]
        self._boxes = boxes(batch.xy_m, batch.rings)[outer] if len(outer) else np.empty((0, 4))

    def paint(self, brush: Brush, picture: Picture) -> None:
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
            rings, rings_of = gather(batch.parts, chosen)
            index, lengths = gather(batch.rings, rings)
            xy = picture.texels(batch.xy_m[index])
            if style.color or style.outside:
                inside, kept = cut_rings(xy, lengths)
                if style.outside and (batch.style == number).any():
                    brush.fill(inside, kept, rings_of, QColor(*rgba(style.outside)), around=True)
                if style.color:
                    brush.fill(inside, kept, rings_of, QColor(*style.rgba))
            if style.outline and batch.height_m is None:
                pen = QPen(QColor(*style.outline_rgba), style.width_px)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                if style.dash:
                    pen.setDashPattern(list(style.dash))
                brush.stroke(cut_lines(xy, lengths), pen)
