"""How records change an event.  Desk, screens and every rebuild use this one function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec.structs import replace

from county import records as r
from county.events.event import Claim, Event, JoinedReport, State, TimelineEntry, UnitTask, facts_of
from county.events.table import TARGETS


def apply(event: Event | None, record: r.Record[Any]) -> Event:
    """The event after ``record``.  Pure; the desk and every view use this function."""
    body, at = record.body, record.happened_ms
    kind = type(body)
    name, target, change, about, names_unit, has_files = _STEPS[kind]
    unit = body.unit if names_unit else "" if event is None else event.unit
    who = record.for_ or record.by or record.actor
    if about is not None:
        step = TimelineEntry(name, at, record.recorded_ms, who, body.note, unit, about(body))
    elif has_files:
        step = TimelineEntry(name, at, record.recorded_ms, who, body.note, unit, attachments=body.attachments)
    elif kind is r.EventCorrected and event is not None:
        before, after = facts_of(event), facts_of(body)
        step = TimelineEntry(name, at, record.recorded_ms, who, body.note, unit, before=before, after=after)
    else:
        step = TimelineEntry(name, at, record.recorded_ms, who, body.note, unit)
    if kind is r.EventReported:
        return Event(
            id=body.event_id, state=State.REPORTED, subclass=body.subclass, title=body.title, source=body.source,
            level=body.level, x_m=body.x_m, y_m=body.y_m, division=body.division, address=body.address,
            place_level=body.place_level, reporter=body.reporter, sensor_id=body.sensor_id, alarm_id=body.alarm_id,
            happened_ms=at, cause=body.cause, timeline=(step,),
        )  # fmt: skip
    if event is None:
        raise ValueError(f"record {record.seq}: {type(body).__name__} for an event that was never reported")
    state = target or event.state
    if change is None:
        return replace(event, state=state, timeline=(*event.timeline, step))
    if kind is r.EventUnmerged:
        state = _before_merge(event)
    changed = change(event, record)
    changed["state"], changed["timeline"] = state, (*event.timeline, step)
    return replace(event, **changed)


_NAMES_UNIT = frozenset({r.EventDispatched, r.UnitAdded, r.UnitReleased, r.MainUnitSet, r.UnitDeparted, r.UnitArrived})
"""Records about a unit that need not be the main one."""
_WITH_FILES = frozenset({r.EventReported, r.HandlingFedBack})
_ABOUT: dict[type[r.EventRecord], Callable[[Any], str]] = {
    r.EventMerged: lambda body: body.into,
    r.EventUnmerged: lambda body: body.out_of,
    r.ReportsJoined: lambda body: body.reports[0].event_id,
    r.ReportsParted: lambda body: body.reports[0],
    r.FollowUpMade: lambda body: body.report,
    r.EventEscalated: lambda body: body.step,
    r.EventHandedOver: lambda body: body.to,
    r.ExtensionRequested: lambda body: str(body.until_ms),
    r.DeadlineExtended: lambda body: str(body.due_ms),
    r.EventSupervised: lambda body: str(body.returned or ""),
}
"""What a step of the time line is about, besides its event."""


def _ended(event: Event, record: r.Record[Any]) -> dict[str, Any]:
    at_ms = record.happened_ms
    ended: dict[str, Any] = {"ended_ms": at_ms, "ended_recorded_ms": record.recorded_ms, "claim": None}
    if event.units:
        ended["units"] = tuple([_released(task, at_ms) for task in event.units])
    return ended


def _released(task: UnitTask, at_ms: int) -> UnitTask:
    if task.released_ms is not None:
        return task
    return UnitTask(
        unit=task.unit, assigned_ms=task.assigned_ms, departed_ms=task.departed_ms, arrived_ms=task.arrived_ms,
        released_ms=at_ms,
    )  # fmt: skip


def _assigned(event: Event, unit: str, at_ms: int) -> tuple[UnitTask, ...]:
    """The event's units with ``unit`` among them; one that is there already keeps the times of its steps."""
    if not event.units:
        return (UnitTask(unit=unit, assigned_ms=at_ms),)
    if event.task_of(unit) is not None:
        return event.units
    others = (task for task in event.units if task.unit != unit)
    return (*others, UnitTask(unit=unit, assigned_ms=at_ms))


def _stepped(event: Event, record: r.Record[Any], field: str) -> dict[str, Any]:
    """A time of the unit that the record names."""
    unit, times = record.body.unit, {field: record.happened_ms}
    return {"units": tuple(replace(task, **times) if task.unit == unit else task for task in event.units)}


def _before_merge(event: Event) -> State:
    """Only these two states can be merged."""
    filed = any(step.kind == r.EventFiled.__name__ for step in event.timeline)
    return State.FILED if filed else State.REPORTED


def _answered(event: Event, body: r.FollowUpMade) -> dict[str, Any]:
    answers = {"satisfied": body.satisfied, "solved": body.solved}
    if not body.report:
        return answers
    joined = (replace(n, **answers) if n.event_id == body.report else n for n in event.joined)
    return {"joined": tuple(joined)}


def _corrected(body: r.EventCorrected) -> dict[str, Any]:
    clock = {} if body.due_ms is None else {"due_ms": body.due_ms, "amber_ms": body.amber_ms}
    stated = facts_of(body)
    return {name: getattr(stated, name) for name in stated.__struct_fields__} | clock


def _clock(record: r.Record[Any]) -> dict[str, Any]:
    return {"due_ms": record.body.due_ms, "amber_ms": record.body.amber_ms}


_CHANGES: dict[type[r.EventRecord], Callable[[Event, r.Record[Any]], dict[str, Any]]] = {
    r.EventCorrected: lambda event, record: _corrected(record.body),
    r.EventDispatched: lambda event, record: {
        "unit": record.body.unit, "choice": record.body.choice, "dispatch_reason": record.body.reason,
        "due_ms": record.body.due_ms, "amber_ms": record.body.amber_ms, "dispatched_ms": record.happened_ms,
        "granted_ms": None, "units": _assigned(event, record.body.unit, record.happened_ms), "escalated": (),
    },
    r.EventClaimed: lambda event, record: {"claim": Claim(person=record.who, since_ms=record.happened_ms)},
    r.EventHandedOver: lambda event, record: {"claim": Claim(person=record.body.to, since_ms=record.happened_ms)},
    r.ClaimReleased: lambda event, record: {"claim": None},
    r.UnitAdded: lambda event, record: {"units": _assigned(event, record.body.unit, record.happened_ms)},
    r.UnitReleased: lambda event, record: _stepped(event, record, "released_ms"),
    r.UnitDeparted: lambda event, record: _stepped(event, record, "departed_ms"),
    r.UnitArrived: lambda event, record: _stepped(event, record, "arrived_ms"),
    r.MainUnitSet: lambda event, record: {"unit": record.body.unit, "choice": None, "dispatch_reason": ""},
    r.TaskReturned: lambda event, record: {
        "units": tuple(_released(n, record.happened_ms) if n.unit == event.unit else n for n in event.units),
        "unit": "", "choice": None, "dispatch_reason": "", "due_ms": None, "amber_ms": None, "dispatched_ms": None,
        "granted_ms": None, "extension_until_ms": None, "returned": event.returned + 1,
    },
    r.ExtensionRequested: lambda event, record: {"extension_until_ms": record.body.until_ms},
    r.ExtensionRefused: lambda event, record: {"extension_until_ms": None},
    r.DeadlineExtended: lambda event, record: {
        **_clock(record), "granted_ms": record.body.due_ms, "extended": True, "extension_until_ms": None,
    },
    r.EventSuspended: lambda event, record: {"suspended_ms": record.happened_ms, "extension_until_ms": None},
    r.EventResumed: lambda event, record: {**_clock(record), "suspended_ms": None},
    r.EventEscalated: lambda event, record: {
        "escalated": (*event.escalated, record.body.step), "supervised": event.supervised or record.body.supervises,
    },
    r.EventSupervised: lambda event, record: {"supervised": True},
    r.HandlingFedBack: lambda event, record: {"fed_back_ms": record.happened_ms, "extension_until_ms": None},
    r.EventSentBack: lambda event, record: {
        "fed_back_ms": None, **_clock(record), "reworked": event.reworked + 1,
    },
    r.EventMerged: lambda event, record: {"merged_into": record.body.into, **_ended(event, record)},
    r.EventUnmerged: lambda event, record: {
        "merged_into": "", "ended_ms": None, "ended_recorded_ms": None,
    },
    r.ReportsJoined: lambda event, record: {
        "joined": event.joined
        + tuple(JoinedReport(event_id=report.event_id, reporter=report.reporter) for report in record.body.reports),
    },
    r.ReportsParted: lambda event, record: {
        "joined": tuple(report for report in event.joined if report.event_id not in record.body.reports),
    },
    r.EventRejected: _ended,
    r.EventClosed: _ended,
    r.FollowUpMade: lambda event, record: _answered(event, record.body),
    r.EventEvaluated: lambda event, record: {"score": record.body.score},
    r.EventReopened: lambda event, record: {
        **_clock(record), "dispatched_ms": record.happened_ms, "granted_ms": None, "fed_back_ms": None,
        "units": _assigned(event, record.body.unit, record.happened_ms), "escalated": (),
        "ended_ms": None, "ended_recorded_ms": None, "satisfied": None, "solved": None, "score": None,
        "reopened": event.reopened + 1,
        "joined": tuple(replace(report, satisfied=None, solved=None) for report in event.joined),
    },
}  # fmt: skip
"""Fields that a record changes besides state and time line."""


class _Step(NamedTuple):
    """How one kind of record changes an event and its time line."""

    name: str
    target: State | None
    """The state after it; None for the one before."""
    change: Callable[[Event, r.Record[Any]], dict[str, Any]] | None
    about: Callable[[Any], str] | None
    names_unit: bool
    has_files: bool


_KINDS: tuple[type[r.EventRecord], ...] = (r.EventReported, *TARGETS)
_STEPS: dict[type[r.EventRecord], _Step] = {
    kind: _Step(
        kind.__name__, TARGETS.get(kind), _CHANGES.get(kind), _ABOUT.get(kind), kind in _NAMES_UNIT, kind in _WITH_FILES
    )
    for kind in _KINDS
}
