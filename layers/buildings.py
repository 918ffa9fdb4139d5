"""Buildings by use, with their heights.  They never move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from county.catalog import Name
from county.package.open import CountyPackage
from county.package.schema import BUILDING_USES
from layers.base import Fact, Layer, LegendEntry
from layers.batches import Batch, Polygons
from layers.geometry import codes_of, polygons_of
from layers.polygon_index import PolygonIndex

USE_NAMES: dict[str, Name] = {
    "residential": Name("住宅", "Residential"),
    "commercial": Name("商业", "Commercial"),
    "industrial": Name("工业", "Industrial"),
    "public": Name("公共", "Public"),
    "school": Name("学校", "School"),
    "hospital": Name("医院", "Hospital"),
    "farm": Name("农业", "Farm"),
}
STYLES = tuple(f"building.{use}" for use in BUILDING_USES)


@dataclass(frozen=True)
class Buildings:
    """All buildings of a county, ready to be shown: their outlines, and use and number of floors (n,) of each."""

    outlines: Polygons
    index: PolygonIndex
    use: NDArray[Any]
    floors: NDArray[Any]
    uses: frozenset[str]


class BuildingsLayer(Layer):
    """There are many: none until :meth:`load`."""

    key: ClassVar[str] = "buildings"
    name: ClassVar[Name] = Name("建筑", "Buildings")
    group: ClassVar[str] = "base"

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        self._package = package
        self._held: Buildings | None = None
        self._read: Buildings | None = None
        """What :meth:`load` made, until the next tick takes it."""

    def __len__(self) -> int:
        return 0 if self._held is None else len(self._held.index)

    def load(self) -> None:
        table = self._package.taken_table("buildings")
        style = codes_of(table["use"], STYLES, "building.")
        height_m = np.asarray(table["height_m"], dtype=float)
        outlines = polygons_of(table["id"], table.geometry, style, STYLES, height_m)
        row = {item_id: row for row, item_id in enumerate(table["id"])}
        rows = np.array([row[item_id] for item_id in outlines.ids], dtype=np.intp)
        uses = frozenset(str(use) for use in table["use"])
        self._read = Buildings(outlines, PolygonIndex(outlines), table["use"][rows], table["floors"][rows], uses)

    @property
    def lacking(self) -> bool:
        return self._held is not None and super().lacking

    def tick(self, now_ms: int) -> None:
        """Also applies the loaded data, all in one step."""
        if self._read is not None:
            self._held, self._read = self._read, None
            self.touch()
        super().tick(now_ms)

    def batches(self) -> tuple[Batch, ...]:
        return () if self._held is None else (self._held.outlines,)

    def legend(self) -> tuple[LegendEntry, ...]:
        """Every use there may be, until it is known which ones there are."""
        uses = frozenset(BUILDING_USES) if self._held is None else self._held.uses
        shown = [LegendEntry(f"building.{key}", name) for key, name in USE_NAMES.items() if key in uses]
        light = Name("夜间灯光：镇街未办结事件越多越亮（三维）", "Lamps at night (3D): brighter with more open events")
        return (*shown, LegendEntry("building.light", light))

    def title(self, item_id: str) -> str:
        return "" if self._row(item_id) is None else item_id

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        return None if self._held is None else self._held.index.bounds_m(item_id)

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        return None if self._held is None else self._held.index.nearest(x_m, y_m, max(radius_m, 1e-6))

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        row = self._row(item_id)
        if row is None or self._held is None:
            return ()
        use, floors = str(self._held.use[row]), int(self._held.floors[row])
        facts = [Fact(Name("编号", "Number"), item_id), Fact(Name("用途", "Use"), USE_NAMES.get(use, use))]
        assert self._held.outlines.height_m is not None
        height_m = float(self._held.outlines.height_m[row])
        if np.isfinite(height_m):
            facts.append(Fact(Name("高度", "Height"), f"{height_m:.1f} m"))
        if floors > 0:
            facts.append(Fact(Name("层数", "Floors"), str(floors)))
        return tuple(facts)

    def search(self, text: str, limit: int) -> list[str]:
        """Only whole ids: 60,000 nameless buildings would hide all other hits."""
        return [] if self._row(text) is None else [text]

    def _row(self, item_id: str) -> int | None:
        return None if self._held is None else self._held.index.row(item_id)
