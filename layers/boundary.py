"""The county's outline; everything outside it is darkened."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from county.catalog import Name
from county.package.open import CountyPackage
from layers.base import Fact, Layer, LegendEntry
from layers.batches import Batch
from layers.geometry import box_of, polygons_of
from layers.matching import best_matches


class BoundaryLayer(Layer):
    """The county's outline and name."""

    key: ClassVar[str] = "boundary"
    name: ClassVar[Name] = Name("县界", "County boundary")
    group: ClassVar[str] = "divisions"
    single: ClassVar[bool] = True

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        table = package.table("boundary")
        self._geometry = table.geometry
        self._codes = [str(code) for code in table["code"]]
        self._names = [str(name) for name in table["name"]]
        source = package.manifest.layers.get("boundary")
        approximate = source is not None and source.approximate
        style = np.full(len(table), int(approximate), dtype=np.uint16)
        outline = polygons_of(self._codes, table.geometry, style, ("county", "county.approximate"))
        self._batches: tuple[Batch, ...] = (outline,)

    def __len__(self) -> int:
        return len(self._codes)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (LegendEntry("county", self.name),)

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        return (Fact(Name("代码", "Code"), item_id),) if item_id in self._codes else ()

    def title(self, item_id: str) -> str:
        return self._names[self._codes.index(item_id)] if item_id in self._codes else ""

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        return box_of(self._geometry[self._codes.index(item_id)]) if item_id in self._codes else None

    def search(self, text: str, limit: int) -> list[str]:
        return best_matches(text, zip(self._codes, self._names, strict=True), limit)
