"""交接班: the handover of a shift is a case that another person confirms."""

from __future__ import annotations

import pytest

from county.records import Record
from county.refusals import Refused
from county.shifts import LISTED_MAX, HandOverShift, ShiftHandedOver, TakeOverShift, WithdrawShift
from tests.unit.running_desk import NOON_MS, RunningDesk

LEFT = HandOverShift(shift_id="S1", to="other", note="the bridge is watched", events=("E1", "E2"), claimed=("E2",))


@pytest.fixture
def desk() -> RunningDesk:
    running = RunningDesk()
    running.give(LEFT)
    return running


def refusal(desk: RunningDesk, body: HandOverShift | TakeOverShift, for_: str = "person") -> str:
    with pytest.raises(Refused) as refused:
        desk.give(body, for_=for_)
    return refused.value.code


def test_a_handover_holds_who_leaves_what_is_open_and_the_note(desk: RunningDesk) -> None:
    shift = desk.desk.fold.states["shift"]["S1"]
    assert (shift.leaves, shift.to, shift.events, shift.claimed) == ("person", "other", ("E1", "E2"), ("E2",))
    assert (shift.steps[0].note, shift.waits) == ("the bridge is watched", True)


def test_it_is_taken_over_by_another_person_whoever_was_expected(desk: RunningDesk) -> None:
    assert refusal(desk, TakeOverShift(shift_id="S1")) == "shift_own"
    desk.give(TakeOverShift(shift_id="S1"), for_="other", at_ms=NOON_MS + 60_000)
    shift = desk.desk.fold.states["shift"]["S1"]
    assert (shift.state, shift.steps[-1].actor, shift.waits) == ("taken_over", "other", False)
    assert refusal(desk, TakeOverShift(shift_id="S1"), "other") == "case_transition_forbidden"


def test_it_is_not_handed_over_to_the_person_who_leaves(desk: RunningDesk) -> None:
    to_self = HandOverShift(shift_id="S2", to="person", note="x")
    assert refusal(desk, to_self) == "shift_to_self"
    assert "S2" not in desk.desk.fold.states["shift"]


def test_a_journal_in_which_it_was_opens_still(desk: RunningDesk) -> None:
    """Earlier versions recorded such a handover."""
    to_self = ShiftHandedOver(
        shift_id="S2", to="person", note="x", events=(), more_events=0, claimed=(), alarms=(), responses=(), plans=()
    )
    desk.desk.fold.apply(
        Record(
            seq=desk.desk.fold.seq + 1, realm="live", happened_ms=NOON_MS, recorded_ms=NOON_MS, command_id="S2",
            body=to_self, by="desk-1", for_="person",
        )
    )  # fmt: skip
    shift = desk.desk.fold.states["shift"]["S2"]
    assert (shift.leaves, shift.to, shift.waits) == ("person", "person", True)


def test_a_handover_that_does_not_take_place_is_withdrawn_with_a_reason(desk: RunningDesk) -> None:
    with pytest.raises(Refused):
        desk.give(WithdrawShift(shift_id="S1"))
    desk.give(WithdrawShift(shift_id="S1", note="other is late"))
    assert desk.desk.fold.states["shift"]["S1"].state == "withdrawn"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"note": " "}, "case_note_missing"),
        ({"events": ("E",) * (LISTED_MAX + 1)}, "shift_too_long"),
        ({"alarms": ("",)}, "case_id_invalid"),
        ({"more_events": -1}, "case_id_invalid"),
        ({"to": "x" * 101}, "text_too_long"),
    ],
)
def test_a_handover_is_bounded_and_has_a_note(desk: RunningDesk, changes: dict[str, object], code: str) -> None:
    fields: dict[str, object] = {"shift_id": "S2", "note": "x"}
    assert refusal(desk, HandOverShift(**(fields | changes))) == code  # type: ignore[arg-type]
