"""The desk: holds all events and alarms of one realm, decides commands, and answers records with reactions.

It keeps nothing on disk and sends nothing: the backend commits what :meth:`Desk.decide` returns and folds it back with
:meth:`Desk.apply`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, MutableMapping
from itertools import islice
from typing import Any, Protocol, cast

from msgspec.structs import replace

from county import alarms, dispatch, event, numbering
from county import commands as c
from county import records as r
from county.alarms import Alarm, AlarmState
from county.catalog import Catalog
from county.commands import WATCH, Command, Refused
from county.event import CLOCK_TOLERANCE_MS, KEPT_DAYS, Deadlines, Event, State
from county.resource import Resource
from county.rules import unit_of
from county.sensing import Sensor

AWAY_AT_ONCE = 1_000
"""Events that leave in one turn at most."""
_MISSING = object()
OLDEST_REPORT_YEARS = 10
OLDEST_REPORT_MS = OLDEST_REPORT_YEARS * 366 * 86_400_000
"""An event from longer ago is a mistake in a date: its day would read like one of this year."""


class Place(Protocol):
    """What the desk asks of a county package."""

    @property
    def sensors(self) -> tuple[Sensor, ...]: ...
    @property
    def resources(self) -> tuple[Resource, ...]: ...
    def division_at(self, x_m: float, y_m: float) -> str | None: ...


class Desk:
    """Events and alarms of one realm, but for those that are over: they live on in the journal."""

    def __init__(self, package: Place, catalog: Catalog, deadlines: Deadlines, realm: str) -> None:
        self.events: dict[str, Event] = {}
        self.alarms: dict[str, Alarm] = {}
        """All that are not back to normal."""
        self.realm = realm
        self._package = package
        self._catalog = catalog
        self._deadlines = deadlines
        self._sensors = {sensor.id: sensor for sensor in package.sensors}
        self._movable = tuple(unit for unit in package.resources if dispatch.can_be_sent(unit, catalog))
        self._units = {unit.id for unit in self._movable} | set(catalog.departments)
        self._of_sensor: dict[str, tuple[str, ...]] = {}
        """Ids of the events that a sensor opened."""
        self._undo: list[tuple[MutableMapping[str, Any], str, Any]] | None = None

    def restore(self, events: Iterable[Event], alarms: Iterable[Alarm]) -> None:
        """Begin with a state that was folded before."""
        self.alarms.update((alarm.id, alarm) for alarm in alarms)
        for known in events:
            self.events[known.id] = known
            if known.sensor_id:
                self._of_sensor[known.sensor_id] = (*self._of_sensor.get(known.sensor_id, ()), known.id)

    def decide(self, command: Command, now_ms: int) -> list[r.EventBody | r.AlarmBody]:
        """Records that ``command`` leads to.  Raises :class:`~county.commands.Refused`."""
        if command.realm != self.realm:
            raise Refused("realm_unknown", realm=command.realm)
        body = command.body
        oldest_ms = max(0, now_ms - OLDEST_REPORT_MS) if isinstance(body, c.ReportEvent) else 0
        if not oldest_ms <= command.happened_ms <= now_ms + CLOCK_TOLERANCE_MS:
            raise Refused("time_implausible", years=str(OLDEST_REPORT_YEARS))
        if isinstance(body, c.AlarmCommand):
            if isinstance(body, alarms.WATCH_ONLY) and command.actor != WATCH:
                raise Refused("watch_only", command=type(body).__name__)
            if isinstance(body, c.RaiseAlarm) and body.sensor_id not in self._sensors:
                raise Refused("sensor_unknown", sensor=body.sensor_id, channel=body.channel)
            return list(alarms.decide(self.alarms.get(body.alarm_id), body, at_ms=command.happened_ms))
        return list(self._decide_event(body, command.happened_ms, now_ms))

    def _decide_event(self, body: c.EventCommand, at_ms: int, now_ms: int) -> list[r.EventBody]:
        if isinstance(body, c.ReportEvent):
            body = self._located(body)
        if isinstance(body, c.DispatchEvent) and body.unit and body.unit not in self._units:
            raise Refused("unit_unknown", unit=body.unit)
        other = self.events.get(body.into) if isinstance(body, c.MergeEvent) else None
        known = self.events.get(body.event_id)
        return event.decide(known, body, at_ms=at_ms, deadlines=self._deadlines, other=other, now_ms=now_ms)

    def _located(self, report: c.ReportEvent) -> c.ReportEvent:
        """The report with the division that contains its place, whatever the sender wrote."""
        if report.subclass not in self._catalog.subclasses:
            raise Refused("subclass_unknown", subclass=report.subclass)
        if report.sensor_id and report.sensor_id not in self._sensors:
            raise Refused("sensor_unknown", sensor=report.sensor_id, channel="")
        finite = math.isfinite(report.x_m) and math.isfinite(report.y_m)
        division = self._package.division_at(report.x_m, report.y_m) if finite else None
        if division is None:
            raise Refused("place_outside", x_m=f"{report.x_m:.0f}", y_m=f"{report.y_m:.0f}")
        return replace(report, division=division)

    def apply(self, record: r.Record) -> None:
        """Fold one committed record."""
        body = record.body
        if isinstance(body, r.AlarmRecord):
            alarm = alarms.apply(self.alarms.get(body.alarm_id), record)
            over = alarm.state is AlarmState.NORMAL
            self._put(self.alarms, body.alarm_id, _MISSING if over else alarm)
            return
        if isinstance(body, r.EventReported) and body.sensor_id:
            ids = self._of_sensor.get(body.sensor_id, ())
            self._put(self._of_sensor, body.sensor_id, (*ids, body.event_id))
        self._put(self.events, body.event_id, event.apply(self.events.get(body.event_id), record))

    def over(self, now_ms: int) -> list[str]:
        """Ids of events that ended more than ``KEPT_DAYS`` ago, at most ``AWAY_AT_ONCE``."""
        before_ms = now_ms - KEPT_DAYS * 86_400_000
        past = (known.id for known in self.events.values() if known.ended_ms is not None and known.ended_ms < before_ms)
        return list(islice(past, AWAY_AT_ONCE))

    def forget(self, event_ids: Iterable[str]) -> None:
        """Let go of events that are over; never between a savepoint and its commit."""
        for event_id in event_ids:
            sensor_id = self.events.pop(event_id).sensor_id
            left = tuple(other for other in self._of_sensor.pop(sensor_id, ()) if other != event_id)
            if left:
                self._of_sensor[sensor_id] = left

    def _put(self, mapping: MutableMapping[str, Any], key: str, value: Any) -> None:
        """Set ``key``, or take it out when ``value`` is ``_MISSING``."""
        if self._undo is not None:
            self._undo.append((mapping, key, mapping.get(key, _MISSING)))
        if value is _MISSING:
            del mapping[key]
        else:
            mapping[key] = value

    def savepoint(self) -> None:
        """From here on :meth:`rollback` can undo what is applied."""
        self._undo = []

    def rollback(self) -> None:
        """Undo everything applied since the savepoint: its commit failed."""
        for mapping, key, before in reversed(self._undo or ()):
            if before is _MISSING:
                del mapping[key]
            else:
                mapping[key] = before
        self._undo = []

    def reactions(self, record: r.Record) -> list[Command]:
        """What the backend itself does next because of ``record``: an alarm opens, files and dispatches its event.

        One step at a time, each derived from the state alone: asked again, it leads to the same commands, or to none
        when the step is done.  They belong into the same commit as ``record``, so that nothing can cut them off.
        """
        match record.body:
            case r.AlarmRaised(alarm_id=alarm_id):
                return list(self._open(self.alarms[alarm_id]))
            case r.EventReported(event_id=event_id) | r.EventFiled(event_id=event_id) if record.actor == WATCH:
                return list(self._forward(self.events[event_id], record.recorded_ms))
            case _:
                return []

    def _open(self, alarm: Alarm) -> Iterator[Command]:
        """Report the event of an alarm that stands and that no event of its sensor covers yet."""
        rule = self._catalog.rules.get(alarm.rule)
        sensor = self._sensors.get(alarm.sensor_id)
        if rule is None or not rule.opens or sensor is None or alarm.state is not AlarmState.UNACKNOWLEDGED:
            return
        for event_id in self._of_sensor.get(alarm.sensor_id, ()):
            known = self.events[event_id]
            if known.subclass == rule.opens and (known.ended_ms is None or known.ended_ms >= alarm.raised_ms):
                return
        key = (alarm.id, str(alarm.raised_ms))
        kind = self._catalog.sensor_kinds[rule.kind]
        channel = kind.channel(rule.channel)
        unit = unit_of(rule, channel)
        value, limit = (f"{x:.{channel.decimals}f}{unit}" for x in (alarm.value, alarm.limit))
        yield self._command(
            f"{alarm.id}:{alarm.raised_ms}:report",
            alarm.raised_ms,
            c.ReportEvent(
                event_id=numbering.event_id_of(alarm.raised_ms, *key),
                subclass=rule.opens,
                title=f"{sensor.name}{rule.name.zh}",
                note=f"{channel.name.zh} {value}, 限值 {limit}",
                source=kind.source,
                x_m=sensor.x_m,
                y_m=sensor.y_m,
                sensor_id=sensor.id,
                alarm_id=alarm.id,
            ),
        )

    def _forward(self, known: Event, now_ms: int) -> Iterator[Command]:
        """File, then dispatch an event that an alarm opened and that nobody else has touched."""
        if not known.alarm_id or any(step.actor != WATCH for step in known.timeline):
            return
        if known.state is State.REPORTED:
            yield self._command(f"{known.id}:file", now_ms, c.FileEvent(event_id=known.id))
        elif known.state is State.FILED:
            best = dispatch.rank(known, self._movable, self._catalog, dispatch.tasks(self.events.values()))[0]
            body = c.DispatchEvent(event_id=known.id, unit=best.unit, reason=best.reason)
            yield self._command(f"{known.id}:dispatch", now_ms, body)

    def _command(self, command_id: str, at_ms: int, body: c.EventCommand) -> Command:
        return Command(id=command_id, realm=self.realm, actor=WATCH, happened_ms=at_ms, body=cast(c.Body, body))
