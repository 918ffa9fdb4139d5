"""What is painted above something that changes, kept as a picture: points and labels above a field."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from drawing.layer_picture import LayerCanvas

Draw = Callable[[QPainter], bool]
"""Paints something; returns whether it would paint the same again."""


class KeptPicture:
    """A picture is made when the same is to be painted a second time: of what changes at every painting there is none.
    """

    def __init__(self) -> None:
        self._key: Sequence[object] | None = None
        """Of what was painted last; None when that would be different now."""
        self._canvas: LayerCanvas | None = None

    def paint(self, painter: QPainter, width_px: float, height_px: float, key: Sequence[object], draw: Draw) -> None:
        """Show what ``draw`` paints on so many logical pixels from the painter's origin.

        It is painted again when anything in ``key``, compared by equality, is different from the last time.
        """
        dpr = painter.device().devicePixelRatioF()
        size = math.ceil(width_px * dpr), math.ceil(height_px * dpr)
        key = [size, dpr, *key]
        if self._key != key:
            self._canvas = None
            self._key = key if draw(painter) else None
            return
        if self._canvas is None:
            self._canvas = LayerCanvas(*size, dpr)
            with QPainter(self._canvas.image) as onto:
                onto.setRenderHints(painter.renderHints())
                draw(onto)
        painter.drawImage(QPointF(0.0, 0.0), self._canvas.image)
