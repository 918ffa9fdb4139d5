"""The life cycle of an event: one transition table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from county import commands as c
from county import records as r
from county.commands import EventCommand
from county.events.event import Event, State
from county.refusals import Refused

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
    guard: Callable[[Event], str] = lambda event: ""
    """Code of the refusal by what the state alone does not tell; "" for none."""
    of_claimant: bool = False
    """Only the person who has claimed the event may; any other command only warns others of the claim."""


def _no_request_waits(event: Event) -> str:
    return "" if event.extension_until_ms is None else "extension_waits"


def _a_request_waits(event: Event) -> str:
    return "extension_not_requested" if event.extension_until_ms is None else ""


def _not_supervised(event: Event) -> str:
    """督办 starts at 派遣: what was only filed has no unit to supervise, unless one returned it."""
    if event.supervised:
        return "already_supervised"
    return "" if event.state is not S.FILED or event.returned else "transition_forbidden"


def _unclaimed(event: Event) -> str:
    return "" if event.claim is None else "claimed_already"


def _claimed(event: Event) -> str:
    return "" if event.claim is not None else "not_claimed"


def unit_choices(event: Event, command: type[EventCommand]) -> tuple[str, ...]:
    """Units of the event that ``command`` can be about; () for a command that names none of them."""
    tasks = [task for unit in event.active_units if (task := event.task_of(unit)) is not None]
    if command is c.ReportDeparture:
        return tuple(task.unit for task in tasks if task.departed_ms is None and task.arrived_ms is None)
    if command is c.ReportArrival:
        return tuple(task.unit for task in tasks if task.arrived_ms is None)
    return tuple(task.unit for task in tasks if task.unit != event.unit) if command in _OF_FURTHER_UNITS else ()


_OF_FURTHER_UNITS = (c.SetMainUnit, c.ReleaseUnit)


def _someone_departs(event: Event) -> str:
    return "" if unit_choices(event, c.ReportDeparture) else "no_unit_fits"


def _someone_arrives(event: Event) -> str:
    return "" if unit_choices(event, c.ReportArrival) else "no_unit_fits"


def _further_units(event: Event) -> str:
    return "" if unit_choices(event, c.ReleaseUnit) else "no_unit_fits"


_T = EventTransition
_ACTIVE = (S.DISPATCHED, S.HANDLING)
"""The unit has the task, and its clock runs."""
_WITH_UNITS = (S.FILED, *_ACTIVE, S.SUSPENDED, S.FED_BACK)
"""There may be further units: they stay when the main one returns the task."""

TABLE: tuple[EventTransition, ...] = (
    _T(c.RejectEvent,      (S.REPORTED,),                    S.REJECTED,   r.EventRejected, True),
    _T(c.FileEvent,        (S.REPORTED,),                    S.FILED,      r.EventFiled),
    _T(c.MergeEvent,       (S.REPORTED, S.FILED),            S.MERGED,     r.EventMerged, False, 20),
    _T(c.UnmergeEvent,     (S.MERGED,),                      None,         r.EventUnmerged, True, 20),
    _T(c.DispatchEvent,    (S.FILED,),                       S.DISPATCHED, r.EventDispatched),
    _T(c.AddUnit,          (*_ACTIVE, S.SUSPENDED),          None,         r.UnitAdded, False, 40),
    _T(c.ReportDeparture,  (S.FILED, *_ACTIVE),              None,         r.UnitDeparted, False, 60, _someone_departs),
    _T(c.ReportArrival,    (S.FILED, *_ACTIVE),              None,         r.UnitArrived, False, 60, _someone_arrives),
    _T(c.SetMainUnit,      (*_ACTIVE, S.SUSPENDED),          None,         r.MainUnitSet, False, 20, _further_units),
    _T(c.ReleaseUnit,      _WITH_UNITS,                      None,         r.UnitReleased, False, 40, _further_units),
    _T(c.AcceptTask,       (S.DISPATCHED,),                  S.HANDLING,   r.TaskAccepted),
    _T(c.ReturnTask,       _ACTIVE,                          S.FILED,      r.TaskReturned, True, 100),
    _T(c.RequestExtension, _ACTIVE,                          None, r.ExtensionRequested, True, 50, _no_request_waits),
    _T(c.ExtendDeadline,   _ACTIVE,                          None,         r.DeadlineExtended, True, 100),
    _T(c.RefuseExtension,  _ACTIVE,                          None, r.ExtensionRefused, True, 50, _a_request_waits),
    _T(c.SuspendEvent,     (S.HANDLING,),                    S.SUSPENDED,  r.EventSuspended, True, 100),
    _T(c.ResumeEvent,      (S.SUSPENDED,),                   S.HANDLING,   r.EventResumed),
    _T(c.SuperviseEvent,   (S.FILED, *_ACTIVE, S.SUSPENDED), None, r.EventSupervised, True, None, _not_supervised),
    _T(c.EscalateEvent,    _ACTIVE,                          None,         r.EventEscalated, False, 60),
    _T(c.FeedBack,         (S.HANDLING,),                    S.FED_BACK,   r.HandlingFedBack, True),
    _T(c.ReworkEvent,      (S.FED_BACK,),                    S.HANDLING,   r.EventSentBack, True, 100),
    _T(c.CloseEvent,       (S.FED_BACK,),                    S.CLOSED,     r.EventClosed),
    _T(c.FollowUpEvent,    (S.CLOSED, S.EVALUATED),          None,         r.FollowUpMade, False, 20),
    _T(c.EvaluateEvent,    (S.CLOSED,),                      S.EVALUATED,  r.EventEvaluated),
    _T(c.ReopenEvent,      (S.CLOSED, S.EVALUATED),          S.DISPATCHED, r.EventReopened, False, 20),
    _T(c.CorrectEvent,     (S.REPORTED, *_WITH_UNITS),       None,         r.EventCorrected, True, 30),
    _T(c.ClaimEvent,       (S.REPORTED, *_WITH_UNITS),       None,         r.EventClaimed, False, 50, _unclaimed),
    _T(c.HandOverEvent,    (S.REPORTED, *_WITH_UNITS),       None,         r.EventHandedOver, True, 50, _claimed),
    _T(c.ReleaseClaim,     (S.REPORTED, *_WITH_UNITS),       None,         r.ClaimReleased, False, 50, _claimed, True),
    _T(c.NoteEvent,        tuple(S),                         None,         r.EventNoted, True, 25),
)  # fmt: skip
"""The complete life cycle of an event.  Only :class:`~county.commands.ReportEvent` creates one."""

INTERNAL = frozenset({c.EscalateEvent})
"""Only the backend itself gives these."""
BY_COMMAND = {rule.command: rule for rule in TABLE}
TARGETS: dict[type[r.EventRecord], State | None] = {rule.record: rule.target for rule in TABLE}
TARGETS |= {r.ReportsJoined: None, r.ReportsParted: None}


FOLLOW_UPS_PER_REPORT = 3
"""By how many each merged report raises the maximum number of follow-ups."""


def note_required(event: Event, command: type[EventCommand]) -> bool:
    """Whether ``command`` needs a note: an event that its reporter calls unsolved is assigned again without one, and
    a request that gives a reason is approved without another one."""
    if command is c.ReopenEvent:
        return not event.unsolved
    if command is c.ExtendDeadline and event.extension_until_ms is not None:
        return False
    return BY_COMMAND[command].note_required


def most_of(event: Event, rule: EventTransition) -> int | None:
    """Maximum number of the rule's records in the event's time line: its reporters are each asked several times."""
    if rule.at_most is None or rule.command is not c.FollowUpEvent:
        return rule.at_most
    return rule.at_most + FOLLOW_UPS_PER_REPORT * len(event.joined)


def claim_refusal(event: Event, command: type[EventCommand], author: str) -> Refused | None:
    """Why ``author``, a name as records have it, may not give ``command`` about what another person has claimed; None
    when the table does not reserve it."""
    claim, rule = event.claim, BY_COMMAND.get(command)
    if claim is None or claim.person == author or rule is None or not rule.of_claimant:
        return None
    return Refused("claim_of_other", command=command.__name__, event=event.id, person=claim.person)


def guard_refusal(event: Event, command: type[EventCommand]) -> str:
    """The code of why the event does not allow ``command`` though its state does; "" where the state does not."""
    codes = [rule.guard(event) for rule in TABLE if rule.command is command and event.state in rule.sources]
    return next((code for code in codes if code != "transition_forbidden"), "") if all(codes) else ""


def allowed(event: Event) -> tuple[type[EventCommand], ...]:
    """Commands that the table allows a person for the event, in the table's order."""
    possible = (rule for rule in TABLE if event.state in rule.sources and not rule.guard(event))
    return tuple(rule.command for rule in possible if rule.command not in INTERNAL)
