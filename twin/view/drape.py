"""Paints what lies on the ground into the pictures of the tiles.

Draping by picture instead of by geometry: nothing floats, nothing flickers against the ground, and lines stay
crisp because tiles are refined until a texel is a pixel.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from county.clock import monotonic_ms
from drawing.lines import LinesPainter
from drawing.paint_context import PaintContext
from drawing.viewport import Viewport
from layers.batches import Batch, Field, Lines, Polygons
from layers.style import StyleSheet
from twin.view.actors.field import FieldDrape
from twin.view.actors.footprints import ground_painter
from twin.view.tiles import TEXELS

BARE_GROUND = QColor(16, 27, 38)
PAINT_MS = 2
"""Painting between two pauses: QPainter keeps Python's lock, and the UI thread waits for it."""
PAUSE_S = 0.0005
"""Long enough for a waiting thread to take Python's lock."""


class Drape(Protocol):
    """Something that paints one batch into the picture of a tile, yielding between pieces of a few milliseconds."""

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]: ...


DRAPES: Mapping[type[Batch], Callable[[Any, PaintContext], Drape]] = {
    Field: lambda batch, context: FieldDrape(batch, context.styles),
    Lines: lambda batch, context: LinesPainter(batch, context.styles),
    Polygons: ground_painter,
}


class _SameThread(Executor):
    """Runs what it is given at once: tiles are painted in a worker thread already."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


@dataclass(frozen=True)
class Sheet:
    """What is draped now: batches with their layer's opacity, bottom first."""

    batches: tuple[tuple[Batch, float], ...] = ()


class Draper:
    """Paints the pictures of tiles; keeps what it prepared for a batch as long as the batch is shown."""

    def __init__(self, styles: StyleSheet) -> None:
        self._context = PaintContext(styles, _SameThread(), lambda: None)
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
            self._drapes[id(batch)] = known or (batch, DRAPES[type(batch)](batch, self._context))

    def picture(self, bounds_m: tuple[float, float, float, float]) -> NDArray[np.uint8]:
        """RGB (TEXELS, TEXELS, 3) of a box in the working CRS: west, south, east, north; row 0 in the north."""
        image = QImage(TEXELS, TEXELS, QImage.Format.Format_RGB32)
        image.fill(BARE_GROUND)
        view = Viewport.between_centres(bounds_m, TEXELS)
        with QPainter(image) as painter:  # an image must not go before its painter
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            since_ms = monotonic_ms()
            for batch, opacity in self._sheet.batches:
                painter.setOpacity(opacity)
                for _ in self._drapes[id(batch)][1].paint(painter, view):
                    if monotonic_ms() - since_ms >= PAINT_MS:
                        time.sleep(PAUSE_S)
                        since_ms = monotonic_ms()
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(TEXELS, TEXELS, 4)
        return np.ascontiguousarray(pixels[:, :, 2::-1])
