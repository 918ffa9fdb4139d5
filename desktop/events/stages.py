"""The stages of an event as columns of a board, and the command that moves an event from one to another."""

from __future__ import annotations

from county import commands as c
from county.events.event import Event, State
from county.events.table import BY_COMMAND, allowed

STAGE_STATES: tuple[frozenset[State], ...] = (
    frozenset({State.REPORTED}),
    frozenset({State.FILED}),
    frozenset({State.DISPATCHED}),
    frozenset({State.HANDLING, State.SUSPENDED}),
    frozenset({State.FED_BACK}),
    frozenset({State.CLOSED}),
    frozenset({State.EVALUATED}),
)
"""States by stage, in the order of :data:`desktop.wording.STAGES`; 不予受理 and 并案 leave the stages."""


def stage_of(state: State) -> int | None:
    """The stage of a state; None for a side path that ended."""
    return next((number for number, states in enumerate(STAGE_STATES) if state in states), None)


def move_to(event: Event, stage: int) -> type[c.EventCommand] | None:
    """The command that moves ``event`` to ``stage``; None: none does from its state, or it is there already."""
    if event.state in STAGE_STATES[stage]:
        return None
    return next((command for command in allowed(event) if BY_COMMAND[command].target in STAGE_STATES[stage]), None)
