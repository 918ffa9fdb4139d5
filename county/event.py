"""Events: their states, the one transition table, and how commands become records.

Stages: 信息采集 reported, 案卷建立 filed, 任务派遣 dispatched, 任务处理 handling, 处理反馈 fed back,
核查结案 closed, 综合评价 evaluated.  Side paths: 不予受理, 退回, 延期, 挂账, 返工, 并案, 督办, 回访.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from county import commands as c
from county import records as r
from county.commands import EventCommand, EventLevel, Refused, Source


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
"""Nothing is owed any more: the event counts as closed on every screen.  回访 and 综合评价 follow a closed event
without opening it again."""

CLOCK_RUNS = frozenset({State.DISPATCHED, State.HANDLING})
"""The time limit runs only while the department has the task: not while 挂账, and not while it is verified."""

CLOCK_TOLERANCE_MS = 300_000
"""How far clocks of different machines may differ before a time is refused."""
KEPT_DAYS = 14
"""For how long an ended event stays on the desk, for 回访 and 综合评价: at 2,000 a day that bounds every snapshot."""
LONGEST_EXTENSION_DAYS = 366
LONGEST_TITLE = 200
LONGEST_NOTE = 4000

S = State


@dataclass(frozen=True)
class Rule:
    """One line of the transition table: ``command`` leads from any of ``sources`` to ``target``."""

    command: type[EventCommand]
    sources: tuple[State, ...]
    target: State | None
    """None: the state stays as it is."""
    record: type[r.EventRecord]
    note_required: bool = False


TABLE: tuple[Rule, ...] = (
    Rule(c.RejectEvent,    (S.REPORTED,),                           S.REJECTED,   r.EventRejected,    True),
    Rule(c.FileEvent,      (S.REPORTED,),                           S.FILED,      r.EventFiled),
    Rule(c.MergeEvent,     (S.REPORTED, S.FILED),                   S.MERGED,     r.EventMerged),
    Rule(c.DispatchEvent,  (S.FILED,),                              S.DISPATCHED, r.EventDispatched),
    Rule(c.AcceptTask,     (S.DISPATCHED,),                         S.HANDLING,   r.TaskAccepted),
    Rule(c.ReturnTask,     (S.DISPATCHED, S.HANDLING),              S.FILED,      r.TaskReturned,     True),
    Rule(c.ExtendDeadline, (S.DISPATCHED, S.HANDLING),              None,         r.DeadlineExtended, True),
    Rule(c.SuspendEvent,   (S.HANDLING,),                           S.SUSPENDED,  r.EventSuspended,   True),
    Rule(c.ResumeEvent,    (S.SUSPENDED,),                          S.HANDLING,   r.EventResumed),
    Rule(c.SuperviseEvent, (S.DISPATCHED, S.HANDLING, S.SUSPENDED), None,         r.EventSupervised, True),
    Rule(c.FeedBack,       (S.HANDLING,),                           S.FED_BACK,   r.HandlingFedBack,  True),
    Rule(c.ReworkEvent,    (S.FED_BACK,),                           S.HANDLING,   r.EventSentBack,    True),
    Rule(c.CloseEvent,     (S.FED_BACK,),                           S.CLOSED,     r.EventClosed),
    Rule(c.FollowUpEvent,  (S.CLOSED, S.EVALUATED),                 None,         r.FollowUpMade),
    Rule(c.EvaluateEvent,  (S.CLOSED,),                             S.EVALUATED,  r.EventEvaluated),
)  # fmt: skip
"""The whole life of an event.  :class:`~county.commands.ReportEvent` alone starts one."""

BY_COMMAND = {rule.command: rule for rule in TABLE}
BY_RECORD = {rule.record: rule for rule in TABLE}


class Step(Struct, frozen=True, gc=False):
    """One line of an event's time line: the record's tag, when, who, what was said, and which unit had the task."""

    kind: str
    happened_ms: int
    recorded_ms: int
    actor: str
    note: str
    unit: str = ""


def is_late(due_ms: int, at_ms: int) -> bool:
    """Whether a limit is past: from its own millisecond on."""
    return at_ms >= due_ms


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """Something that happened and must be dealt with, folded from its records."""

    id: str
    state: State
    subclass: str
    title: str
    source: Source
    level: EventLevel
    x_m: float
    y_m: float
    division: str
    reporter: str
    sensor_id: str
    alarm_id: str
    happened_ms: int
    unit: str = ""
    dispatch_reason: str = ""
    dispatched_ms: int | None = None
    due_ms: int | None = None
    suspended_ms: int | None = None
    fed_back_ms: int | None = None
    ended_ms: int | None = None
    supervised: bool = False
    extended: bool = False
    reworked: int = 0
    merged_into: str = ""
    satisfied: bool | None = None
    score: int | None = None
    timeline: tuple[Step, ...] = ()

    @property
    def open(self) -> bool:
        return self.state not in ENDED

    def overdue(self, now_ms: int) -> bool:
        """超期: the clock runs and the limit is past."""
        return self.state in CLOCK_RUNS and self.due_ms is not None and is_late(self.due_ms, now_ms)


class Deadlines(Protocol):
    """Time limits of subclasses (see :mod:`county.deadlines`)."""

    def due_ms(self, subclass: str, from_ms: int) -> int:
        """When a task dispatched at ``from_ms`` must be fed back."""
        ...

    def resumed_due_ms(self, subclass: str, due_ms: int, paused_ms: int, resumed_ms: int) -> int:
        """``due_ms`` moved by the time that a 挂账 stopped the clock."""
        ...


def allowed(event: Event) -> tuple[type[EventCommand], ...]:
    """Commands that the table allows in the event's state, in the table's order."""
    return tuple(rule.command for rule in TABLE if event.state in rule.sources)


def decide(
    event: Event | None,
    command: EventCommand,
    *,
    at_ms: int,
    deadlines: Deadlines,
    other: Event | None = None,
    now_ms: int | None = None,
) -> list[r.EventBody]:
    """Records that ``command`` leads to at ``at_ms``.

    ``event`` is the event it names (None: not known); ``other`` the one that a MergeEvent names as ``into``.
    A last step that lies ahead of ``now_ms`` was dated by a clock that has been set back since: it holds nothing up.
    Raises :class:`~county.commands.Refused` when the table or a field forbids it.
    """
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    if isinstance(command, c.ReportEvent):
        if event is not None:
            raise Refused("event_exists", event=command.event_id)
        if not 1 <= len(command.event_id) <= 64 or not command.event_id.isprintable():
            raise Refused("id_invalid")
        if not command.title.strip():
            raise Refused("title_missing")
        if len(command.title) > LONGEST_TITLE:
            raise Refused("text_too_long", limit=str(LONGEST_TITLE))
        fields = {name: getattr(command, name) for name in command.__struct_fields__}
        return [r.EventReported(**fields)]
    if event is None:
        raise Refused("event_unknown", event=command.event_id)
    rule = BY_COMMAND[type(command)]
    if event.state not in rule.sources:
        raise Refused("transition_forbidden", command=type(command).__name__, state=event.state, event=event.id)
    if rule.note_required and not command.note.strip():
        raise Refused("note_missing", command=type(command).__name__, event=event.id)
    last_ms = event.timeline[-1].happened_ms
    if at_ms < (last_ms if now_ms is None else min(last_ms, now_ms)) - CLOCK_TOLERANCE_MS:
        raise Refused("time_before_last_step", event=event.id)
    base = {"event_id": event.id, "note": command.note}
    match command:
        case c.MergeEvent():
            if other is None:
                raise Refused("event_unknown", event=command.into)
            if other.id == event.id or not other.open:
                raise Refused("merge_target_unfit", event=other.id, state=other.state)
            return [r.EventMerged(**base, into=other.id)]
        case c.DispatchEvent():
            if not command.unit:
                raise Refused("unit_missing", event=event.id)
            due_ms = deadlines.due_ms(event.subclass, at_ms)
            return [r.EventDispatched(**base, unit=command.unit, reason=command.reason, due_ms=due_ms)]
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
            return [rule.record(**base)]  # type: ignore[list-item]


def apply(event: Event | None, record: r.Record) -> Event:
    """The event after ``record``.  Pure; the desk and every view fold with this same function."""
    body, at = record.body, record.happened_ms
    unit = body.unit if isinstance(body, r.EventDispatched) else event.unit if event else ""
    step = Step(type(body).__name__, at, record.recorded_ms, record.actor, body.note, unit)
    if isinstance(body, r.EventReported):
        return Event(
            id=body.event_id, state=S.REPORTED, subclass=body.subclass, title=body.title, source=body.source,
            level=body.level, x_m=body.x_m, y_m=body.y_m, division=body.division, reporter=body.reporter,
            sensor_id=body.sensor_id, alarm_id=body.alarm_id, happened_ms=at, timeline=(step,),
        )  # fmt: skip
    if event is None:
        raise ValueError(f"record {record.seq}: {type(body).__name__} for an event that was never reported")
    state = BY_RECORD[type(body)].target or event.state  # type: ignore[index]
    change: dict[str, object] = {"state": state, "timeline": (*event.timeline, step)}
    match body:
        case r.EventDispatched():
            change |= {"unit": body.unit, "dispatch_reason": body.reason, "due_ms": body.due_ms, "dispatched_ms": at}
        case r.TaskReturned():
            change |= {"unit": "", "dispatch_reason": "", "due_ms": None, "dispatched_ms": None}
        case r.DeadlineExtended():
            change |= {"due_ms": body.due_ms, "extended": True}
        case r.EventSuspended():
            change |= {"suspended_ms": at}
        case r.EventResumed():
            change |= {"due_ms": body.due_ms, "suspended_ms": None}
        case r.EventSupervised():
            change |= {"supervised": True}
        case r.HandlingFedBack():
            change |= {"fed_back_ms": at}
        case r.EventSentBack():
            change |= {"fed_back_ms": None, "due_ms": body.due_ms, "reworked": event.reworked + 1}
        case r.EventMerged():
            change |= {"merged_into": body.into, "ended_ms": at}
        case r.EventRejected() | r.EventClosed():
            change |= {"ended_ms": at}
        case r.FollowUpMade():
            change |= {"satisfied": body.satisfied}
        case r.EventEvaluated():
            change |= {"score": body.score}
    return replace(event, **change)
