"""What of the units that can be sent does not change from one event to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from county.resource import Resource

if TYPE_CHECKING:
    from county.roads.lines import Floats, Ints

Place = tuple[float, float]
"""x_m, y_m in the working CRS."""


class Fleet:
    """Units, sorted out once for each order of resource kinds: a county has many units, and an event is urgent."""

    def __init__(self, units: Iterable[Resource]) -> None:
        self._units = tuple(units)
        self._of_kinds: dict[tuple[str, ...], FittingUnits] = {}

    def of_kinds(self, kinds: tuple[str, ...]) -> FittingUnits:
        """The units of some resource kinds."""
        if kinds not in self._of_kinds:
            self._of_kinds[kinds] = FittingUnits(self._units, kinds)
        return self._of_kinds[kinds]


class FittingUnits:
    """The units of some resource kinds, numbered."""

    def __init__(self, units: Iterable[Resource], kinds: tuple[str, ...]) -> None:
        order = {kind: i for i, kind in enumerate(kinds)}
        self.kinds = kinds
        self.units = tuple(unit for unit in units if unit.kind in order)
        self.number = {unit.id: i for i, unit in enumerate(self.units)}
        """By id of a unit."""
        self.kind: Ints = np.array([order[unit.kind] for unit in self.units], dtype=np.int64)
        """(n,) number of its kind."""
        self._home_m: Floats = np.array([(unit.x_m, unit.y_m) for unit in self.units], dtype=float).reshape(-1, 2)

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def by_id(self) -> Ints:
        """(n,) rank of each unit in the order of ids."""
        rank = np.empty(len(self), dtype=np.int64)
        rank[np.argsort(np.array([unit.id for unit in self.units], dtype=str), kind="stable")] = np.arange(len(self))
        return rank

    def places_m(self, places: Mapping[str, Place]) -> Floats:
        """(n, 2) where the units are: at ``places`` by id, the others at home."""
        return self._with(self._home_m.copy(), places)

    def counts(self, counted: Mapping[str, int]) -> Floats:
        """(n,) of a number by id, 0 where there is none."""
        return self._with(np.zeros(len(self)), counted)

    def _with(self, column: Floats, values: Mapping[str, object]) -> Floats:
        """``column`` with the values of the units that have one."""
        number = self.number
        known = [(row, value) for key, value in values.items() if (row := number.get(key)) is not None]
        if known:
            rows, found = zip(*known, strict=True)
            column[list(rows)] = found
        return column
