"""Paints a raster: colours and shade computed once, off the UI thread, then scaled from a pyramid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from drawing.batch_painter import BatchPainter
from drawing.viewport import Viewport
from layers.batches import Field
from layers.relief import relief_rgba
from layers.style import Style, StyleSheet

BAND_PX = 96
SEAM = 2
"""Cells around a band that its edges are interpolated with."""
FADE = 0.05
"""Share of each side over which a field fades out, so that it ends without an edge."""
Pyramid = list[NDArray[np.uint8]]


class FieldPainter(BatchPainter):
    """A field under its ramp; ``ready`` is called on the worker's thread once there is something to see."""

    def __init__(self, batch: Field, styles: StyleSheet, worker: Executor, ready: Callable[[], None]) -> None:
        self._extent_m = batch.extent_m
        self._pyramid: Future[Pyramid] = worker.submit(_pyramid, batch, styles)
        self._pyramid.add_done_callback(lambda _: ready())

    @property
    def waiting(self) -> bool:  # type: ignore[override]
        return not self._pyramid.done()

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        if not self._pyramid.done() or self._pyramid.cancelled():
            return
        west, _, east, north = self._extent_m
        pyramid = self._pyramid.result()
        finest_m = (east - west) / pyramid[0].shape[1]
        level = int(np.clip(np.floor(np.log2(max(view.m_per_px / view.dpr / finest_m, 1.0))), 0, len(pyramid) - 1))
        pixels = pyramid[level]
        rows, cols = pixels.shape[:2]
        image = QImage(pixels.data, cols, rows, 4 * cols, QImage.Format.Format_RGBA8888_Premultiplied)
        cell_m = (east - west) / cols
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        zoom = cell_m / view.m_per_px
        left, above = (west - view.west_m) / view.m_per_px, (view.north_m - north) / view.m_per_px
        for top in range(0, int(np.ceil(view.height_px)), BAND_PX):
            height = min(BAND_PX, view.height_px - top)
            source = QRectF(-left / zoom, (top - above) / zoom, view.width_px / zoom, height / zoom)
            around = source.adjusted(-SEAM, -SEAM, SEAM, SEAM).toAlignedRect().intersected(image.rect())
            if not around.isEmpty():
                target = QRectF(
                    left + around.x() * zoom, above + around.y() * zoom, around.width() * zoom, around.height() * zoom
                )
                painter.save()
                painter.setClipRect(QRectF(0, top, view.width_px, height))
                painter.drawImage(target, image, QRectF(around))
                painter.restore()
            yield

    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        """A field holds no single things."""

    def close(self) -> None:
        self._pyramid.cancel()


def _pyramid(batch: Field, styles: StyleSheet) -> Pyramid:
    """Premultiplied colours at full size, then halved until small."""
    colors = relief_rgba(batch, styles.ramps[batch.style])
    rows, cols = (_faded(side) for side in colors.shape[:2])
    colors[..., 3] = (colors[..., 3] * np.minimum.outer(rows, cols)).astype(np.uint8)
    colors[..., :3] = (colors[..., :3].astype(np.uint16) * colors[..., 3:] // 255).astype(np.uint8)
    levels = [np.ascontiguousarray(colors)]
    while min(levels[-1].shape[:2]) > 256:
        last = levels[-1]
        even = last[: last.shape[0] // 2 * 2, : last.shape[1] // 2 * 2].astype(np.uint16)
        mean = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) // 4
        levels.append(np.ascontiguousarray(mean.astype(np.uint8)))
    return levels


def _faded(n: int) -> NDArray[np.float64]:
    """Weights (n,) of a side's cells: 0 at both ends, 1 from FADE inwards."""
    inward = np.minimum(np.arange(n), np.arange(n)[::-1]) / max(FADE * n, 1.0)
    near: NDArray[np.float64] = np.minimum(inward, 1.0)
    return np.asarray(near * near * (3 - 2 * near))
