"""Shelters with people in them: a mark, the number of people, and whether there are more than places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from county.catalog import Name
from county.resource import Resource
from layers.base import Fact, LegendEntry
from layers.batches import Batch, Labels, Points
from layers.state_points import StatePointsLayer

STYLES = ("shelter.used", "shelter.full")
SHELTERED = 0


class SheltersLayer(StatePointsLayer):
    """The ids are those of the resources."""

    key: ClassVar[str] = "shelters"
    name: ClassVar[Name] = Name("安置点人数", "People in shelters")
    group: ClassVar[str] = "moving"
    aggregates: ClassVar[tuple[str, ...]] = ("evacuation",)

    def __init__(self, resources: Sequence[Resource]) -> None:
        super().__init__()
        self._resources = {resource.id: resource for resource in resources}

    def drawn(self) -> int:
        return len(self._points().ids)

    def people(self) -> dict[str, int]:
        """People in each shelter of the package that has any."""
        found: dict[str, int] = {}
        columns = self.columns
        for row in np.flatnonzero(columns["state"] == SHELTERED).tolist():
            shelter = columns["shelter"][row]
            if shelter in self._resources:
                found[shelter] = found.get(shelter, 0) + int(columns["people"][row])
        return found

    def legend(self) -> tuple[LegendEntry, ...]:
        full = Name("超过容量", "More people than places")
        return LegendEntry("shelter.used", Name("有安置人员", "People in it")), LegendEntry("shelter.full", full)

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        people, shelter = self.people().get(item_id), self._resources.get(item_id)
        if people is None or shelter is None:
            return ()
        places = f" / {shelter.capacity:,}" if shelter.capacity >= 0 else ""
        return (Fact(Name("安置人数", "People"), f"{people:,}{places}"),)

    def title(self, item_id: str) -> str:
        return self._resources[item_id].name if item_id in self._resources else ""

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        place = self._resources.get(item_id)
        return None if place is None else (place.x_m, place.y_m, place.x_m, place.y_m)

    def _build(self) -> tuple[Batch, ...]:
        people = self.people()
        ids = np.array(list(people), dtype=object)
        places = [self._resources[shelter] for shelter in people]
        xy_m = np.array([(place.x_m, place.y_m) for place in places], dtype=float).reshape(-1, 2)
        rooms = np.array([place.capacity for place in places], dtype=np.int64)
        numbers = np.array(list(people.values()), dtype=np.int64)
        style = ((rooms >= 0) & (numbers > rooms)).astype(np.uint16)
        text = np.array([f"{n:,}" for n in numbers.tolist()], dtype=object)
        return (
            Points(ids, xy_m, style, STYLES),
            Labels(ids, text, xy_m, numbers.astype(float), np.zeros(len(ids), np.uint16), ("label.shelter",)),
        )
