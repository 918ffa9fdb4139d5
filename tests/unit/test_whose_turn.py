"""Whose turn an event is: the rule for one event and that for columns agree, for every role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import commands as c
from county.authority import Principal, Role, allowed_roles
from county.events.aggregate import EVENTS
from county.events.event import CLOCK_RUNS, ENDED, Claim, Event, State
from desktop.events.whose_turn import Turn, turn_of
from layers.table import StateColumns
from tests.unit.sample_events import HOUR_MS, NOW_MS, event_in

CENTRE = Turn(centre=True)
LATE_MS = NOW_MS + 4 * HOUR_MS


def principal(*roles: Role, unit: str = "", divisions: tuple[str, ...] = ()) -> Principal:
    return Principal(id="key", roles=frozenset(roles), unit=unit, divisions=divisions)


def masked(turn: Turn, events: list[Event], now_ms: int) -> list[bool]:
    columns = StateColumns(EVENTS)
    columns.change({event.id: event for event in events})
    rows = columns.rows([event.id for event in events])
    return [bool(mine) for mine in turn.mask(columns, now_ms)[rows]]


def test_the_centre_files_dispatches_and_verifies() -> None:
    steps = {state: CENTRE.step(event_in(state), NOW_MS) for state in State}
    assert {state: step for state, step in steps.items() if step is not None} == {
        State.REPORTED: c.FileEvent, State.FILED: c.DispatchEvent, State.FED_BACK: c.CloseEvent,
    }  # fmt: skip


def test_the_centre_answers_requests_and_takes_up_what_is_not_solved() -> None:
    assert CENTRE.step(event_in(State.HANDLING, extension_until_ms=NOW_MS), NOW_MS) is c.ExtendDeadline
    assert CENTRE.step(event_in(State.CLOSED, satisfied=False, solved=False), NOW_MS) is c.ReopenEvent


def test_what_a_person_has_claimed_is_among_the_own_tasks_whatever_its_next_step_is() -> None:
    claim = Claim(person="张伟", since_ms=NOW_MS)
    events = [event_in(State.HANDLING, id="E1", claim=claim), event_in(State.HANDLING, id="E2")]
    who = principal(Role.OPERATOR)
    assert masked(turn_of(who, "张伟"), events, NOW_MS) == [True, False]
    assert masked(turn_of(who, "李娜"), events, NOW_MS) == [False, False]


def test_a_unit_accepts_arrives_and_feeds_back_its_own_tasks_only() -> None:
    turn = turn_of(principal(Role.UNIT, unit="u1"))
    assert turn.step(event_in(State.DISPATCHED), NOW_MS) is c.AcceptTask
    handling = event_in(State.HANDLING)
    assert turn.step(handling, NOW_MS) is c.ReportArrival
    [task] = handling.units
    there = event_in(State.HANDLING, units=(type(task)(unit="u1", assigned_ms=0, arrived_ms=NOW_MS),))
    assert turn.step(there, NOW_MS) is c.FeedBack
    assert turn_of(principal(Role.UNIT, unit="u2")).step(handling, NOW_MS) is None


def test_a_leader_demands_what_is_overdue_once() -> None:
    turn = turn_of(principal(Role.LEADER))
    assert turn.step(event_in(State.HANDLING), NOW_MS) is None
    assert turn.step(event_in(State.HANDLING), LATE_MS) is c.SuperviseEvent
    assert turn.step(event_in(State.HANDLING, supervised=True), LATE_MS) is None


@pytest.mark.parametrize("role", [Role.WALL, Role.AUDITOR, Role.ADMIN, Role.GATEWAY])
def test_who_only_watches_has_no_tasks(role: Role) -> None:
    assert not turn_of(principal(role)).has_tasks
    assert not turn_of(None).has_tasks


ANY_EVENT: Callable[..., st.SearchStrategy[Event]] = lambda number: st.builds(  # noqa: E731
    lambda state, solved, extension, supervised, division: event_in(
        state, id=f"E{number}", supervised=supervised, division=division,
        solved=solved if state in (State.CLOSED, State.EVALUATED) else None,
        extension_until_ms=NOW_MS if extension and state in CLOCK_RUNS else None,
    ),
    st.sampled_from(State), st.sampled_from((True, False, None)), st.booleans(), st.booleans(),
    st.sampled_from(("", "431123100000", "431123101000")),
)  # fmt: skip
EVENTS_ANY = st.lists(st.integers(0, 9_999), unique=True, max_size=12).flatmap(
    lambda numbers: st.tuples(*map(ANY_EVENT, numbers)).map(list)
)
ROLES = st.sampled_from(
    (
        principal(Role.OPERATOR), principal(Role.UNIT, unit="u1"), principal(Role.UNIT, unit="u2"),
        principal(Role.LEADER), principal(Role.OPERATOR, divisions=("431123100000",)), principal(Role.WALL),
        principal(Role.UNIT, Role.LEADER, unit="u1"),
    )
)  # fmt: skip


@given(EVENTS_ANY, ROLES, st.sampled_from((NOW_MS, NOW_MS + 2 * HOUR_MS, LATE_MS)))
def test_a_board_lists_exactly_the_events_that_have_a_step_and_each_step_is_permitted(
    events: list[Event], who: Principal, now_ms: int
) -> None:
    turn = turn_of(who)
    steps = [turn.step(event, now_ms) for event in events]
    assert masked(turn, events, now_ms) == [step is not None for step in steps]
    for event, step in zip(events, steps, strict=True):
        if step is not None:
            assert who.roles & allowed_roles(step)
            assert event.open or event.state in ENDED
