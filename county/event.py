"""Events: their states, the one transition table, and how commands become records.

Stages: 信息采集 reported, 案卷建立 filed, 任务派遣 dispatched, 任务处理 handling, 处理反馈 fed back,
核查结案 closed, 综合评价 evaluated.  Side paths: 不予受理, 退回, 延期, 挂账, 返工, 并案, 督办, 回访.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from county import commands as c
from county import records as r
from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.authority import PERSONS, WATCH, Role
from county.commands import EventCommand, EventLevel, Refused, Source
from county.numbering import may_be_event_id


class State(StrEnum):
    REPORTED = "reported"
    REJECTED = "rejected"
    FILED = "filed"
    MERGED = "merged"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    FED_BACK = "fed_back"
    CLOSED = "closed"
    EVALUATED = "evaluated"


ENDED = frozenset({State.REJECTED, State.MERGED, State.CLOSED, State.EVALUATED})
"""The event counts as closed on every screen.  回访 and 综合评价 follow a closed event without reopening it."""

CLOCK_RUNS = frozenset({State.DISPATCHED, State.HANDLING})
"""The time limit runs only while the department has the task: not during 挂账 and not during verification."""

CLOCK_TOLERANCE_MS = 600_000
"""Tolerated difference between the clocks of two machines; beyond it a time is refused.  The desktop and
``main.py send`` date their commands by the backend's clock, whatever that is."""
RETENTION_DAYS = 14
"""For how long an ended event stays on the desk, for 回访 and 综合评价; bounds snapshots at 2,000 events a day."""
RETENTION_MS = RETENTION_DAYS * 86_400_000
LONGEST_EXTENSION_DAYS = 366
OLDEST_YEARS = 10
OLDEST_MS = OLDEST_YEARS * 366 * 86_400_000
"""A command about something longer ago has an error in its date."""
LONGEST_TITLE = 200
LONGEST_NOTE = 4000

S = State


@dataclass(frozen=True)
class EventTransition:
    """One line of the transition table: ``command`` leads from any of ``sources`` to ``target``."""

    command: type[EventCommand]
    sources: tuple[State, ...]
    target: State | None
    """None: the state is unchanged."""
    record: type[r.EventRecord]
    note_required: bool = False
    at_most: int | None = None
    """Maximum number of such records in one event's time line: bounds commands that can be repeated."""


TABLE: tuple[EventTransition, ...] = (
    EventTransition(c.RejectEvent,    (S.REPORTED,),                           S.REJECTED, r.EventRejected, True),
    EventTransition(c.FileEvent,      (S.REPORTED,),                           S.FILED, r.EventFiled),
    EventTransition(c.MergeEvent,     (S.REPORTED, S.FILED),                   S.MERGED, r.EventMerged),
    EventTransition(c.DispatchEvent,  (S.FILED,),                              S.DISPATCHED, r.EventDispatched),
    EventTransition(c.AcceptTask,     (S.DISPATCHED,),                         S.HANDLING, r.TaskAccepted),
    EventTransition(c.ReturnTask,     (S.DISPATCHED, S.HANDLING),              S.FILED, r.TaskReturned, True, 100),
    EventTransition(c.ExtendDeadline, (S.DISPATCHED, S.HANDLING),              None, r.DeadlineExtended, True, 100),
    EventTransition(c.SuspendEvent,   (S.HANDLING,),                          S.SUSPENDED, r.EventSuspended, True, 100),
    EventTransition(c.ResumeEvent,    (S.SUSPENDED,),                          S.HANDLING, r.EventResumed),
    EventTransition(c.SuperviseEvent, (S.DISPATCHED, S.HANDLING, S.SUSPENDED), None, r.EventSupervised, True),
    EventTransition(c.FeedBack,       (S.HANDLING,),                           S.FED_BACK, r.HandlingFedBack, True),
    EventTransition(c.ReworkEvent,    (S.FED_BACK,),                           S.HANDLING, r.EventSentBack, True, 100),
    EventTransition(c.CloseEvent,     (S.FED_BACK,),                           S.CLOSED, r.EventClosed),
    EventTransition(c.FollowUpEvent,  (S.CLOSED, S.EVALUATED),                 None, r.FollowUpMade, False, 20),
    EventTransition(c.EvaluateEvent,  (S.CLOSED,),                             S.EVALUATED, r.EventEvaluated),
)  # fmt: skip
"""The complete life cycle of an event.  Only :class:`~county.commands.ReportEvent` creates one."""

BY_COMMAND = {rule.command: rule for rule in TABLE}
_TARGETS = {rule.record: rule.target for rule in TABLE}


class TimelineEntry(Struct, frozen=True, gc=False):
    """One line of an event's time line: the record's tag, times, author, note, and the unit that had the task."""

    kind: str
    happened_ms: int
    recorded_ms: int
    actor: str
    note: str
    unit: str = ""


def is_late(due_ms: int, at_ms: int) -> bool:
    """Whether a time limit is exceeded; at ``due_ms`` itself it is."""
    return at_ms >= due_ms


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """Something that happened and must be dealt with, folded from its records."""

    id: str
    state: State
    subclass: str
    title: str
    """As written; "" when generated from :attr:`cause` by :class:`county.event_texts.EventTexts`."""
    source: Source
    level: EventLevel
    x_m: float
    y_m: float
    division: str
    reporter: str
    """Token; see :class:`county.records.EventReported`."""
    sensor_id: str
    alarm_id: str
    happened_ms: int
    cause: c.AlarmCause | None = None
    """The alarm that the backend opened it for."""
    unit: str = ""
    choice: r.Choice | None = None
    """Why that unit was chosen, as computed by the desk."""
    dispatch_reason: str = ""
    """Why that unit was chosen, as written by a person; in records older than ``choice``."""
    dispatched_ms: int | None = None
    due_ms: int | None = None
    suspended_ms: int | None = None
    fed_back_ms: int | None = None
    ended_ms: int | None = None
    ended_recorded_ms: int | None = None
    supervised: bool = False
    extended: bool = False
    reworked: int = 0
    merged_into: str = ""
    satisfied: bool | None = None
    score: int | None = None
    timeline: tuple[TimelineEntry, ...] = ()

    @property
    def open(self) -> bool:
        return self.state not in ENDED

    def overdue(self, now_ms: int) -> bool:
        """超期: the clock runs and the limit is exceeded."""
        return self.state in CLOCK_RUNS and self.due_ms is not None and is_late(self.due_ms, now_ms)


class Deadlines(Protocol):
    """Time limits of subclasses (see :mod:`county.deadlines`)."""

    def due_ms(self, subclass: str, from_ms: int) -> int:
        """When a task dispatched at ``from_ms`` must be fed back."""
        ...

    def resumed_due_ms(self, subclass: str, due_ms: int, paused_ms: int, resumed_ms: int) -> int:
        """``due_ms`` moved by the time for which a 挂账 stopped the clock."""
        ...


def allowed(event: Event) -> tuple[type[EventCommand], ...]:
    """Commands that the table allows in the event's state, in the table's order."""
    return tuple(rule.command for rule in TABLE if event.state in rule.sources)


def decide(event: Event | None, command: EventCommand, decision: Decision) -> Sequence[r.RecordBody]:
    """Records that result from ``command``; ``event`` is its subject, None when it is not on the desk.

    A last step in the future was dated by a clock that has been set back since: it does not block later steps.
    Raises :class:`~county.commands.Refused` when the table or a field forbids it.
    """
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    if isinstance(command, c.ReportEvent):
        if event is not None:
            raise Refused("event_exists", event=command.event_id)
        return [_reported(command, decision)]
    if event is None:
        raise Refused("event_unknown", event=command.event_id)
    rule = BY_COMMAND[type(command)]
    if event.state not in rule.sources:
        raise Refused("transition_forbidden", command=type(command).__name__, state=event.state, event=event.id)
    if rule.note_required and not command.note.strip():
        raise Refused("note_missing", command=type(command).__name__, event=event.id)
    kind = rule.record.__name__
    if rule.at_most is not None and sum(step.kind == kind for step in event.timeline) >= rule.at_most:
        raise Refused("too_often", command=type(command).__name__, event=event.id, limit=str(rule.at_most))
    at_ms = decision.at_ms
    if at_ms < min(event.timeline[-1].happened_ms, decision.now_ms) - CLOCK_TOLERANCE_MS:
        raise Refused("time_before_last_step", event=event.id)
    deadlines: Deadlines = decision.desk.deadlines
    base = {"event_id": event.id, "note": command.note}
    match command:
        case c.MergeEvent():
            other = decision.desk.find("event", command.into)
            if other is None:
                raise Refused("event_unknown", event=command.into)
            if other.id == event.id or not other.open:
                raise Refused("merge_target_unfit", event=other.id, state=other.state)
            return [r.EventMerged(**base, into=other.id)]
        case c.DispatchEvent():
            if not command.unit:
                raise Refused("unit_missing", event=event.id)
            if command.unit not in decision.desk.units:
                raise Refused("unit_unknown", unit=command.unit)
            due_ms = deadlines.due_ms(event.subclass, at_ms)
            choice = decision.desk.choice(event, command.unit)
            return [r.EventDispatched(**base, unit=command.unit, choice=choice, due_ms=due_ms)]
        case c.ExtendDeadline():
            if event.due_ms is None or command.until_ms <= max(event.due_ms, at_ms):
                raise Refused("extension_not_later", event=event.id)
            if command.until_ms > max(event.due_ms, at_ms) + LONGEST_EXTENSION_DAYS * 86_400_000:
                raise Refused("time_too_far", days=str(LONGEST_EXTENSION_DAYS))
            return [r.DeadlineExtended(**base, due_ms=command.until_ms)]
        case c.ResumeEvent():
            if event.due_ms is None or event.suspended_ms is None:
                raise Refused("clock_unknown", event=event.id)
            due_ms = deadlines.resumed_due_ms(event.subclass, event.due_ms, event.suspended_ms, at_ms)
            return [r.EventResumed(**base, due_ms=due_ms)]
        case c.ReworkEvent():
            if event.due_ms is None or event.fed_back_ms is None:
                raise Refused("clock_unknown", event=event.id)
            due_ms = deadlines.resumed_due_ms(event.subclass, event.due_ms, event.fed_back_ms, at_ms)
            return [r.EventSentBack(**base, due_ms=due_ms)]
        case c.SuperviseEvent() if event.supervised:
            raise Refused("already_supervised", event=event.id)
        case c.FollowUpEvent():
            return [r.FollowUpMade(**base, satisfied=command.satisfied)]
        case c.EvaluateEvent():
            if not 1 <= command.score <= 5:
                raise Refused("score_out_of_range", event=event.id)
            return [r.EventEvaluated(**base, score=command.score)]
        case _:
            return [rule.record(**base)]


def _is_visible(title: str) -> bool:
    """Whether it has a letter, a digit or another sign, not only blanks, marks and format characters."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in title)


def _reported(command: c.ReportEvent, decision: Decision) -> r.EventReported:
    """The report, its division replaced by the one that contains its location.  Raises Refused."""
    if not may_be_event_id(command.event_id):
        raise Refused("id_invalid")
    if command.cause is not None and decision.author.by != WATCH.id:
        raise Refused("cause_watch_only")
    if command.cause is None and not _is_visible(command.title):
        raise Refused("title_missing")
    if len(command.title) > LONGEST_TITLE:
        raise Refused("text_too_long", limit=str(LONGEST_TITLE))
    desk = decision.desk
    subclass = desk.catalog.subclasses.get(command.subclass)
    if subclass is None:
        raise Refused("subclass_unknown", subclass=command.subclass)
    if subclass.retired:
        raise Refused("subclass_retired", subclass=subclass.name.zh)
    if command.sensor_id and command.sensor_id not in desk.sensors:
        raise Refused("sensor_unknown", sensor=command.sensor_id, channel="")
    finite = math.isfinite(command.x_m) and math.isfinite(command.y_m)
    division = desk.division_at(command.x_m, command.y_m) if finite else None
    if division is None:
        sides = zip(("west_m", "south_m", "east_m", "north_m"), desk.bounds_m, strict=True)
        bounds = {name: f"{side_m:.0f}" for name, side_m in sides}
        raise Refused("place_outside", x_m=f"{command.x_m:.0f}", y_m=f"{command.y_m:.0f}", **bounds)
    fields = {name: getattr(command, name) for name in command.__struct_fields__}
    return r.EventReported(**fields | {"division": division})


def apply(event: Event | None, record: r.Record[Any]) -> Event:
    """The event after ``record``.  Pure; the desk and every view use this function."""
    body, at = record.body, record.happened_ms
    kind = type(body)
    unit = body.unit if kind is r.EventDispatched else "" if event is None else event.unit
    step = TimelineEntry(kind.__name__, at, record.recorded_ms, record.who, body.note, unit)
    if kind is r.EventReported:
        return Event(
            id=body.event_id, state=S.REPORTED, subclass=body.subclass, title=body.title, source=body.source,
            level=body.level, x_m=body.x_m, y_m=body.y_m, division=body.division, reporter=body.reporter,
            sensor_id=body.sensor_id, alarm_id=body.alarm_id, happened_ms=at, cause=body.cause,
            timeline=(step,),
        )  # fmt: skip
    if event is None:
        raise ValueError(f"record {record.seq}: {type(body).__name__} for an event that was never reported")
    state = _TARGETS[kind] or event.state
    change = _CHANGES.get(kind)
    if change is None:
        return replace(event, state=state, timeline=(*event.timeline, step))
    return replace(event, state=state, timeline=(*event.timeline, step), **change(event, record))


def _ended(event: Event, record: r.Record[Any]) -> dict[str, Any]:
    return {"ended_ms": record.happened_ms, "ended_recorded_ms": record.recorded_ms}


_CHANGES: dict[type[r.EventRecord], Callable[[Event, r.Record[Any]], dict[str, Any]]] = {
    r.EventDispatched: lambda event, record: {
        "unit": record.body.unit, "choice": record.body.choice, "dispatch_reason": record.body.reason,
        "due_ms": record.body.due_ms, "dispatched_ms": record.happened_ms,
    },
    r.TaskReturned: lambda event, record: {
        "unit": "", "choice": None, "dispatch_reason": "", "due_ms": None, "dispatched_ms": None,
    },
    r.DeadlineExtended: lambda event, record: {"due_ms": record.body.due_ms, "extended": True},
    r.EventSuspended: lambda event, record: {"suspended_ms": record.happened_ms},
    r.EventResumed: lambda event, record: {"due_ms": record.body.due_ms, "suspended_ms": None},
    r.EventSupervised: lambda event, record: {"supervised": True},
    r.HandlingFedBack: lambda event, record: {"fed_back_ms": record.happened_ms},
    r.EventSentBack: lambda event, record: {
        "fed_back_ms": None, "due_ms": record.body.due_ms, "reworked": event.reworked + 1,
    },
    r.EventMerged: lambda event, record: {"merged_into": record.body.into, **_ended(event, record)},
    r.EventRejected: _ended,
    r.EventClosed: _ended,
    r.FollowUpMade: lambda event, record: {"satisfied": record.body.satisfied},
    r.EventEvaluated: lambda event, record: {"score": record.body.score},
}  # fmt: skip
"""Fields that a record changes besides state and time line."""


def expires_ms(event: Event) -> int | None:
    """When an ended event is removed from the desk, in recorded time; None while it is open."""
    return None if event.ended_recorded_ms is None else event.ended_recorded_ms + RETENTION_MS


STATES = tuple(State)
LEVELS: tuple[EventLevel, ...] = ("major_special", "major", "larger", "general")
SOURCES: tuple[Source, ...] = ("hotline", "grid_worker", "sensor", "video", "department", "citizen", "file")
_CODES: dict[str, int] = {str(name): code for names in (STATES, LEVELS, SOURCES) for code, name in enumerate(names)}

COLUMNS = (
    StateColumn("state", "<u1", "often"), StateColumn("level", "<u1", "never"), StateColumn("source", "<u1", "never"),
    StateColumn("supervised", "|b1"), StateColumn("x_m", "<f8", "never"), StateColumn("y_m", "<f8", "never"),
    StateColumn("happened_ms", "<i8", "never"), StateColumn("since_ms", "<i8", "often"), StateColumn("due_ms", "<i8"),
    StateColumn("ended_ms", "<i8"), StateColumn("subclass", "O", "never"),
    StateColumn("title", "O", "never", in_record=True), StateColumn("division", "O", "never"),
    StateColumn("unit", "O"), StateColumn("sensor_id", "O", "never"), StateColumn("rule", "O", "never"),
    StateColumn("expires_ms", "<i8"),
)  # fmt: skip
"""``state``, ``level`` and ``source`` are indexes into STATES, LEVELS and SOURCES; ``since_ms`` is the last step's
time; ``due_ms``, ``ended_ms`` and ``expires_ms`` are NEVER_MS if not set.  ``rule`` is that of the cause, "" without
one; :class:`county.event_texts.EventTexts` generates the displayed title from ``title``, ``rule`` and ``sensor_id``."""


def project(event: Event) -> tuple[Any, ...]:
    """The values of COLUMNS."""
    expires = expires_ms(event)
    return (
        _CODES[event.state], _CODES[event.level], _CODES[event.source], event.supervised,
        event.x_m, event.y_m, event.happened_ms, event.timeline[-1].happened_ms,
        NEVER_MS if event.due_ms is None else event.due_ms, NEVER_MS if event.ended_ms is None else event.ended_ms,
        event.subclass, event.title, event.division, event.unit, event.sensor_id,
        "" if event.cause is None else event.cause.rule, NEVER_MS if expires is None else expires,
    )  # fmt: skip


_UNITS = PERSONS | {Role.UNIT}
EVENTS: Aggregate[Event] = Aggregate(
    key="event",
    state=Event,
    command=EventCommand,
    record=r.EventRecord,
    subject="event_id",
    decide=decide,
    apply=apply,
    expires_ms=expires_ms,
    may={rule.command: PERSONS for rule in TABLE}
    | {
        c.ReportEvent: _UNITS | {Role.GATEWAY},
        c.AcceptTask: _UNITS,
        c.ReturnTask: _UNITS,
        c.FeedBack: _UNITS,
        c.SuperviseEvent: PERSONS | {Role.LEADER},
        c.EvaluateEvent: PERSONS | {Role.LEADER},
    },
    columns=COLUMNS,
    project=project,
)
