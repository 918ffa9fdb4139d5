"""Paints what lies on the ground into the pictures of the tiles.

Draping by picture instead of by geometry: nothing floats, nothing flickers against the ground, and lines stay
crisp because tiles are refined until a texel is a pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from layers.batches import Batch, Field, Lines, Polygons
from layers.style import StyleSheet
from twin.view.actors.field import FieldDrape
from twin.view.actors.lines import LinesDrape
from twin.view.actors.polygons import PolygonsDrape
from twin.view.brush import Brush
from twin.view.picture import Picture
from twin.view.tiles import TEXELS

BARE_GROUND = QColor(16, 27, 38)


class Drape(Protocol):
    """Something that paints one batch into the picture of a tile."""

    def paint(self, brush: Brush, picture: Picture) -> None: ...


DRAPES: Mapping[type[Batch], Callable[[Any, StyleSheet], Drape]] = {
    Field: FieldDrape,
    Lines: LinesDrape,
    Polygons: PolygonsDrape,
}


@dataclass(frozen=True)
class Sheet:
    """What is draped now: batches with their layer's opacity, bottom first."""

    batches: tuple[tuple[Batch, float], ...] = ()


class Draper:
    """Paints the pictures of tiles; keeps what it prepared for a batch as long as the batch is shown."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles
        self._drapes: dict[int, tuple[Batch, Drape]] = {}
        self._sheet = Sheet()
        self.version = 0
        """Grows with every change of the sheet."""

    def use(self, sheet: Sheet) -> None:
        """Paint ``sheet`` from now on."""
        same = len(sheet.batches) == len(self._sheet.batches) and all(
            a is c and b == d for (a, b), (c, d) in zip(sheet.batches, self._sheet.batches, strict=True)
        )
        if same:
            return
        self.version += 1
        self._sheet = sheet
        kept = self._drapes
        self._drapes = {}
        for batch, _ in sheet.batches:
            known = kept.get(id(batch))
            self._drapes[id(batch)] = known or (batch, DRAPES[type(batch)](batch, self._styles))

    def picture(self, bounds_m: tuple[float, float, float, float]) -> NDArray[np.uint8]:
        """RGB (TEXELS, TEXELS, 3) of a box in the working CRS: west, south, east, north; row 0 in the north."""
        image = QImage(TEXELS, TEXELS, QImage.Format.Format_RGB32)
        image.fill(BARE_GROUND)
        picture = Picture(bounds_m)
        with QPainter(image) as painter:  # an image must not go before its painter
            brush = Brush(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for batch, opacity in self._sheet.batches:
                painter.setOpacity(opacity)
                self._drapes[id(batch)][1].paint(brush, picture)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(TEXELS, TEXELS, 4)
        return np.ascontiguousarray(pixels[:, :, 2::-1])
