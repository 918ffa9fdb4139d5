"""Marks on the map at units that are said to be busy, off duty or out of service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from county.catalog import Name
from county.fold import StateTable
from county.portions import Prepared
from county.resource import Resource
from county.streams import POSITIONS, Columns, KeyTable
from county.units.status import CODES, READINESS
from layers.base import Fact, LegendEntry
from layers.batches import F64, Batch, Points
from layers.state_points import StatePointsLayer

STYLES = tuple(f"unit.{status}" for status in CODES)
AVAILABLE = 0


class UnitStatusLayer(StatePointsLayer):
    """At the newest position of a unit, at home for one that reports none; an available unit has no mark."""

    key: ClassVar[str] = "unit_status"
    name: ClassVar[Name] = Name("力量状态", "Status of units")
    group: ClassVar[str] = "moving"
    aggregates: ClassVar[tuple[str, ...]] = ("unit_status",)
    streams: ClassVar[tuple[str, ...]] = ("positions",)

    def __init__(self, resources: Sequence[Resource]) -> None:
        super().__init__()
        self._resources = {resource.id: resource for resource in resources}
        self._xy_m: dict[str, tuple[float, float]] = {}
        """Newest positions."""
        self._at_ms: dict[str, int] = {}
        self._units: list[str] = []
        """Id of each unit of the positions, by its number."""

    def resetting(self, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]) -> Prepared:
        hold = yield from super().resetting(states, keys)
        table = keys.get(POSITIONS.key)
        units = [] if table is None else [unit for (unit,) in table.rows]

        def reset() -> None:
            hold()
            self._units, self._xy_m, self._at_ms = units, {}, {}

        return reset

    def take(self, columns: Columns) -> None:
        """Raises IndexError when a unit number is not in the table."""
        places = zip(columns.key.tolist(), columns.at_ms.tolist(), columns["x_m"], columns["y_m"], strict=True)
        for number, at_ms, x_m, y_m in places:
            unit = self._units[number]
            if at_ms >= self._at_ms.get(unit, at_ms) and np.isfinite(x_m) and np.isfinite(y_m):
                self._xy_m[unit], self._at_ms[unit] = (float(x_m), float(y_m)), at_ms
                if unit in self.columns:
                    self._batches = None
                    self.touch()

    def drawn(self) -> int:
        return len(self._points().ids)

    def legend(self) -> tuple[LegendEntry, ...]:
        return tuple(LegendEntry(f"unit.{key}", name) for key, name in READINESS.items() if key != "available")

    def counts(self) -> Mapping[str, int]:
        tally = np.bincount(self._points().style, minlength=len(STYLES))
        return {style: int(tally[i]) for i, style in enumerate(STYLES) if i != AVAILABLE}

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        row = self.columns.row(item_id)
        if row is None:
            return ()
        return (Fact(Name("编号", "Number"), item_id), Fact(self.name, READINESS[CODES[self.columns["status"][row]]]))

    def title(self, item_id: str) -> str:
        return self._resources[item_id].name if item_id in self._resources else ""

    def place_of(self, unit: str) -> tuple[float, float] | None:
        """Newest position of a unit, its home where none is known; None for one that this package lacks."""
        home = self._resources.get(unit)
        return self._xy_m.get(unit) or (None if home is None else (home.x_m, home.y_m))

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        place = self.place_of(item_id)
        return None if place is None else (*place, *place)

    def _build(self) -> tuple[Batch, ...]:
        status = self.columns["status"]
        rows = np.array(
            [row for row in np.flatnonzero(status != AVAILABLE) if self.columns.ids[row] in self._resources],
            dtype=np.intp,
        )
        ids: NDArray[np.object_] = self.columns.ids[rows].astype(object)
        xy_m: F64 = np.array([self.place_of(unit) for unit in ids], dtype=float).reshape(-1, 2)
        return (Points(ids, xy_m, status[rows].astype(np.uint16), STYLES),)
