"""The layer of land cover: forest, fields, water and houses as tints over the relief."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from county.catalog import Name
from county.package.landcover import CLASSES, UNKNOWN
from county.package.manifest import LANDCOVER, MAP
from county.package.open import CountyPackage
from layers.banks import without_drawn_water
from layers.base import Layer, LegendEntry, Value
from layers.basemap import height_field
from layers.batches import Batch, Field

COVER_NAMES: dict[str, Name] = {
    "forest": Name("林地", "Forest"),
    "field": Name("耕地", "Cropland"),
    "orchard": Name("园地", "Orchard and tea"),
    "grass": Name("草地", "Grassland"),
    "water": Name("水域", "Water"),
    "built_up": Name("建设用地", "Built-up land"),
    "bare": Name("裸地", "Bare land"),
}
DRAWN = "drawn-land-cover-1"
"""Entry of the package's cache: another number where other codes are made of the same files."""


class LandCoverLayer(Layer):
    """What lies on the ground, lit like the terrain."""

    key: ClassVar[str] = "landcover"
    name: ClassVar[Name] = Name("地表覆盖", "Land cover")
    group: ClassVar[str] = "base"
    single: ClassVar[bool] = True

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        self._batches: tuple[Batch, ...] = ()
        self._present: tuple[str, ...] = ()
        if cover := package.landcover:
            relief = height_field(package)
            code = package.derived(
                DRAWN, (LANDCOVER, MAP),
                lambda: {"code": without_drawn_water(cover, package.table("rivers"), package.table("waters"))},
            )["code"]  # fmt: skip
            value = np.where(code == UNKNOWN, np.nan, code).astype(np.float32)
            self._batches = (
                Field(
                    value, cover.extent_m, self.key, sampling="linear", edge="fade", shaded=relief is not None,
                    classes=tuple(f"landcover.{name}" for name in CLASSES), relief=relief,
                ),
            )  # fmt: skip
            found = np.bincount(code.ravel(), minlength=len(CLASSES) + 1)[1:]
            self._present = tuple(name for name, cells in zip(CLASSES, found, strict=True) if cells)

    def __len__(self) -> int:
        return len(self._batches)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return tuple(LegendEntry(f"landcover.{name}", COVER_NAMES[name]) for name in self._present)

    def value_at(self, x_m: float, y_m: float) -> Value | None:
        """None: a code is no value to be read."""
        return None
