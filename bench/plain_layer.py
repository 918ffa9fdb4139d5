"""A layer that shows whatever batches it is given, for tests and benches: of changing fields and live lines;
the product has none yet but terrain and the ways of resources."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from county.catalog import Catalog, Name
from county.events.texts import EventTexts
from county.package.open import CountyPackage
from layers.base import Layer, Pace
from layers.batches import F64, Batch, Field, Lines
from layers.registry import BOOKS, LAYERS, LayerInputs, LayerSet
from layers.style import Ramp, StyleSheet

DEPTH = Ramp(stops=((0.0, "#2a6fdb00"), (0.5, "#2a6fdbd0"), (3.0, "#e04040e0")), absolute=True)


class PlainLayer(Layer):
    """Batches of a live layer, to be replaced by :meth:`show`."""

    key: ClassVar[str] = "plain"
    name: ClassVar[Name] = Name("淹没水深", "Flood depth")
    group: ClassVar[str] = "base"
    pace: ClassVar[Pace] = "live"

    def __init__(self, *batches: Batch) -> None:
        super().__init__()
        self._batches: tuple[Batch, ...] = batches

    def __len__(self) -> int:
        return len(self._batches)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def show(self, *batches: Batch) -> None:
        """Replace the batches and notify the views."""
        self._batches = batches
        self.changed.emit()


class StillPlainLayer(PlainLayer):
    """The same for a layer that views keep as a picture."""

    pace: ClassVar[Pace] = "still"


def layers_with(package: CountyPackage, catalog: Catalog, extra: Layer, *, above: str = "terrain") -> LayerSet:
    """The layers of a county with one more right above another."""
    ground = LayerInputs(package, catalog, EventTexts(catalog, package.sensors))
    layers: dict[str, Layer] = {}
    for key, build in LAYERS.items():
        layers[key] = build(ground)
        if key == above:
            layers[extra.key] = extra
    whole = LayerSet(layers, {key: build(ground) for key, build in BOOKS.items()})
    whole.load()
    whole.tick(0)
    return whole


def sheet_with_depth() -> StyleSheet:
    """The style sheet with a ramp ``depth`` in metres, absolute."""
    sheet = StyleSheet.load()
    sheet.ramps["depth"] = DEPTH
    return sheet


def depth_field(value: ArrayLike, extent_m: tuple[float, float, float, float]) -> Field:
    """Depths in metres, cell by cell."""
    return Field(np.asarray(value, dtype=np.float32), extent_m, "depth", unit="m")


def ways(xy_m: F64, style: str = "resource.way") -> Lines:
    """Lines (n, k, 2) of ``k`` vertices each."""
    n, k, _ = xy_m.shape
    ids = np.array([f"W{i}" for i in range(n)], dtype=object)
    starts = np.arange(n + 1, dtype=np.int64) * k
    return Lines(ids, xy_m.reshape(-1, 2), starts, np.zeros(n, np.uint16), (style,), np.zeros(n))
