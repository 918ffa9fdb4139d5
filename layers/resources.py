"""Emergency resources on the map, and which event each dispatched one is on its way to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog, Name
from county.event import State
from county.resource import Resource
from layers.base import LIVE_GROUP, Fact, Layer, LegendEntry
from layers.batches import U16, Batch, Lines, Points
from layers.events import EventsLayer
from layers.matching import best_matches
from layers.pointset import inside, nearest

BUSY = frozenset({State.DISPATCHED, State.HANDLING})


class ResourcesLayer(Layer):
    """All resources of the package; ``assignments`` follows the events."""

    key: ClassVar[str] = "resources"
    name: ClassVar[Name] = Name("应急资源", "Resources")
    group: ClassVar[Name] = LIVE_GROUP

    def __init__(self, resources: Sequence[Resource], catalog: Catalog, events: EventsLayer) -> None:
        super().__init__()
        self._resources = resources
        self._kinds = catalog.resource_kinds
        self._events = events
        self._row: dict[str, int] = {resource.id: row for row, resource in enumerate(resources)}
        self._ids: NDArray[np.object_] = np.array([resource.id for resource in resources], dtype=object)
        self._xy_m = np.array([(r.x_m, r.y_m) for r in resources], dtype=float).reshape(-1, 2)
        kind_keys = list(self._kinds)
        self._kind: U16 = np.array([kind_keys.index(r.kind) for r in resources], dtype=np.uint16)
        self._styles = tuple(
            f"resource.{duty}@{kind.icon}" for duty in ("idle", "busy") for kind in self._kinds.values()
        )
        self._assigned: dict[str, str] = {}
        """Event id → resource id."""
        self.assignments: Mapping[str, str] = {}
        """Resource id → id of the open event that it was dispatched to, the latest when there are several."""
        self._batches: tuple[Batch, ...] | None = None
        events.changed.connect(self._read_events)

    def __len__(self) -> int:
        return len(self._resources)

    def __getitem__(self, resource_id: str) -> Resource:
        """The resource; raises KeyError when the package has none of this id."""
        return self._resources[self._row[resource_id]]

    def batches(self) -> tuple[Batch, ...]:
        """Lines from dispatched resources to their events, below the resources."""
        if self._batches is None:
            busy = np.zeros(len(self), dtype=np.uint16)
            busy[[self._row[resource_id] for resource_id in self.assignments]] = 1
            style = (busy * len(self._kinds) + self._kind).astype(np.uint16)
            self._batches = (self._ways(), Points(self._ids, self._xy_m, style, self._styles))
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (
            LegendEntry("resource.busy", Name("已派遣资源", "Dispatched resource")),
            LegendEntry("resource.idle", Name("待命资源", "Resource on call")),
        )

    def counts(self) -> Mapping[str, int]:
        busy = len(self.assignments)
        return {"resource.busy": busy, "resource.idle": len(self) - busy}

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        if item_id not in self._row:
            return ()
        resource = self[item_id]
        kind = self._kinds[resource.kind]
        facts = [
            Fact(Name("编号", "Number"), item_id),
            Fact(Name("类型", "Kind"), kind.name),
        ]
        if resource.capacity >= 0:
            facts.append(Fact(kind.capacity_name, str(resource.capacity)))
        if item_id in self.assignments:
            facts.append(Fact(Name("处置事件", "Event"), self.assignments[item_id]))
        return tuple(facts)

    def title(self, item_id: str) -> str:
        return self[item_id].name if item_id in self._row else ""

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        if item_id not in self._row:
            return None
        resource = self[item_id]
        return resource.x_m, resource.y_m, resource.x_m, resource.y_m

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        row = nearest(self._xy_m, x_m, y_m, radius_m)
        return None if row is None else str(self._ids[row])

    def within(self, west: float, south: float, east: float, north: float) -> list[str]:
        return [str(i) for i in self._ids[inside(self._xy_m, west, south, east, north)]]

    def search(self, text: str, limit: int) -> list[str]:
        return best_matches(text, ((resource.id, resource.name) for resource in self._resources), limit)

    def _read_events(self) -> None:
        events, moved = self._events.events, self._events.last_change
        if moved is None:
            self._assigned = {}
            moved = frozenset(events)
        before = dict(self._assigned)
        for event_id in moved:
            event = events[event_id]
            if event.unit in self._row and event.state in BUSY:
                self._assigned[event_id] = event.unit
            else:
                self._assigned.pop(event_id, None)
        if self._assigned != before or self._events.last_change is None:
            self.assignments = {resource_id: event_id for event_id, resource_id in self._assigned.items()}
            self._batches = None
            self.touch()

    def _ways(self) -> Lines:
        ids = np.array([*self.assignments], dtype=object)
        xy = np.empty((2 * len(ids), 2))
        for i, (resource_id, event_id) in enumerate(self.assignments.items()):
            event = self._events.events[event_id]
            xy[2 * i] = self._xy_m[self._row[resource_id]]
            xy[2 * i + 1] = event.x_m, event.y_m
        starts = np.arange(len(ids) + 1, dtype=np.int64) * 2
        zero = np.zeros(len(ids), dtype=np.uint16)
        return Lines(ids, xy, starts, zero, ("resource.way",), np.zeros(len(ids)))
