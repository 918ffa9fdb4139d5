"""The step that moves an event forward from each state."""

from __future__ import annotations

from county import commands as c
from county.event import State

NEXT_STEP: dict[State, type[c.EventCommand]] = {
    State.REPORTED: c.FileEvent,
    State.FILED: c.DispatchEvent,
    State.DISPATCHED: c.AcceptTask,
    State.HANDLING: c.FeedBack,
    State.SUSPENDED: c.ResumeEvent,
    State.FED_BACK: c.CloseEvent,
    State.CLOSED: c.EvaluateEvent,
}
"""States without an entry are final."""
