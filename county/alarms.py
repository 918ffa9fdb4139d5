"""Alarms: the ISA-18.2 life cycle as one table, and how alarm commands become records.

The rules that raise them (threshold, rate, duration, staleness, hysteresis) are in :mod:`county.rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from county import commands as c
from county import records as r
from county.aggregate import NEVER_MS, Aggregate, ChangingColumns, Decision, StateColumn
from county.authority import PERSONS
from county.commands import AlarmCommand
from county.durations import DAY_MS
from county.events.event import CLOCK_TOLERANCE_MS
from county.refusals import Refused


class AlarmState(StrEnum):
    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned_unacknowledged"
    NORMAL = "normal"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


A = AlarmState
ACTIVE = frozenset({A.UNACKNOWLEDGED, A.ACKNOWLEDGED})
"""The condition is present."""
LISTED = ACTIVE | {A.RETURNED}
"""Shown in the alarm strip, including alarms that returned to normal and are not yet acknowledged."""
NOT_ANNUNCIATED = frozenset({A.SHELVED, A.SUPPRESSED, A.OUT_OF_SERVICE})
"""Not annunciated because a person shelved or suppressed it or took it out of service."""


@dataclass(frozen=True)
class AlarmTransition:
    """One line of the life cycle."""

    command: type[AlarmCommand]
    sources: tuple[AlarmState, ...]
    target: AlarmState
    record: type[r.AlarmRecord]


TABLE: tuple[AlarmTransition, ...] = (
    AlarmTransition(c.RaiseAlarm,       (A.RETURNED,),                            A.UNACKNOWLEDGED, r.AlarmRaised),
    AlarmTransition(c.AcknowledgeAlarm, (A.UNACKNOWLEDGED,),                      A.ACKNOWLEDGED, r.AlarmAcknowledged),
    AlarmTransition(c.AcknowledgeAlarm, (A.RETURNED,),                            A.NORMAL, r.AlarmAcknowledged),
    AlarmTransition(c.ClearAlarm,       (A.UNACKNOWLEDGED,),                      A.RETURNED, r.AlarmCleared),
    AlarmTransition(c.ClearAlarm,       (A.ACKNOWLEDGED, A.SHELVED, A.SUPPRESSED), A.NORMAL, r.AlarmCleared),
    AlarmTransition(c.ShelveAlarm,      (A.UNACKNOWLEDGED, A.ACKNOWLEDGED),       A.SHELVED, r.AlarmShelved),
    AlarmTransition(c.UnshelveAlarm,    (A.SHELVED,),                             A.UNACKNOWLEDGED, r.AlarmUnshelved),
    AlarmTransition(c.SuppressAlarm,    (A.UNACKNOWLEDGED, A.ACKNOWLEDGED, A.SHELVED), A.SUPPRESSED, r.AlarmSuppressed),
    AlarmTransition(c.UnsuppressAlarm,  (A.SUPPRESSED,), A.UNACKNOWLEDGED, r.AlarmUnsuppressed),
    AlarmTransition(c.TakeOutOfService, (A.UNACKNOWLEDGED, A.ACKNOWLEDGED, A.RETURNED, A.SHELVED, A.SUPPRESSED),
                    A.OUT_OF_SERVICE, r.AlarmTakenOutOfService),
    AlarmTransition(c.ReturnToService,  (A.OUT_OF_SERVICE,),                      A.NORMAL, r.AlarmReturnedToService),
)  # fmt: skip
"""The complete life cycle of an alarm.  Only :class:`~county.commands.RaiseAlarm` creates one.  An unacknowledged alarm
that returned to normal and becomes active again is raised again under its old number.  A shelved alarm stays shelved
for its time (ISA-18.2): if it returns to normal meanwhile, it is cleared when the shelving expires.  A suppression and
an absence from service can have an end, too, at which the watch unsuppresses the alarm or returns it to service."""

WATCH_ONLY = (c.RaiseAlarm, c.ClearAlarm)
"""Commands that only the watch gives, from the measured condition."""
LONGEST_DAYS: dict[type[AlarmCommand], int] = {c.ShelveAlarm: 30, c.SuppressAlarm: 365, c.TakeOutOfService: 365}
"""How far in the future the chosen end of each may be, in days; a choice of this program."""
LONGEST_REASON = 200
NEEDS_REASON: frozenset[type[AlarmCommand]] = frozenset(LONGEST_DAYS)
"""Commands after which an alarm is not annunciated: ``note`` gives the reason (ISA-18.2, shelving and suppression)."""


class Alarm(Struct, frozen=True, kw_only=True, gc=False):
    """A condition that someone must acknowledge, folded from its records."""

    id: str
    state: AlarmState
    sensor_id: str
    channel: str
    rule: str
    priority: Literal["low", "medium", "high", "critical"]
    value: float
    limit: float
    raised_ms: int
    acknowledged_by: str = ""
    acknowledged_ms: int | None = None
    cleared_ms: int | None = None
    aside_by: str = ""
    aside_ms: int | None = None
    aside_reason: str = ""
    """Who last shelved or suppressed it or took it out of service, when and why; "" in records without a reason."""
    aside_until_ms: int | None = None
    """Until when it was last shelved or suppressed or taken out of service; None: without a chosen end.  Not reset when
    that ends."""
    normal_ms: int | None = None
    """When it returned to normal, in recorded time."""


def _rule(alarm: Alarm, command: type[AlarmCommand]) -> AlarmTransition | None:
    return next((rule for rule in TABLE if rule.command is command and alarm.state in rule.sources), None)


def allowed(alarm: Alarm) -> tuple[type[AlarmCommand], ...]:
    """Commands that a person may give in the alarm's state."""
    return tuple(rule.command for rule in TABLE if alarm.state in rule.sources and rule.command not in WATCH_ONLY)


def decide(alarm: Alarm | None, command: AlarmCommand, decision: Decision) -> Sequence[r.RecordBody]:
    """Records that result from ``command``.  Raises :class:`~county.refusals.Refused`."""
    at_ms = decision.at_ms
    if isinstance(command, c.RaiseAlarm):
        if command.sensor_id not in decision.desk.sensors:
            raise Refused("sensor_unknown", sensor=command.sensor_id, channel=command.channel)
        if alarm is not None and _rule(alarm, c.RaiseAlarm) is None:
            raise Refused("alarm_transition_forbidden", command="RaiseAlarm", alarm=alarm.id, state=alarm.state)
        fields = {name: getattr(command, name) for name in command.__struct_fields__}
        return [r.AlarmRaised(**fields)]
    if alarm is None:
        raise Refused("alarm_unknown", alarm=command.alarm_id)
    rule = _rule(alarm, type(command))
    if rule is None:
        name = type(command).__name__
        raise Refused("alarm_transition_forbidden", command=name, alarm=alarm.id, state=alarm.state)
    if at_ms < min(alarm.raised_ms, decision.now_ms) - CLOCK_TOLERANCE_MS:
        raise Refused("time_before_alarm", alarm=alarm.id)
    if len(command.note) > LONGEST_REASON:
        raise Refused("text_too_long", limit=str(LONGEST_REASON))
    if type(command) in NEEDS_REASON and not command.note.strip():
        raise Refused("alarm_reason_missing", command=type(command).__name__, alarm=alarm.id)
    base = {"alarm_id": alarm.id, "note": command.note}
    match command:
        case c.ShelveAlarm():
            _check_end(type(command), command.until_ms, decision)
            return [r.AlarmShelved(**base, until_ms=command.until_ms)]
        case c.SuppressAlarm() | c.TakeOutOfService():
            if command.until_ms is not None:
                _check_end(type(command), command.until_ms, decision)
            record = r.AlarmSuppressed if isinstance(command, c.SuppressAlarm) else r.AlarmTakenOutOfService
            return [record(**base, until_ms=command.until_ms)]
        case c.ClearAlarm():
            if alarm.state is A.SHELVED and at_ms < (alarm.aside_until_ms or 0):
                raise Refused("alarm_transition_forbidden", command="ClearAlarm", alarm=alarm.id, state=alarm.state)
            return [r.AlarmCleared(**base, value=command.value)]
        case _:
            return [rule.record(**base)]


def _check_end(command: type[AlarmCommand], until_ms: int, decision: Decision) -> None:
    """Refuse an end that is past, as the watch has carried that out and does not do so again, or too far."""
    if until_ms <= max(decision.at_ms, decision.now_ms):
        raise Refused("time_not_later")
    if until_ms > decision.at_ms + LONGEST_DAYS[command] * DAY_MS:
        raise Refused("time_too_far", days=str(LONGEST_DAYS[command]))


def apply(alarm: Alarm | None, record: r.Record[Any]) -> Alarm:
    """The alarm after ``record``.  Pure."""
    body, at = record.body, record.happened_ms
    if isinstance(body, r.AlarmRaised):
        return Alarm(
            id=body.alarm_id, state=A.UNACKNOWLEDGED, sensor_id=body.sensor_id, channel=body.channel, rule=body.rule,
            priority=body.priority, value=body.value, limit=body.limit, raised_ms=at,
        )  # fmt: skip
    if alarm is None:
        raise ValueError(f"record {record.seq}: {type(body).__name__} for an alarm that was never raised")
    rule = next(rule for rule in TABLE if rule.record is type(body) and alarm.state in rule.sources)
    change: dict[str, object] = {"state": rule.target}
    if rule.target is A.NORMAL:
        change["normal_ms"] = record.recorded_ms
    if rule.target in NOT_ANNUNCIATED:
        change |= {"aside_by": record.who, "aside_ms": at, "aside_reason": body.note}
    match body:
        case r.AlarmAcknowledged():
            change |= {"acknowledged_by": record.who, "acknowledged_ms": at}
        case r.AlarmCleared():
            change |= {"cleared_ms": at}
        case r.AlarmShelved() | r.AlarmSuppressed() | r.AlarmTakenOutOfService():
            change |= {"aside_until_ms": body.until_ms}
    return replace(alarm, **change)


def expires_ms(alarm: Alarm) -> int | None:
    """An alarm is removed from the desk when it returns to normal, in recorded time."""
    return alarm.normal_ms


STATES = tuple(AlarmState)
PRIORITIES = ("low", "medium", "high", "critical")
"""Ascending."""
_STATE_CODE = {state: code for code, state in enumerate(STATES)}
_PRIORITY_CODE = {priority: code for code, priority in enumerate(PRIORITIES)}

COLUMNS = (
    StateColumn("state", "<u1", "often"), StateColumn("priority", "<u1", "never"), StateColumn("value", "<f8", "never"),
    StateColumn("raised_ms", "<i8", "never"), StateColumn("aside_until_ms", "<i8"),
    StateColumn("sensor_id", "O", "never"), StateColumn("channel", "O", "never"), StateColumn("rule", "O", "never"),
    StateColumn("expires_ms", "<i8"),
)  # fmt: skip
"""``state`` and ``priority`` are indexes into STATES and PRIORITIES; missing times are NEVER_MS."""


def project(alarm: Alarm) -> tuple[Any, ...]:
    """The values of COLUMNS."""
    (state,), (aside_until_ms, expires), _ = project_changing(alarm)
    return (
        state, _PRIORITY_CODE[alarm.priority], alarm.value, alarm.raised_ms, aside_until_ms,
        alarm.sensor_id, alarm.channel, alarm.rule, expires,
    )  # fmt: skip


def project_changing(alarm: Alarm) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    """The values of the columns that change often, seldom and rarely."""
    aside_until_ms = NEVER_MS if alarm.aside_until_ms is None else alarm.aside_until_ms
    return (_STATE_CODE[alarm.state],), (aside_until_ms, NEVER_MS if alarm.normal_ms is None else alarm.normal_ms), ()


ALARMS: Aggregate[Alarm] = Aggregate(
    key="alarm",
    state=Alarm,
    command=AlarmCommand,
    record=r.AlarmRecord,
    subject="alarm_id",
    decide=decide,
    apply=apply,
    expires_ms=expires_ms,
    outline=Alarm,
    may={rule.command: PERSONS for rule in TABLE if rule.command not in WATCH_ONLY},
    columns=COLUMNS,
    project=project,
    changing=ChangingColumns(project_changing, not_after=frozenset({r.AlarmRaised})),
)
