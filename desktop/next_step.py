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
    """The usual next step; a request for an extension is answered, and what a reporter calls unsolved is assigned
    again.  None: none is left."""
    if event.extension_until_ms is not None:
        return c.ExtendDeadline
    return c.ReopenEvent if event.unsolved else _NEXT_STEP.get(event.state)
