"""The desk: the states of one realm, and the checks of who may change them.

It stores and sends nothing: the group commit stores the records of :meth:`Desk.decide` and folds them with
:meth:`Desk.apply`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any, Protocol

from msgspec.structs import replace

from county.aggregate import Decision
from county.aggregates import of_command
from county.alarms import Alarm
from county.attachments import Attachment, StoredStart
from county.authority import BACKEND, Author
from county.catalog import Catalog
from county.commands import Command
from county.drill.drill_keys import DRILL_KEYS
from county.drill.run import DRILL_RUNS, DrillRun
from county.drill.scenario import Inject
from county.drill.standing import check_works, standing_of
from county.events.event import (
    CLOCK_RUNS,
    CLOCK_TOLERANCE_MS,
    OLDEST_MS,
    OLDEST_YEARS,
    Deadlines,
    Event,
    EventOutline,
    State,
)
from county.fold import Change, Fold, FoldMark
from county.place_outside import PlaceOutside
from county.records import Choice, Record, RecordBody
from county.refusals import Refused
from county.resource import Resource
from county.roads.closures import ClosedPart, RoadClosure, closed_edges
from county.roads.network import RoadGraph, Route
from county.sensors import Sensor, Sensors
from county.units import dispatch
from county.units.assignments import AssignmentCounter
from county.units.cover import LostCover, lost_cover
from county.units.fleet import Fleet, Place
from county.units.status import Readiness, UnitStatus
from county.units.tasks import TaskCounter


class CountyQueries(Protocol):
    """The part of a county package that the desk queries."""

    @property
    def sensors(self) -> Sequence[Sensor]: ...
    @property
    def resources(self) -> tuple[Resource, ...]: ...
    def place_outside(self, x_m: float, y_m: float) -> PlaceOutside: ...
    def has_division(self, code: str) -> bool: ...
    def division_at(self, x_m: float, y_m: float) -> str | None: ...


class Desk:
    """Implements :class:`county.aggregate.DeskView`."""

    def __init__(
        self,
        place: CountyQueries,
        catalog: Catalog,
        deadlines: Deadlines,
        realm: str,
        *,
        has_left: Callable[[str], bool],
        stored_start: StoredStart,
        roads: RoadGraph | None = None,
        villages: Mapping[str, Place] = MappingProxyType({}),
        collects: bool = False,
    ) -> None:
        """``roads``: travel times for the ranking of units; None: straight-line distance.  ``villages``: a place in
        each village, by code, for the cover by units.

        ``collects``: full bins are emptied on rounds, which the backend plans.

        ``has_left``: whether the journal contains ``key/id`` of a subject that is archived.

        ``stored_start``: of a file in the BlobStore.
        """
        self.catalog = catalog
        self.deadlines = deadlines
        self.realm = realm
        self.fold = Fold()
        self.sensors = Sensors.of(place.sensors).by_id
        self.resources = {resource.id: resource for resource in place.resources}
        self._place = place
        self._has_left = has_left
        self._stored_start = stored_start
        self._roads = roads
        self._villages = villages
        self._rounds_rule = catalog.collection.rule if collects else ""
        self._movable = tuple(unit for unit in place.resources if dispatch.can_be_sent(unit, catalog))
        self._fleet = Fleet(self._movable)
        self.units: Set[str] = {unit.id for unit in self._movable} | set(catalog.offered_departments())
        self._of_sensor: dict[str, dict[str, None]] = {}
        """Ids of the events that a sensor opened, unordered: a rollback re-inserts an archived one last."""
        self._tasks = TaskCounter()
        self._assignments = AssignmentCounter()
        self._places: Mapping[str, Place] = {}
        self.expected: dict[str, dict[str, None]] = {}
        """Ids of the events at which each unit has not arrived yet, by unit."""
        self._closed: dict[str, frozenset[int]] = {}
        """Closed edges of the roads by closure."""
        self._status: dict[str, Readiness] = {}
        """What was said about units, by id."""
        self.injects: Mapping[str, Inject] = {}
        """Of the checked scenario of a drill, by id; set by its engine."""
        self.expectations: Set[str] = frozenset()
        """Ids of its expectations."""
        self.objectives: Set[str] = frozenset()
        """Ids of its objectives."""
        self.changed_events: set[str] = set()
        """Ids of events that changed, and of running ones after a start, for
        :class:`services.follow_ups.escalations.Escalations`, which empties it."""
        self._ranked: tuple[Event, dispatch.Ranking] | None = None
        """The last ranking, cached until a task, a closure, a status or a position changes: proposing a unit and
        stating the reason both need it."""

    @property
    def seq(self) -> int:
        return self.fold.seq

    @property
    def events(self) -> dict[str, Event]:
        """All events on the desk by id."""
        return self.fold.states["event"]  # type: ignore[return-value]

    @property
    def alarms(self) -> dict[str, Alarm]:
        """All alarms that are not back to normal, by id."""
        return self.fold.states["alarm"]  # type: ignore[return-value]

    def restored(self) -> None:
        """Rebuild the indices after the fold was restored."""
        self._of_sensor.clear()
        self._tasks = TaskCounter()
        self._assignments = AssignmentCounter()
        self.expected.clear()
        self._ranked = None
        self.changed_events.clear()
        for event in self.fold.states["event"].outlines():
            self._index(None, event)
            if event.state not in CLOCK_RUNS:
                self.changed_events.discard(event.id)
        self._closed.clear()
        for closure in self.states_of("closure"):
            self._close(closure.id, closure)
        self._status = {said.id: said.status for said in self.states_of("unit_status")}

    def place_outside(self, x_m: float, y_m: float) -> PlaceOutside:
        return self._place.place_outside(x_m, y_m)

    def division_at(self, x_m: float, y_m: float) -> str | None:
        return self._place.division_at(x_m, y_m)

    def has_division(self, code: str) -> bool:
        return self._place.has_division(code)

    def closes(self, part: ClosedPart) -> bool:
        return self._roads is None or bool(len(closed_edges(self._roads, part)))

    def find(self, key: str, subject: str) -> Any:
        return self.fold.states[key].get(subject)

    def states_of(self, key: str) -> Iterable[Any]:
        return self.fold.states[key].values()

    def is_taken(self, key: str, subject: str) -> bool:
        """Whether this id is in use, or was before its subject was archived."""
        return subject in self.fold.states[key] or self._has_left(f"{key}/{subject}")

    def stored_start(self, file: Attachment) -> bytes | None:
        return self._stored_start(file)

    def choice(self, event: Any, unit: str) -> Choice:
        for rounds in self.states_of("rounds"):
            tour = rounds.round_of(event.sensor_id)
            if tour is not None and tour.unit == unit:
                number = [stop.bin for stop in tour.stops].index(event.sensor_id) + 1
                return Choice("on_round", {"number": str(number), "stops": str(len(tour.stops))})
        return self.ranked(event).choice_of(unit)

    def is_for_rounds(self, event: Event) -> bool:
        """Whether a truck is sent to the event of a full bin by a plan of rounds; no longer once it was corrected to
        another subclass: no round comes for that."""
        rule = self.catalog.rules.get(self._rounds_rule)
        caused = event.cause is not None and event.cause.rule == self._rounds_rule
        return rule is not None and caused and event.subclass == rule.opens

    def ranked(self, event: Event) -> dispatch.Ranking:
        """Units for ``event``, best first."""
        if self._ranked is None or self._ranked[0] is not event:
            self._ranked = event, self._rank(event, self.catalog)
        return self._ranked[1]

    def ranked_of(self, event: Event, kinds: tuple[str, ...]) -> dispatch.Ranking:
        """The same for units of ``kinds``, in their order, instead of those of the event's subclass."""
        usual = self.catalog.subclasses[event.subclass]
        own = {event.subclass: replace(usual, resource_kinds=kinds)}
        return self._rank(event, replace(self.catalog, subclasses=own))

    def _rank(self, event: Event, catalog: Catalog) -> dispatch.Ranking:
        since_ms = self.catalog.duty_shifts.units_start_ms(self.fold.recorded_ms)
        return dispatch.rank(
            event, self._fleet, catalog, self._tasks, self._roads, self.closed, self._status,
            places=self._places, sent=self._assignments.since(since_ms),
        )  # fmt: skip

    def way(self, event: Event, unit: str) -> Route | None:
        """The way of a unit to ``event`` by road; None where it has none, or needs none."""
        resource = self.resources.get(unit)
        vehicle = None if resource is None or self._roads is None else self._roads.speeds.vehicle_of(resource.kind)
        if resource is None or self._roads is None or vehicle is None:
            return None
        return self._roads.route(self.place_of(resource), (event.x_m, event.y_m), vehicle, self.closed)

    def place_of(self, unit: Resource) -> Place:
        """Where a unit is, as far as its position is known; else its home."""
        return self._places.get(unit.id) or (unit.x_m, unit.y_m)

    def lost_cover(self, unit: str) -> LostCover | None:
        """Which villages lose their cover when a unit is sent; None where that is not asked for its kind."""
        resource = self.resources.get(unit)
        if resource is None or self._roads is None:
            return None
        return lost_cover(
            resource, self._movable, self._villages, self.catalog, self._roads, self.closed,
            tasks=self._tasks, status=self._status, places=self._places,
        )  # fmt: skip

    def place_units(self, places: Mapping[str, Place]) -> None:
        """Where units are now; those that are not named are at home.  Works out where they meet the roads, so that
        a ranking need not."""
        if places != self._places:
            self._places = places
            self._ranked = None
            if self._roads is not None and places:
                self._roads.access(list(places.values()))

    @property
    def closed(self) -> frozenset[int]:
        """Numbers of the edges of the roads that are closed."""
        return frozenset().union(*self._closed.values())

    @property
    def status(self) -> Mapping[str, Readiness]:
        """What was said about units, by id."""
        return self._status

    @property
    def tasks(self) -> Mapping[str, int]:
        """Number of running tasks by unit."""
        return self._tasks

    def sensor_events(self) -> Iterable[Event]:
        """All events that sensors opened."""
        return (self.events[event_id] for opened in self._of_sensor.values() for event_id in opened)

    def events_of(self, sensor_id: str) -> Iterable[Event]:
        """The events that a sensor opened, oldest first."""
        events = [self.events[event_id] for event_id in self._of_sensor.get(sensor_id, ())]
        return sorted(events, key=lambda event: event.happened_ms)

    def bin_events(self, bin_id: str) -> Iterator[Event]:
        """Open events of a full bin, oldest first; what others only reported is left out."""
        rule = self.catalog.rules.get(self._rounds_rule)
        events = (event for event in self.events_of(bin_id) if event.open and event.state is not State.REPORTED)
        return (event for event in events if rule is not None and event.subclass == rule.opens)

    def decide(self, command: Command[Any], author: Author, now_ms: int) -> Sequence[RecordBody]:
        """Records that ``command`` leads to.  Raises :class:`~county.refusals.Refused`."""
        if command.realm != self.realm:
            raise Refused("realm_unknown", realm=command.realm)
        if command.happened_ms < now_ms - OLDEST_MS:
            raise Refused("time_implausible", years=str(OLDEST_YEARS))
        ahead_ms = command.happened_ms - now_ms
        if ahead_ms > CLOCK_TOLERANCE_MS:
            minutes, limit = str(ahead_ms // 60_000), str(CLOCK_TOLERANCE_MS // 60_000)
            raise Refused("time_ahead", minutes=minutes, limit=limit)
        aggregate = of_command(command.body)
        if author.by not in BACKEND:
            self._check_drill(aggregate.key, author, command.happened_ms)
        subject = aggregate.subject_of(command.body)
        state = self.find(aggregate.key, subject)
        if state is None and self._has_left(f"{aggregate.key}/{subject}"):
            raise Refused("has_left", subject=subject)
        return aggregate.decide(state, command.body, Decision(author, command.happened_ms, now_ms, self))

    def _check_drill(self, key: str, author: Author, happened_ms: int) -> None:
        """The desk of a drill that is over takes nothing more, that of no drill anything of those who watch it, and
        that of a drill that has started nothing from before its start: its desk was empty then.

        Raises Refused.
        """
        run: DrillRun | None = None if key in DRILL_KEYS else self.find(DRILL_RUNS.key, self.realm)
        if run is None:
            return
        if run.over_code:
            raise Refused(run.over_code)
        before_ms = 0 if run.zero_ms is None else run.zero_ms - happened_ms
        if before_ms > CLOCK_TOLERANCE_MS:
            minutes, limit = str(before_ms // 60_000), str(CLOCK_TOLERANCE_MS // 60_000)
            raise Refused("time_before_drill", minutes=minutes, limit=limit)
        check_works(standing_of(run.roles, author))

    def apply(self, record: Record[Any]) -> list[Change]:
        """Fold one record; returns the changes."""
        return self._followed(self.fold.apply(record))

    def savepoint(self) -> None:
        """Start of the range that :meth:`rollback` can undo."""
        self.fold.savepoint()

    def mark(self) -> FoldMark:
        """This point since the savepoint, for :meth:`rollback`."""
        return self.fold.mark()

    def rollback(self, to: FoldMark | None = None) -> list[Change]:
        """Undo everything applied since ``to``, or since the savepoint; returns the reverse changes."""
        return self._followed(self.fold.rollback(to))

    def _followed(self, changes: list[Change]) -> list[Change]:
        for change in changes:
            if change.key == "event":
                self._index(change.before, change.state)
            elif change.key == "closure":
                self._close(change.id, change.state)
            elif change.key == "unit_status":
                self._say(change.id, change.state)
        return changes

    def _close(self, closure_id: str, closure: RoadClosure | None) -> None:
        """Update the closed edges."""
        self._ranked = None
        if closure is not None and closure.closed and self._roads is not None:
            self._closed[closure_id] = frozenset(closed_edges(self._roads, closure).tolist())
        else:
            self._closed.pop(closure_id, None)

    def _say(self, unit: str, said: UnitStatus | None) -> None:
        """Update the status of a unit."""
        self._ranked = None
        if said is None:
            self._status.pop(unit, None)
        else:
            self._status[unit] = said.status

    def _index(self, before: Event | None, after: Event | EventOutline | None) -> None:
        """Update the events of each sensor, and the tasks of each unit."""
        self._tasks.update(before, after)
        self._assignments.update(before, after)
        self._expect(before, after)
        changed = after if after is not None else before
        if changed is not None:
            self.changed_events.add(changed.id)
        self._ranked = None
        if before is None and after is not None and after.sensor_id:
            self._of_sensor.setdefault(after.sensor_id, {})[after.id] = None
        elif after is None and before is not None and before.sensor_id:
            of_sensor = self._of_sensor[before.sensor_id]
            del of_sensor[before.id]
            if not of_sensor:
                del self._of_sensor[before.sensor_id]

    def _expect(self, before: Event | EventOutline | None, after: Event | EventOutline | None) -> None:
        """Update the events at which units are expected."""
        if before is not None:
            for unit in before.expected:
                events = self.expected.get(unit, {})
                events.pop(before.id, None)
                if not events:
                    self.expected.pop(unit, None)
        if after is not None:
            for unit in after.expected:
                self.expected.setdefault(unit, {})[after.id] = None
