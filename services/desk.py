"""The desk: the states of one realm, and who may change them how.

It keeps nothing on disk and sends nothing: the group commit stores what :meth:`Desk.decide` returns and folds it back
with :meth:`Desk.apply`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any, Protocol

from county import dispatch
from county.aggregate import Decision
from county.aggregates import of_command
from county.alarms import Alarm
from county.authority import Author
from county.catalog import Catalog
from county.commands import Command, Refused
from county.event import CLOCK_TOLERANCE_MS, OLDEST_REPORT_YEARS, Deadlines, Event
from county.fold import Change, Fold, Mark
from county.records import Choice, Record, RecordBody
from county.resource import Resource
from county.roads import RoadGraph
from county.sensing import Sensor
from county.tasks import TaskCounter


class CountyQueries(Protocol):
    """What the desk asks of a county package."""

    @property
    def sensors(self) -> tuple[Sensor, ...]: ...
    @property
    def resources(self) -> tuple[Resource, ...]: ...
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
        roads: RoadGraph | None = None,
    ) -> None:
        """``roads``: by which units are ranked; None: in a straight line.

        ``has_left``: whether the journal knows ``key/id`` of something that is not on the desk.
        """
        self.catalog = catalog
        self.deadlines = deadlines
        self.realm = realm
        self.fold = Fold()
        self.sensors = {sensor.id: sensor for sensor in place.sensors}
        self._place = place
        self._has_left = has_left
        self._roads = roads
        self._movable = tuple(unit for unit in place.resources if dispatch.can_be_sent(unit, catalog))
        self.units: Set[str] = {unit.id for unit in self._movable} | set(catalog.offered_departments())
        self._of_sensor: dict[str, dict[str, None]] = {}
        """Ids of the events that a sensor opened, in no order: a rollback brings one that had left back as the last."""
        self._tasks = TaskCounter()
        self._ranked: tuple[Event, list[dispatch.UnitCandidate]] | None = None
        """The last ranking, while no task has changed: who proposes a unit asks for it, then who gives the reason."""

    @property
    def events(self) -> dict[str, Event]:
        """All events on the desk by id."""
        return self.fold.states["event"]  # type: ignore[return-value]

    @property
    def alarms(self) -> dict[str, Alarm]:
        """All alarms that are not back to normal, by id."""
        return self.fold.states["alarm"]  # type: ignore[return-value]

    def restored(self) -> None:
        """Take over what the fold was restored with."""
        self._of_sensor.clear()
        self._tasks = TaskCounter()
        self._ranked = None
        for event in self.events.values():
            self._index(None, event)

    def division_at(self, x_m: float, y_m: float) -> str | None:
        return self._place.division_at(x_m, y_m)

    def find(self, key: str, subject: str) -> Any:
        return self.fold.states[key].get(subject)

    def is_taken(self, key: str, subject: str) -> bool:
        """Whether something has this id, or had it before it left the desk."""
        return subject in self.fold.states[key] or self._has_left(f"{key}/{subject}")

    def choice(self, event: Any, unit: str) -> Choice:
        return dispatch.choice_of(self.ranked(event), unit)

    def ranked(self, event: Event) -> list[dispatch.UnitCandidate]:
        """Units for ``event``, best first."""
        if self._ranked is None or self._ranked[0] is not event:
            ranked = dispatch.rank(event, self._movable, self.catalog, self._tasks, self._roads)
            self._ranked = event, ranked
        return self._ranked[1]

    def events_of(self, sensor_id: str) -> Iterable[Event]:
        """The events that a sensor opened, oldest first."""
        events = [self.events[event_id] for event_id in self._of_sensor.get(sensor_id, ())]
        return sorted(events, key=lambda event: event.happened_ms)

    def decide(self, command: Command[Any], author: Author, now_ms: int) -> Sequence[RecordBody]:
        """Records that ``command`` leads to.  Raises :class:`~county.commands.Refused`."""
        if command.realm != self.realm:
            raise Refused("realm_unknown", realm=command.realm)
        if not 0 <= command.happened_ms <= now_ms + CLOCK_TOLERANCE_MS:
            raise Refused("time_implausible", years=str(OLDEST_REPORT_YEARS))
        aggregate = of_command(command.body)
        subject = aggregate.subject_of(command.body)
        state = self.find(aggregate.key, subject)
        if state is None and self._has_left(f"{aggregate.key}/{subject}"):
            raise Refused("has_left", subject=subject)
        return aggregate.decide(state, command.body, Decision(author, command.happened_ms, now_ms, self))

    def apply(self, record: Record[Any]) -> list[Change]:
        """Fold one record; returns what moved."""
        return self._followed(self.fold.apply(record))

    def savepoint(self) -> None:
        """From here on :meth:`rollback` can undo what is applied."""
        self.fold.savepoint()

    def mark(self) -> Mark:
        """This point since the savepoint, for :meth:`rollback`."""
        return self.fold.mark()

    def rollback(self, to: Mark | None = None) -> list[Change]:
        """Undo everything applied since ``to``, or since the savepoint; returns what moved back."""
        return self._followed(self.fold.rollback(to))

    def _followed(self, changes: list[Change]) -> list[Change]:
        for change in changes:
            if change.key == "event":
                self._index(change.before, change.state)
        return changes

    def _index(self, before: Event | None, after: Event | None) -> None:
        """Keep up which events a sensor opened and how many tasks a unit has."""
        self._tasks.update(before, after)
        self._ranked = None
        if before is None and after is not None and after.sensor_id:
            self._of_sensor.setdefault(after.sensor_id, {})[after.id] = None
        elif after is None and before is not None and before.sensor_id:
            of_sensor = self._of_sensor[before.sensor_id]
            del of_sensor[before.id]
            if not of_sensor:
                del self._of_sensor[before.sensor_id]
