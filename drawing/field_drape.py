"""A field on the ground: its colours are painted into the ground's tiles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from drawing.field import FieldPicture, ReadyField
from drawing.grain import paint_grain
from drawing.viewport import Viewport
from layers.batches import Field
from layers.relief import Suns
from layers.style import StyleSheet


class FieldDrape:
    """Terrain, or any other raster that does not change, under the light of ``suns``."""

    def __init__(self, batch: Field, styles: StyleSheet, suns: Suns) -> None:
        self._ready = ReadyField.of(batch, styles.ramp_of(batch))
        self._suns = suns
        self._picture = FieldPicture.lit(self._ready, suns)

    def light(self, suns: Suns) -> None:
        """Have another light from now on."""
        if self._ready.field.shaded:
            self._suns = suns
            self._picture = FieldPicture.lit(self._ready, suns)

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        level = self._picture.level(view.coarsest_m_per_px)
        west, south, east, north = self._picture.box(level)
        (left, top), (right, bottom) = view.px(np.array([[west, north], [east, south]]))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, level.smooth)
        painter.translate(left, top)
        painter.scale((right - left) / level.image.width(), (bottom - top) / level.image.height())
        painter.drawImage(QPointF(0, 0), level.image)
        painter.restore()
        if guessed := self._picture.guessed(view.coarsest_m_per_px):
            box = QRectF(left, top, right - left, bottom - top)
            seen = box.intersected(QRectF(0, 0, view.width_px, view.height_px))
            paint_grain(painter, seen, QPointF(*view.point_px(0.0, 0.0)), guessed)
        yield
