"""Paints land cover: from afar its coloured picture, from near borders without stairs and, where its style is textured,
the patterns of its classes.

What is seen from near depends on the view.  A worker thread paints it; until then the coloured picture is shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop.map.painters.field import BAND_PX, FieldPainter
from drawing.viewport import Viewport
from layers.batches import Field
from layers.relief import SUNS
from layers.style import StyleSheet

if TYPE_CHECKING:
    from drawing.land_cover import LandCoverDrape

FULL_M_PER_PX, NEAR_M_PER_PX = 5.0, 14.0
"""Scales between which the picture from near appears; a point of the screen is meant, however many pixels it has.  A
cell of a raster has some pixels already."""
KEPT = 3
"""Pictures: of the view, of the one before it, and of the whole county, which is near when it is small."""
MOST_PX = 8_000_000
"""Of a picture: of a larger view it has every second, third … pixel, as there patterns are drawn larger anyway."""


class NearCoverPainter(FieldPainter):
    """A field of classes."""

    def __init__(self, batch: Field, styles: StyleSheet, worker: Executor, ready: Callable[[], None]) -> None:
        super().__init__(batch, styles, worker, ready)
        self._textured = any(styles[name].textured for name in batch.classes)
        self._drape: LandCoverDrape | None = None
        """Made and used by the worker's thread only, as is what it shows."""
        self._drape_of: Field | None = None
        self._near: dict[Viewport, Future[QImage]] = {}
        """Pictures of views from near, the newest last."""
        self._near_of = batch
        self._finished: set[Future[QImage]] = set()
        """Those of them that the version counts."""
        self._near_version = 0

    @property
    def waiting(self) -> bool:  # type: ignore[override]
        return super().waiting or any(not job.done() for job in self._near.values())

    @property
    def version(self) -> int:  # type: ignore[override]
        finished = {job for job in self._near.values() if job.done()}
        self._near_version += len(finished - self._finished)
        self._finished = finished
        return super().version + self._near_version

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        if view.m_per_px >= NEAR_M_PER_PX:
            yield from super().paint(painter, view)
            return
        if self._near_of is not self._batch:
            self._forget_near()
        job = self._near.get(view)
        if job is not None and job.done():
            yield from _shown(painter, view, job.result())
            return
        yield from super().paint(painter, view)
        if job is None:
            self._begin_near(view)

    def close(self) -> None:
        self._forget_near()
        super().close()

    def _forget_near(self) -> None:
        for job in self._near.values():
            job.cancel()
        self._near.clear()
        self._near_of = self._batch

    def _begin_near(self, view: Viewport) -> None:
        while len(self._near) >= KEPT:
            self._near.pop(next(iter(self._near))).cancel()
        job = self._near[view] = self._worker.submit(self._seen_from_near, self._batch, view)
        job.add_done_callback(lambda _: self._ready())

    def _seen_from_near(self, batch: Field, view: Viewport) -> QImage:
        from drawing.land_cover import LandCoverDrape  # here, because the first picture of the map would wait for it

        if self._drape is None or self._drape_of is not batch:
            self._drape, self._drape_of = LandCoverDrape(batch, self._styles, SUNS, patterned=self._textured), batch
        texel_px = _texel_px(view)
        cols, rows = math.ceil(view.width_px / texel_px), math.ceil(view.height_px / texel_px)
        pixels = replace(view, m_per_px=view.m_per_px * texel_px, width_px=cols, height_px=rows, dpr=1.0)
        image = QImage(cols, rows, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        with QPainter(image) as painter:
            near = (NEAR_M_PER_PX - view.m_per_px) / (NEAR_M_PER_PX - FULL_M_PER_PX)
            for _ in self._drape.paint_share(painter, pixels, min(1.0, near)):
                pass
        return image


def _texel_px(view: Viewport) -> float:
    """Logical pixels a pixel of the picture of a view."""
    physical = view.width_px * view.height_px * view.dpr**2
    return math.ceil(math.sqrt(physical / MOST_PX)) / view.dpr


def _shown(painter: QPainter, view: Viewport, image: QImage) -> Iterator[None]:
    """Paint the picture of a view, a band at a time."""
    texel_px = _texel_px(view)
    box = QRectF(0, 0, image.width() * texel_px, image.height() * texel_px)
    for top in range(0, math.ceil(view.height_px), BAND_PX):
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, texel_px * view.dpr > 1)
        painter.setClipRect(QRectF(0, top, box.width(), BAND_PX))
        painter.drawImage(box, image)
        painter.restore()
        yield
