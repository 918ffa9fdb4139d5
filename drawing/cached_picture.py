"""What is painted above something that changes, cached as a picture: points and labels above a field."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from county.clock import monotonic_ms
from drawing.layer_picture import LayerCanvas

CLEAR_MS = 2
"""Of a painting to prepare the picture: at first the system provides its memory, 33 MB on a 4K screen."""
Draw = Callable[[QPainter], bool]
"""Paints something; returns whether it would paint the same again."""


class CachedPicture:
    """A picture is made when the same is painted again: of what changes at every painting there is none."""

    def __init__(self) -> None:
        self._key: Sequence[object] | None = None
        """Of what was painted last; None when that would be different now."""
        self._canvas = LayerCanvas(1, 1)
        self._clearing: Iterator[None] | None = None
        self._boxes: list[QRect] = []
        """Of what is painted in the picture, in physical pixels: the rest is not even read."""
        self._made = False
        """Whether the picture shows what was painted last."""

    def paint(self, painter: QPainter, width_px: float, height_px: float, key: Sequence[object], draw: Draw) -> None:
        """Show what ``draw`` paints on so many logical pixels from the painter's origin.

        It is painted again when anything in ``key``, compared by equality, is different from the last time.
        """
        dpr = painter.device().devicePixelRatioF()
        size = math.ceil(width_px * dpr), math.ceil(height_px * dpr)
        key = [size, dpr, *key]
        again, self._key = self._key == key, key
        self._made &= again
        if not self._made and not (again and self._clear(size, dpr)):
            if not draw(painter):
                self._key = None
            return
        if not self._made:
            with QPainter(self._canvas.image) as onto:
                onto.setRenderHints(painter.renderHints())
                self._made = draw(onto)
            self._boxes = self._canvas.boxes()
            if not self._made:
                self._key = None
        for box in self._boxes:
            painter.drawImage(QPointF(box.x() / dpr, box.y() / dpr), self._canvas.image, QRectF(box))

    def _clear(self, size: tuple[int, int], dpr: float) -> bool:
        """Prepare the canvas for CLEAR_MS; returns whether it is clear."""
        image = self._canvas.image
        if (image.width(), image.height(), image.devicePixelRatio()) != (*size, dpr):
            self._canvas = LayerCanvas(*size, dpr)
            self._clearing = None
        self._clearing = self._clearing or self._canvas.clear()
        until_ms = monotonic_ms() + CLEAR_MS
        for _ in self._clearing:
            if monotonic_ms() >= until_ms:
                return False
        self._clearing = None
        return True
