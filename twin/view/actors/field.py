"""A field lies on the ground: its colours, with hillshade, are painted into the ground's tiles."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from layers.batches import Field
from layers.relief import relief_rgba
from layers.style import StyleSheet
from twin.view.picture import Picture


class FieldDrape:
    """Terrain, or any other raster.  Coarse pictures are painted from halved images, so that relief stays calm."""

    def __init__(self, batch: Field, styles: StyleSheet) -> None:
        self._extent_m = batch.extent_m
        colors = relief_rgba(batch, styles.ramps[batch.style])
        rows, cols = batch.value.shape
        colors = np.ascontiguousarray(colors)
        image = QImage(colors.data, cols, rows, cols * 4, QImage.Format.Format_RGBA8888)
        self._images = [image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)]
        while min(self._images[-1].width(), self._images[-1].height()) > 128:
            last = self._images[-1]
            self._images.append(last.scaled(
                last.width() // 2, last.height() // 2, Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            ))  # fmt: skip

    def paint(self, painter: QPainter, picture: Picture) -> None:
        west, south, east, north = self._extent_m
        texel_m = max(picture.texel_m)
        image = self._images[0]
        for coarser in self._images[1:]:
            if (east - west) / coarser.width() > texel_m * 1.4:
                break
            image = coarser
        (left, top), (right, bottom) = picture.texels(np.array([[west, north], [east, south]]))
        painter.translate(left, top)
        painter.scale((right - left) / image.width(), (bottom - top) / image.height())
        painter.drawImage(QPointF(0, 0), image)
