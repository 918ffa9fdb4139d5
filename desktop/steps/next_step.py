"""The step that moves an event forward."""

from __future__ import annotations

from county import commands as c
from county.events.event import Event, State

_NEXT_STEP: dict[State, type[c.EventCommand]] = {
    State.REPORTED: c.FileEvent,
    State.FILED: c.DispatchEvent,
    State.DISPATCHED: c.AcceptTask,
    State.HANDLING: c.FeedBack,
    State.SUSPENDED: c.ResumeEvent,
    State.FED_BACK: c.CloseEvent,
    State.CLOSED: c.EvaluateEvent,
}
"""States without an entry are final."""


def next_step(event: Event) -> type[c.EventCommand] | None:
    """The usual next step; a request for an extension is answered, what a reporter calls unsolved is assigned again,
    and reporters are asked before the evaluation.  None: none is left."""
    if event.extension_until_ms is not None:
        return c.ExtendDeadline
    if event.unsolved:
        return c.ReopenEvent
    if event.state is State.CLOSED and _waits_for_answer(event):
        return c.FollowUpEvent
    return _NEXT_STEP.get(event.state)


def main_step(event: Event, own_unit: str) -> type[c.EventCommand] | None:
    """The next step where Enter gives it.  A task is accepted by the unit itself, ``own_unit`` ("" for the centre):
    nobody accepts it by Enter in the name of another one."""
    step = next_step(event)
    return None if step is c.AcceptTask and own_unit != event.unit else step


def _waits_for_answer(event: Event) -> bool:
    """Whether one of its reporters can be asked and was not."""
    own = bool(event.reporter) and event.satisfied is None
    return own or any(report.reporter and report.satisfied is None for report in event.joined)
