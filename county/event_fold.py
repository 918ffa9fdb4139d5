"""How records change an event.  Desk, screens and every rebuild use this one function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from county import records as r
from county.event import Event, State, TimelineEntry
from county.event_table import TARGETS


def apply(event: Event | None, record: r.Record[Any]) -> Event:
    """The event after ``record``.  Pure; the desk and every view use this function."""
    body, at = record.body, record.happened_ms
    kind = type(body)
    unit = body.unit if kind is r.EventDispatched else "" if event is None else event.unit
    step = TimelineEntry(kind.__name__, at, record.recorded_ms, record.who, body.note, unit)
    if kind is r.EventReported:
        return Event(
            id=body.event_id, state=State.REPORTED, subclass=body.subclass, title=body.title, source=body.source,
            level=body.level, x_m=body.x_m, y_m=body.y_m, division=body.division, reporter=body.reporter,
            sensor_id=body.sensor_id, alarm_id=body.alarm_id, happened_ms=at, cause=body.cause,
            timeline=(step,),
        )  # fmt: skip
    if event is None:
        raise ValueError(f"record {record.seq}: {type(body).__name__} for an event that was never reported")
    state = TARGETS[kind] or event.state
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
    r.FollowUpMade: lambda event, record: {"satisfied": record.body.satisfied, "solved": record.body.solved},
    r.EventEvaluated: lambda event, record: {"score": record.body.score},
    r.EventReopened: lambda event, record: {
        "due_ms": record.body.due_ms, "dispatched_ms": record.happened_ms, "fed_back_ms": None,
        "ended_ms": None, "ended_recorded_ms": None, "satisfied": None, "solved": None, "score": None,
        "reopened": event.reopened + 1,
    },
}  # fmt: skip
"""Fields that a record changes besides state and time line."""
