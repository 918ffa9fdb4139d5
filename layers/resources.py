"""Emergency resources on the map, and which event each dispatched one is on its way to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from county.catalog import Catalog, Name
from county.event import State
from county.resource import Resource
from layers.base import LIVE_GROUP, Fact, LegendEntry
from layers.batches import U16, Batch, Lines, Points
from layers.events import EventsLayer
from layers.placed import PlacedLayer

BUSY = frozenset({State.DISPATCHED, State.HANDLING})
BUSY_NAME, IDLE_NAME = Name("出动", "Dispatched"), Name("待命", "On call")


class ResourcesLayer(PlacedLayer[Resource]):
    """All resources of the package; ``assignments`` follows the events."""

    key: ClassVar[str] = "resources"
    name: ClassVar[Name] = Name("应急资源", "Resources")
    group: ClassVar[Name] = LIVE_GROUP

    def __init__(self, resources: Sequence[Resource], catalog: Catalog, events: EventsLayer) -> None:
        super().__init__(resources)
        self._kinds = catalog.resource_kinds
        self._events = events
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
            LegendEntry("resource.busy", Name("出动资源", "Dispatched resource")),
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
        event_id = self.assignments.get(item_id, "")
        facts.append(Fact(Name("状态", "State"), BUSY_NAME if event_id else IDLE_NAME))
        if event_id:
            facts.append(Fact(Name("处置事件", "Event"), f"{self._events.title(event_id)} {event_id}"))
        return tuple(facts)

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
