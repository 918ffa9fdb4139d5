"""The columns of the Kanban are the stages of the transition table, and moving a card is one of its commands."""

from __future__ import annotations

import pytest

from county import commands as c
from county.events.event import Event, State
from county.events.table import BY_COMMAND, allowed
from desktop.events.stages import STAGE_STATES, move_to, stage_of
from desktop.wording import STAGES
from tests.unit.sample_events import event_in


def test_every_state_but_the_ended_side_paths_has_one_stage() -> None:
    assert len(STAGE_STATES) == len(STAGES)
    assert [state for state in State if stage_of(state) is None] == [State.REJECTED, State.MERGED]
    assert sum(map(len, STAGE_STATES)) == len(State) - 2


@pytest.mark.parametrize(
    ("state", "stage", "command"),
    [
        (State.REPORTED, 1, c.FileEvent),
        (State.FILED, 2, c.DispatchEvent),
        (State.DISPATCHED, 3, c.AcceptTask),
        (State.DISPATCHED, 1, c.ReturnTask),
        (State.HANDLING, 4, c.FeedBack),
        (State.FED_BACK, 5, c.CloseEvent),
        (State.FED_BACK, 3, c.ReworkEvent),
        (State.CLOSED, 6, c.EvaluateEvent),
        (State.CLOSED, 2, c.ReopenEvent),
        (State.REPORTED, 4, None),
        (State.REPORTED, 5, None),
        (State.HANDLING, 3, None),
        (State.SUSPENDED, 4, None),
    ],
)
def test_a_move_is_the_command_that_leads_there(
    state: State, stage: int, command: type[c.EventCommand] | None
) -> None:
    assert move_to(event_in(state), stage) is command


@pytest.mark.parametrize("state", State)
def test_a_move_is_always_allowed_by_the_table_and_ends_in_its_column(state: State) -> None:
    event: Event = event_in(state)
    for stage, states in enumerate(STAGE_STATES):
        command = move_to(event, stage)
        if command is not None:
            assert command in allowed(event)
            assert BY_COMMAND[command].target in states
