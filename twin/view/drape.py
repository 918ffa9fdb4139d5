"""Paints still layers into the pictures of the ground's tiles.

Draping by picture instead of by geometry: nothing floats, nothing flickers against the ground, and lines stay
crisp because tiles are refined until a texel is a pixel.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias, TypeGuard, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from county.clock import monotonic_ms
from drawing.field_drape import FieldDrape
from drawing.land_cover import LandCoverDrape
from drawing.layer_picture import LayerCanvas, LayerPicture, Mode
from drawing.lines import LinesPainter
from drawing.paint_context import PaintContext
from drawing.viewport import Bounds, Viewport
from layers.batches import Batch, Field, Lines, Polygons
from layers.relief import Suns
from layers.style import HIDDEN, StyleSheet
from twin.view.actors.footprints import ground_painter
from twin.view.building_shade import BuildingShade
from twin.view.daylight import DAY, Daylight
from twin.view.lamp_light import LampLight
from twin.view.sheen import PLAIN
from twin.view.tiles import TEXELS
from twin.view.town_load import TownLoad

PAINT_MS = 2
"""Painting between two pauses: QPainter keeps Python's lock, and the UI thread waits for it."""
PAUSE_S = 0.0005
"""Long enough for a waiting thread to take Python's lock."""
BARE_GROUND = QColor(16, 27, 38)
ADDED, CUT_OUT = Mode.CompositionMode_Plus, Mode.CompositionMode_DestinationOut
"""How a layer changes what is known of the water below it."""
SHADE = "shade of buildings"
"""Instead of a layer's key."""
WATER_OF = "water of "
"""Before a layer's key."""
MOST_BYTES = 48_000_000
"""Of the layers' pictures cached for tiles: those of the tiles of one view on a screen of 1080 lines."""


class Drape(Protocol):
    """Something that paints one batch into the picture of a tile, yielding between pieces of a few milliseconds."""

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]: ...


DRAPES: Mapping[type[Batch], Callable[[Any, PaintContext, Suns], Drape]] = {
    Field: lambda batch, context, suns: (LandCoverDrape if batch.classes else FieldDrape)(batch, context.styles, suns),
    Lines: lambda batch, context, _: LinesPainter(batch, context.styles),
    Polygons: lambda batch, context, _: ground_painter(batch, context),
}


class SameThread(Executor):
    """Runs tasks immediately: tiles are painted in a worker thread already."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


@dataclass(frozen=True)
class Draped:
    """One layer on the ground: its batches, bottom first, and its opacity."""

    key: str
    batches: tuple[Batch, ...]
    opacity: float


@dataclass(frozen=True)
class DrapedBatches:
    """The draped batches, bottom first.  Two are equal when they contain the same objects."""

    layers: tuple[Draped, ...] = ()

    @property
    def batches(self) -> Iterator[tuple[Batch, float]]:
        """Every batch with its layer's opacity."""
        return ((batch, layer.opacity) for layer in self.layers for batch in layer.batches)


NOTHING = DrapedBatches()


T = TypeVar("T")
Pieces: TypeAlias = Generator[None, None, T]
"""Work of a few milliseconds between two yields, with its result in the end."""


def advanced(pieces: Pieces[T], until_ms: float) -> T | None:
    """Go on with the pieces until this time of the monotonic clock, with pauses between them.  Their result; None: the
    time was over before."""
    since_ms = monotonic_ms()
    while True:
        try:
            next(pieces)
        except StopIteration as done:
            result: T = done.value
            return result
        if monotonic_ms() >= until_ms:
            return None
        if monotonic_ms() - since_ms >= PAINT_MS:
            time.sleep(PAUSE_S)
            since_ms = monotonic_ms()


def finished(pieces: Pieces[T]) -> T:
    """The result of all pieces."""
    result = advanced(pieces, math.inf)
    assert result is not None
    return result


def _houses(sheet: DrapedBatches) -> list[Polygons]:
    return [batch for batch, _ in sheet.batches if _is_house(batch)]


def _is_house(batch: Batch) -> TypeGuard[Polygons]:
    return isinstance(batch, Polygons) and batch.height_m is not None


def _only(batch: Field, codes: list[int]) -> Field:
    """A field of classes of which those with ``codes`` are seen where ``batch`` shows them: the others still have their
    part of the borders.  Without light."""
    classes = tuple(key if code in codes else HIDDEN for code, key in enumerate(batch.classes, start=1))
    return replace(batch, classes=classes, shaded=False, relief=None)


class Draper:
    """Paints the pictures of tiles: one for each layer, blended by the layers' opacity.

    The layers' pictures of the tiles that were painted last are cached, so that a change of opacity repaints no layer.
    """

    def __init__(self, styles: StyleSheet) -> None:
        self._context = PaintContext(styles, SameThread(), lambda: None)
        self._drapes: dict[int, tuple[Batch, Drape]] = {}
        self._sheet = DrapedBatches()
        self._suns, self._shadow = DAY.suns, DAY.shadow
        self._lamps, self._shade = LampLight((), styles), BuildingShade(())
        self._load: TownLoad | None = None
        self._waters: dict[int, Field] = {}
        """By the number of a field of classes of which some are water: these alone."""
        self._cached: dict[tuple[Bounds, str], tuple[tuple[Batch, ...], LayerPicture]] = {}
        """By tile and layer, the last used last."""
        self.version = 0
        """Grows with every change of the sheet and of the light."""

    @property
    def n_bytes(self) -> int:
        """Memory of the cached pictures of layers."""
        return sum(picture.n_bytes for _, picture in self._cached.values())

    def use(self, sheet: DrapedBatches) -> None:
        """Paint ``sheet`` from now on."""
        if sheet == self._sheet:
            return
        self.version += 1
        if _houses(sheet) != _houses(self._sheet):
            self._lamps = LampLight(_houses(sheet), self._context.styles)
            self._lamps.follow(self._load)
            self._shade = BuildingShade(_houses(sheet))
        self._sheet = sheet
        batches = [batch for batch, _ in sheet.batches]
        self._waters = {
            id(batch): self._waters.get(id(batch)) or _only(batch, codes)
            for batch in batches if isinstance(batch, Field) and (codes := self._water_codes(batch))
        }  # fmt: skip
        shown = {id(batch) for batch in (*batches, *self._waters.values())}
        self._drapes = {number: drape for number, drape in self._drapes.items() if number in shown}

    def light(self, light: Daylight) -> None:
        """Have what is shaded lit from here, and the lamps of towns by their load, from now on."""
        if light.load != self._load:
            self._load = light.load
            self._lamps.follow(light.load)
            self.version += 1
        if (light.suns, light.shadow) == (self._suns, self._shadow):
            return
        self._suns, self._shadow = light.suns, light.shadow
        for _, drape in self._drapes.values():
            if isinstance(drape, FieldDrape):
                drape.light(light.suns)
        for key, (batches, _) in list(self._cached.items()):
            if key[1] == SHADE or any(isinstance(batch, Field) and batch.shaded for batch in batches):
                del self._cached[key]
        self.version += 1

    def picture(self, bounds_m: Bounds) -> Pieces[NDArray[np.uint8]]:
        """Red, green, blue and marks (TEXELS, TEXELS, 4) of a box in the working CRS: west, south, east, north; row 0
        in the north.  For the marks see :mod:`twin.view.sheen`.  Not to be gone on with after ``version`` grew."""
        image = QImage(TEXELS, TEXELS, QImage.Format.Format_RGB32)
        image.fill(BARE_GROUND)
        water = None
        for layer in self._sheet.layers:
            picture = yield from self._layer(bounds_m, layer)
            yield from picture.blend(image, layer.opacity)
            wet = yield from self._water(bounds_m, layer)
            if wet is not None and not wet.empty and water is None:
                water = LayerCanvas(TEXELS, TEXELS)
            for part, mode in ((picture, CUT_OUT), (wet, ADDED)):
                if water is not None and part is not None:
                    yield from part.blend(water.image, layer.opacity, mode)
        shade = max((opacity for batch, opacity in self._sheet.batches if _is_house(batch)), default=0.0)
        if shade > 0.0:
            shaded = yield from self._shaded(bounds_m)
            yield from shaded.blend(image, shade)
        self._forget()
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(TEXELS, TEXELS, 4)
        out = np.empty((TEXELS, TEXELS, 4), np.uint8)
        out[..., :3] = pixels[..., 2::-1]
        out[..., 3] = self._marks(Viewport.between_centres(bounds_m, TEXELS), water)
        return out

    @property
    def solid(self) -> tuple[Batch, ...]:
        """Roads, water and houses of the sheet."""
        return tuple(batch for batch, _ in self._sheet.batches if self._is_solid(batch))

    def taken(self, bounds_m: Bounds) -> NDArray[np.bool_]:
        """Where roads, water and houses of the sheet are on the ground of a box: (TEXELS, TEXELS)."""
        canvas = LayerCanvas(TEXELS, TEXELS)
        for _ in finished(self._painted(bounds_m, self.solid)).blend(canvas.image, 1.0):
            pass
        return canvas.pixels > 0

    def _is_solid(self, batch: Batch) -> bool:
        if isinstance(batch, Lines):
            return bool((batch.width_m > 0).any())
        return isinstance(batch, Polygons) and (
            _is_house(batch) or any(self._context.styles[key].sheen for key in batch.styles)
        )

    def _water(self, bounds_m: Bounds, layer: Draped) -> Pieces[LayerPicture | None]:
        """What of a layer reflects the sky: all of it, what some classes of its fields cover, or None."""
        drawn = (batch for batch in layer.batches if isinstance(batch, Lines | Polygons))
        if any(self._context.styles[key].sheen for batch in drawn for key in batch.styles):
            return (yield from self._layer(bounds_m, layer))
        waters = tuple(self._waters[id(batch)] for batch in layer.batches if id(batch) in self._waters)
        if not waters:
            return None
        return (yield from self._layer(bounds_m, Draped(f"{WATER_OF}{layer.key}", waters, 1.0)))

    def _water_codes(self, batch: Field) -> list[int]:
        """The values of a field of classes that are water."""
        codes = [n for n, key in enumerate(batch.classes, start=1) if self._context.styles[key].sheen]
        return codes if np.isin(batch.value, codes).any() else []

    def _marks(self, view: Viewport, water: LayerCanvas | None) -> NDArray[np.uint8] | int:
        """Marks (TEXELS, TEXELS), or the same one everywhere."""
        light = self._lamps.over(view)
        if light is None and water is None:
            return PLAIN
        marks = np.full((TEXELS, TEXELS), PLAIN, np.uint8) if light is None else PLAIN + light // 2
        if water is not None:
            dry = np.uint16(255) - (water.pixels >> 24).astype(np.uint16)
            marks = (marks * dry // 255).astype(np.uint8)
        return marks

    def _shaded(self, bounds_m: Bounds) -> Pieces[LayerPicture]:
        """What the buildings of the sheet darken."""
        houses = tuple(_houses(self._sheet))
        known, picture = self._cached.pop((bounds_m, SHADE), ((), None))
        if picture is None or known != houses:
            canvas = LayerCanvas(TEXELS, TEXELS)
            yield from self._shade.paint(canvas, Viewport.between_centres(bounds_m, TEXELS), self._shadow)
            picture = LayerPicture(list(canvas.rows()))
        self._cached[bounds_m, SHADE] = houses, picture
        return picture

    def _layer(self, bounds_m: Bounds, layer: Draped) -> Pieces[LayerPicture]:
        batches, picture = self._cached.pop((bounds_m, layer.key), ((), None))
        if picture is None or batches != layer.batches:
            picture = yield from self._painted(bounds_m, layer.batches)
        self._cached[bounds_m, layer.key] = layer.batches, picture
        return picture

    def _painted(self, bounds_m: Bounds, batches: tuple[Batch, ...]) -> Pieces[LayerPicture]:
        canvas = LayerCanvas(TEXELS, TEXELS)
        with QPainter(canvas.image) as painter:  # an image must not go before its painter
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            view = Viewport.between_centres(bounds_m, TEXELS)
            for batch in batches:
                known = self._drapes.get(id(batch))
                if known is None:
                    known = self._drapes[id(batch)] = batch, DRAPES[type(batch)](batch, self._context, self._suns)
                yield from known[1].paint(painter, view)
        return LayerPicture(list(canvas.rows()))

    def _forget(self) -> None:
        """Drop the pictures that were used longest ago and do not fit."""
        n_bytes = self.n_bytes
        while n_bytes > MOST_BYTES:
            _, picture = self._cached.pop(next(iter(self._cached)))
            n_bytes -= picture.n_bytes
