"""A field lies on the ground: its colours, with hillshade, are painted into the ground's tiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from drawing.viewport import Viewport
from layers.batches import Field
from layers.relief import relief_rgba
from layers.style import StyleSheet
from twin.view.refine import refined

COARSEST = 128
"""Cells of the shorter side below which no coarser image is needed."""


class FieldDrape:
    """Terrain, or any other raster.  Coarse pictures are painted from halved images, so that relief stays calm.

    Images are prepared by numpy: Qt would hold Python's lock meanwhile.
    """

    def __init__(self, batch: Field, styles: StyleSheet) -> None:
        self._extent_m = batch.extent_m
        colors = relief_rgba(finer(batch), styles.ramps[batch.style])
        colors[..., :3] = colors[..., :3].astype(np.uint16) * colors[..., 3:] // 255
        self._pixels = [np.ascontiguousarray(colors)]
        while min(self._pixels[-1].shape[:2]) > COARSEST:
            self._pixels.append(_halved(self._pixels[-1]))
        self._images = [
            QImage(pixels.data, pixels.shape[1], pixels.shape[0], QImage.Format.Format_RGBA8888_Premultiplied)
            for pixels in self._pixels
        ]

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        west, south, east, north = self._extent_m
        texel_m = view.coarsest_m_per_px
        image = self._images[0]
        for coarser in self._images[1:]:
            if (east - west) / coarser.width() > texel_m * 1.4:
                break
            image = coarser
        (left, top), (right, bottom) = view.px(np.array([[west, north], [east, south]]))
        painter.save()
        painter.translate(left, top)
        painter.scale((right - left) / image.width(), (bottom - top) / image.height())
        painter.drawImage(QPointF(0, 0), image)
        painter.restore()
        yield


def finer(batch: Field) -> Field:
    """The field with cells so small that its relief is round from near."""
    west, _, east, _ = batch.extent_m
    return replace(batch, value=refined(batch.value, (east - west) / batch.value.shape[1]))


def _halved(colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The mean of every two by two cells."""
    rows, cols = (side // 2 * 2 for side in colors.shape[:2])
    quarters = colors[:rows, :cols].reshape(rows // 2, 2, cols // 2, 2, 4)
    return np.asarray((quarters.sum(axis=(1, 3), dtype=np.uint16) + 2) // 4, dtype=np.uint8)
