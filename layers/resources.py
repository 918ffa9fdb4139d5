"""Emergency resources on the map, and which event each dispatched one is on its way to."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog, Name
from county.events.event import Event
from county.events.texts import EventTexts, with_number
from county.fold import StateTable
from county.portions import Prepared, portions
from county.resource import Resource
from county.sensors import coded
from county.streams import POSITIONS, Columns, KeyTable
from layers.base import Fact, LegendEntry
from layers.batches import Batch, Lines, Points
from layers.kinded import KindedLayer
from layers.live import LiveLayer
from layers.point_features import EVERY, PointColumns, Rows

BUSY_NAME, IDLE_NAME = Name("出动", "Dispatched"), Name("待命", "On call")


class Task(NamedTuple):
    """A running task of one resource: id, title and location of its event."""

    resource: str
    event_id: str
    title: str | Name
    x_m: float
    y_m: float


class ResourcesLayer(LiveLayer, KindedLayer[Resource]):
    """All resources of the package; :attr:`tasks` follows the events.

    One that reports positions is drawn and found at the reported position, no longer at home; nor is a line from there.
    """

    key: ClassVar[str] = "resources"
    name: ClassVar[Name] = Name("应急资源", "Resources")
    group: ClassVar[str] = "moving"
    aggregates: ClassVar[tuple[str, ...]] = ("event",)
    streams: ClassVar[tuple[str, ...]] = ("positions",)

    def __init__(self, resources: Sequence[Resource], catalog: Catalog, texts: EventTexts) -> None:
        kind = coded(resource.kind for resource in resources)
        super().__init__(resources, PointColumns.of(resources), kind, catalog.resource_kinds, "resource.idle")
        self._kinds = catalog.resource_kinds
        self._texts = texts
        self._styles = tuple(
            f"resource.{duty}@{kind.icon}" for duty in ("idle", "busy") for kind in self._kinds.values()
        )
        self._running: dict[str, tuple[Task, ...]] = {}
        """Event id → the tasks of resources of this package."""
        self.tasks: Mapping[str, Task] = {}
        """Resource id → the task that it was dispatched to, the latest when there are several."""
        self._row_of_unit = np.empty(0, dtype=np.intp)
        """Row of each unit of the positions; -1: this package lacks it."""
        self._lines = self._ways()
        self._batches: tuple[Batch, ...] | None = None

    def resetting(self, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]) -> Prepared:
        units = keys.get(POSITIONS.key)
        unit_ids = () if units is None else units.rows
        row_of_unit = np.array([self._row.get(unit_id, -1) for (unit_id,) in unit_ids], dtype=np.intp)
        running = yield from self._running_of(states.get("event"))

        def reset() -> None:
            self._here[:] = True
            self._row_of_unit, self._running = row_of_unit, running
            self._assign()

        return reset

    def _running_of(self, table: StateTable | None) -> Generator[None, None, dict[str, tuple[Task, ...]]]:
        """Tasks of resources of this package, by event id, the latest last; in portions."""
        running: dict[str, tuple[Task, ...]] = {}
        if table is None:
            return running
        columns = table.columns
        busy = np.flatnonzero(columns["units"] != "")
        busy = busy[np.argsort(columns["since_ms"][busy], kind="stable")]
        for part in portions(len(busy)):
            units = [self._known(units.split("\n")) for units in columns["units"][busy[part]].tolist()]
            rows = busy[part][np.array(list(map(bool, units)), dtype=bool)]
            ids = [table.ids[row] for row in rows.tolist()]
            places = (columns[name][rows].tolist() for name in ("x_m", "y_m"))
            for at_work, event_id, *about in zip(
                filter(None, units), ids, self._texts.titles(ids, columns, rows), *places, strict=True
            ):
                running[event_id] = tuple(Task(unit, event_id, *about) for unit in at_work)
            yield
        return running

    def take(self, columns: Columns) -> None:
        """A unit that reports a position is no longer drawn at home.

        Raises IndexError when a unit number is not in the table.
        """
        rows = self._row_of_unit[columns.key]
        moved = rows[(rows >= 0) & self._here[rows]]
        if len(moved):
            self._here[moved] = False
            self._assign()

    def change(self, key: str, changes: Mapping[str, Event | None]) -> None:
        moved = False
        for event_id, event in changes.items():
            before = self._running.get(event_id)
            tasks: tuple[Task, ...] = ()
            if event is not None and (units := self._known(event.working)):
                about = event_id, self._texts.title(event), event.x_m, event.y_m
                tasks = tuple(Task(unit, *about) for unit in units)
            if tasks == (before or ()):
                continue
            moved = True
            if before is not None:
                del self._running[event_id]
            if tasks:
                self._running[event_id] = tasks
        if moved:
            self._assign()

    def batches(self) -> tuple[Batch, ...]:
        """Lines from dispatched resources to their events, below the resources."""
        if self._batches is None:
            style = (self._urgent() * len(self._kinds) + self._kind).astype(np.uint16)
            seen = self._seen()
            self._batches = (self._lines, Points(self._ids[seen], self._xy_m[seen], style[seen], self._styles))
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (
            LegendEntry("resource.busy", Name("出动资源", "Dispatched resource")),
            LegendEntry("resource.idle", Name("待命资源", "Resource on call")),
        )

    def counts(self) -> Mapping[str, int]:
        """Of those that are drawn."""
        busy = sum(bool(self._here[self._row[resource_id]]) for resource_id in self.tasks)
        return {"resource.busy": busy, "resource.idle": self.drawn() - busy}

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
        task = self.tasks.get(item_id)
        facts.append(Fact(Name("状态", "State"), BUSY_NAME if task else IDLE_NAME))
        if task:
            facts.append(Fact(Name("处置事件", "Event"), with_number(task.title, task.event_id)))
        return tuple(facts)

    def _urgent(self, rows: Rows = EVERY) -> NDArray[np.bool_]:
        """Those on a task."""
        busy = np.zeros(len(self), dtype=bool)
        busy[[self._row[resource_id] for resource_id in self.tasks]] = True
        return busy[rows]

    def _draw_again(self) -> None:
        self._batches = None
        self.touch()

    def _known(self, units: Iterable[str]) -> list[str]:
        """Those of ``units`` that are resources of this package."""
        return [unit for unit in units if unit in self._row]

    def _assign(self) -> None:
        self.tasks = {task.resource: task for tasks in self._running.values() for task in tasks}
        lines, before = self._ways(), self._lines
        if not (np.array_equal(lines.ids, before.ids) and np.array_equal(lines.xy_m, before.xy_m)):
            self._lines = lines  # else the same object: painters are kept by it
        self._draw_again()

    def _ways(self) -> Lines:
        """Lines from home to event of those that are at home."""
        tasks = [task for task in self.tasks.values() if self._here[self._row[task.resource]]]
        xy = np.empty((2 * len(tasks), 2))
        xy[0::2] = self._xy_m[[self._row[task.resource] for task in tasks]]
        xy[1::2] = np.array([(task.x_m, task.y_m) for task in tasks], dtype=float).reshape(-1, 2)
        ids = np.array([task.resource for task in tasks], dtype=object)
        starts = np.arange(len(tasks) + 1, dtype=np.int64) * 2
        zero = np.zeros(len(tasks), dtype=np.uint16)
        return Lines(ids, xy, starts, zero, ("resource.way",), np.zeros(len(tasks)))
