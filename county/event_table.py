"""The life cycle of an event: one transition table."""

from __future__ import annotations

from dataclasses import dataclass

from county import commands as c
from county import records as r
from county.commands import EventCommand
from county.event import Event, State

S = State


@dataclass(frozen=True)
class EventTransition:
    """One line of the transition table: ``command`` leads from any of ``sources`` to ``target``."""

    command: type[EventCommand]
    sources: tuple[State, ...]
    target: State | None
    """None: the state is unchanged; after 撤销并案 it is the one before the merge."""
    record: type[r.EventRecord]
    note_required: bool = False
    at_most: int | None = None
    """Maximum number of such records in one event's time line: bounds commands that can be repeated."""


TABLE: tuple[EventTransition, ...] = (
    EventTransition(c.RejectEvent,    (S.REPORTED,),                           S.REJECTED, r.EventRejected, True),
    EventTransition(c.FileEvent,      (S.REPORTED,),                           S.FILED, r.EventFiled),
    EventTransition(c.MergeEvent,     (S.REPORTED, S.FILED),                   S.MERGED, r.EventMerged, False, 20),
    EventTransition(c.UnmergeEvent,   (S.MERGED,),                             None, r.EventUnmerged, True),
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
    EventTransition(c.ReopenEvent,    (S.CLOSED, S.EVALUATED),            S.DISPATCHED, r.EventReopened, False, 20),
)  # fmt: skip
"""The complete life cycle of an event.  Only :class:`~county.commands.ReportEvent` creates one."""

BY_COMMAND = {rule.command: rule for rule in TABLE}
TARGETS: dict[type[r.EventRecord], State | None] = {rule.record: rule.target for rule in TABLE}
TARGETS |= {r.ReportsJoined: None, r.ReportsParted: None}


def note_required(event: Event, command: type[EventCommand]) -> bool:
    """Whether ``command`` needs a note: an event that its reporter calls unsolved is assigned again without one."""
    return not event.unsolved if command is c.ReopenEvent else BY_COMMAND[command].note_required


def most_of(event: Event, rule: EventTransition) -> int | None:
    """Maximum number of the rule's records in the event's time line: its reporters are each asked several times."""
    if rule.at_most is None or rule.command is not c.FollowUpEvent:
        return rule.at_most
    return rule.at_most + 3 * len(event.joined)


def allowed(event: Event) -> tuple[type[EventCommand], ...]:
    """Commands that the table allows in the event's state, in the table's order."""
    return tuple(rule.command for rule in TABLE if event.state in rule.sources)
