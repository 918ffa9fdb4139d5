"""Paints a raster from its coloured picture, which a worker thread makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from drawing.batch_painter import BatchPainter
from drawing.field import FieldPicture
from drawing.grain import paint_grain
from drawing.pens import color
from drawing.viewport import Viewport
from layers.batches import Batch, Field
from layers.style import Style, StyleSheet

BAND_PX = 96
SEAM = 2
"""Cells around a band that its edges are blended with."""


class FieldPainter(BatchPainter):
    """A field that does not change, or another one after it: the old picture stays until the new one is made.

    ``ready`` is called on the worker's thread once there is something else to see.
    """

    def __init__(self, batch: Field, styles: StyleSheet, worker: Executor, ready: Callable[[], None]) -> None:
        self._styles = styles
        self._worker = worker
        self._ready = ready
        self._job: Future[FieldPicture]
        self._job_of: Field
        self._picture: FieldPicture | None = None
        self._picture_of: Field | None = None
        self._batch = batch
        self._version = 0
        self._begin(fine=False)

    @property
    def waiting(self) -> bool:  # type: ignore[override]
        return self._picture is None or self._picture_of is not self._batch

    @property
    def version(self) -> int:  # type: ignore[override]
        self._take()
        return self._version

    def accept(self, batch: Batch) -> bool:
        if not isinstance(batch, Field):
            return False
        self._batch = batch
        self._take()
        return True

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        self._take()
        if self._picture is not None:
            yield from paint_field(painter, view, self._picture)
            if self._job.done() and not self._picture.fine:  # the coarse picture is shown: refine it now
                self._begin(fine=True)

    def mark(self, painter: QPainter, view: Viewport, item_id: str, style: Style) -> None:
        """A field holds no single things."""

    def close(self) -> None:
        self._job.cancel()

    def _begin(self, *, fine: bool) -> None:
        self._job_of = self._batch
        self._job = self._worker.submit(FieldPicture, self._batch, self._styles.ramp_of(self._batch), fine=fine)
        self._job.add_done_callback(lambda _: self._ready())

    def _take(self) -> None:
        """Take the worker's result, and start on the next field if another one arrived meanwhile."""
        if not self._job.done() or self._job.cancelled():
            return
        if self._picture is not (picture := self._job.result()):
            self._picture, self._picture_of = picture, self._job_of
            self._version += 1
        if self._job_of is not self._batch:
            self._begin(fine=True)


def paint_field(painter: QPainter, view: Viewport, picture: FieldPicture) -> Iterator[None]:
    """Paint a field a band at a time; the painter's origin is the view's upper left."""
    level = picture.level(view.m_per_px / view.dpr)
    image, cover, guessed = level.image, color(picture.cover(view.m_per_px)), picture.guessed(view.m_per_px)
    west, _, _, north = picture.extent_m
    zoom_x, zoom_y = level.cell_m[0] / view.m_per_px, level.cell_m[1] / view.m_per_px
    left, above = (west - view.west_m) / view.m_per_px, (view.north_m - north) / view.m_per_px
    for top in range(0, int(np.ceil(view.height_px)), BAND_PX):
        height = min(BAND_PX, view.height_px - top)
        source = QRectF(-left / zoom_x, (top - above) / zoom_y, view.width_px / zoom_x, height / zoom_y)
        around = source.adjusted(-SEAM, -SEAM, SEAM, SEAM).toAlignedRect().intersected(image.rect())
        if not around.isEmpty():
            target = QRectF(
                left + around.x() * zoom_x, above + around.y() * zoom_y, around.width() * zoom_x,
                around.height() * zoom_y,
            )  # fmt: skip
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, level.smooth)
            painter.setClipRect(QRectF(0, top, view.width_px, height))
            painter.drawImage(target, image, QRectF(around))
            if guessed:
                painter.fillRect(target, cover)
                paint_grain(painter, target, QPointF(*view.point_px(0.0, 0.0)), guessed)
            painter.restore()
        yield
