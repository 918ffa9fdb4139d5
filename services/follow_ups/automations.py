"""What the rules of the table ``automation`` make the backend do after a record.

They act in the commit of the record that triggers them, so that none can be lost and none acts twice.  What a rule does
is derived from the states: each command is made when those before it are decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from county import commands as c
from county import numbering
from county.aggregates import of_record, subject_of
from county.automation import triggers as automation
from county.automation.log import LogAutomation, Outcome, is_on, room
from county.automation.table import AutomationAction, AutomationRule
from county.commands import Command, CommandBody
from county.division import enclosing
from county.events.event import ENDED, Event, State
from county.records import Record
from county.response.levels import AdjustResponseLevel, SetResponseLevel
from county.response.notices import SendNotice
from county.response.plan_table import LEVELS
from county.response.plans import StartPlan
from services.desk import Desk


class Firing(NamedTuple):
    """A rule that a record triggered."""

    key: str
    rule: AutomationRule
    record: Record[Any]

    @property
    def about(self) -> str:
        """``key/id`` of what the record is about."""
        return subject_of(self.record.body)


class Automations:
    """The rules of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rules: dict[str, list[tuple[str, AutomationRule]]] = {}
        for key, rule in desk.catalog.automation.items():
            if not rule.retired:
                self._rules.setdefault(rule.on, []).append((key, rule))

    def triggered(self, record: Record[Any]) -> Iterator[Firing]:
        """The rules whose conditions hold for ``record``, which the desk has folded, whether they are on or not."""
        rules = self._rules.get(type(record.body).__name__)
        if not rules:
            return
        scopes = self._scopes(record)
        for key, rule in rules:
            if automation.holds(rule, scopes):
                yield Firing(key, rule, record)

    def is_on(self, firing: Firing) -> bool:
        """Whether the rule is switched on."""
        return is_on(self._desk.find("automation", firing.key), firing.rule.enabled)

    def hindrance(self, firing: Firing) -> Outcome | None:
        """Why the rule does not act; None when it does."""
        return "loop" if automation.is_loop(firing.record, firing.key) else None

    def has_room(self, firing: Firing) -> str:
        """See :func:`county.automation.log.room`."""
        state = self._desk.find("automation", firing.key)
        return room(state, firing.rule.per_minute, firing.record.recorded_ms)

    def commands(self, firing: Firing) -> Iterator[Command[Any]]:
        """The commands of the rule, each made from the states after those before it."""
        number = 0
        for action in firing.rule.then:
            for make in _MAKERS[action.do](self, firing, action):
                yield self._command(firing, number, make)
                number += 1

    def log(self, firing: Firing, outcome: Outcome, did: tuple[Any, ...] = ()) -> Command[LogAutomation]:
        """The command that logs the run."""
        body = LogAutomation(
            rule=firing.key, trigger=firing.record.seq, about=firing.about, outcome=outcome, did=did
        )
        return Command(
            id=automation.command_id(firing.record, firing.key, LOG), realm=self._desk.realm,
            happened_ms=firing.record.recorded_ms, body=body,
        )  # fmt: skip

    def _command(self, firing: Firing, number: int, body: CommandBody) -> Command[Any]:
        return Command(
            id=automation.command_id(firing.record, firing.key, number), realm=self._desk.realm,
            happened_ms=firing.record.recorded_ms, body=body,
        )  # fmt: skip

    def _scopes(self, record: Record[Any]) -> dict[str, Any]:
        aggregate = of_record(record.body)
        if aggregate is None:
            return {"record": record.body}
        state = self._desk.find(aggregate.key, aggregate.subject_of(record.body))
        return {"event": self._event_of(record), "record": record.body, aggregate.key: state}

    def _event_of(self, record: Record[Any]) -> Event | None:
        """The event that a record is about, directly or not."""
        aggregate = of_record(record.body)
        state = None if aggregate is None else self._desk.find(aggregate.key, aggregate.subject_of(record.body))
        if aggregate is None or state is None:
            return None
        if aggregate.key == "alarm":
            opened = [event for event in self._desk.events_of(state.sensor_id) if event.alarm_id == state.id]
            return opened[-1] if opened else None
        about = automation.RELATED.get(aggregate.key)
        return self._desk.events.get(about(state)) if about is not None else None

    # ---- what each deed does

    def _open_event(self, firing: Firing, action: AutomationAction) -> Iterator[CommandBody]:
        alarm = self._desk.alarms.get(getattr(firing.record.body, "alarm_id", ""))
        sensor = None if alarm is None else self._desk.sensors.get(alarm.sensor_id)
        if alarm is None or sensor is None:
            return
        open_already = (
            event.was_of(action.subclass) and event.state not in ENDED
            for event in self._desk.events_of(sensor.id)
        )  # fmt: skip
        if any(open_already):
            return
        attempt, number = 0, ""
        while not number or self._desk.is_taken("event", number):
            number = numbering.event_id_of(firing.record.recorded_ms, self._own_id(firing, f"event{attempt}"))
            number = numbering.in_realm(number, self._desk.realm)
            attempt += 1
        kind = self._desk.catalog.sensor_kinds.get(sensor.kind)
        yield c.ReportEvent(
            event_id=number, subclass=action.subclass, title=action.title, x_m=sensor.x_m, y_m=sensor.y_m,
            source="sensor" if kind is None else kind.source, level=action.level or "general",  # type: ignore[arg-type]
            sensor_id=sensor.id, alarm_id=alarm.id,
        )  # fmt: skip

    def _assign_unit(self, firing: Firing, action: AutomationAction) -> Iterator[CommandBody]:
        event = self._event_of(firing.record)
        if event is None or event.state in ENDED:
            return
        if event.state is State.REPORTED:
            yield c.FileEvent(event_id=event.id, note=action.text)
            event = self._event_of(firing.record)
        if event is None:
            return
        if event.state is State.FILED:
            unit = action.unit or self._desk.ranked(event)[0].unit
            yield c.DispatchEvent(event_id=event.id, unit=unit, note=action.text)
        elif action.unit and action.unit not in event.active_units and event.active_units:
            yield c.AddUnit(event_id=event.id, unit=action.unit, note=action.text)

    def _supervise(self, firing: Firing, action: AutomationAction) -> Iterator[CommandBody]:
        event = self._event_of(firing.record)
        if event is not None and event.state not in ENDED and not event.supervised:
            yield c.SuperviseEvent(event_id=event.id, note=action.text)

    def _set_response_level(self, firing: Firing, action: AutomationAction) -> Iterator[CommandBody]:
        event = self._event_of(firing.record)
        area = "" if event is None else enclosing(event.division, action.area)
        if not area:
            return
        level: Any = action.level
        note = action.text or firing.rule.name.zh
        for response in self._desk.states_of("response"):
            if response.in_force and (response.emergency, response.area) == (action.emergency, area):
                if LEVELS.index(level) > LEVELS.index(response.level):
                    yield AdjustResponseLevel(response_id=response.id, level=level, note=note)
                return
        emergency: Any = action.emergency
        yield SetResponseLevel(
            response_id=self._own_id(firing, "response"), emergency=emergency, level=level, area=area, note=note
        )

    def _start_plan(self, firing: Firing, action: AutomationAction) -> Iterator[CommandBody]:
        event = self._event_of(firing.record)
        if event is None or event.state in ENDED:
            return
        if any(run.active and (run.plan, run.about) == (action.plan, event.id) for run in self._desk.states_of("plan")):
            return
        level: Any = action.level
        yield StartPlan(
            plan_id=self._own_id(firing, action.plan), plan=action.plan, level=level, about=event.id, note=action.text
        )

    def _notify(self, firing: Firing, action: AutomationAction) -> Iterator[CommandBody]:
        event = self._event_of(firing.record)
        to, about, kind, means = action.to, "" if event is None else event.id, action.kind, action.means or "phone"
        if action.kind == "division":
            to = "" if event is None else enclosing(event.division, action.to)
            if not to:
                return
        yield SendNotice(
            notice_id=self._own_id(firing, f"{action.kind}{action.to}{action.text}"), kind=kind,  # type: ignore[arg-type]
            to=to, means=means, about=about, note=action.text,  # type: ignore[arg-type]
        )  # fmt: skip

    def _own_id(self, firing: Firing, what: str) -> str:
        """An id derived from rule, record and purpose."""
        text = f"{automation.command_id(firing.record, firing.key, 0)} {what}"
        return sha256(text.encode()).hexdigest()[:32]


LOG = 99
"""Number of the command that logs a run, after those of the actions."""
_MAKERS = {
    "open_event": Automations._open_event,
    "assign_unit": Automations._assign_unit,
    "supervise": Automations._supervise,
    "set_response_level": Automations._set_response_level,
    "start_plan": Automations._start_plan,
    "notify": Automations._notify,
}
