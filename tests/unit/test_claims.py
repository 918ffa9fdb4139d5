"""认领 and 移交: who takes care of an event is a record; it warns others and forbids only what the table reserves."""

from __future__ import annotations

import pytest

from county import commands as c
from county.authority import Principal, Role
from county.events.event import Claim, Event
from county.events.table import TABLE
from county.refusals import Refused
from tests.unit.running_desk import NOON_MS, RunningDesk, report

OTHER_KEY = Principal(id="desk-2", roles=frozenset({Role.OPERATOR}))


@pytest.fixture
def desk() -> RunningDesk:
    """An event that the person of desk-1 has claimed."""
    running = RunningDesk()
    running.give(report())
    running.give(c.ClaimEvent(event_id="E1"), at_ms=NOON_MS + 1)
    return running


def event(desk: RunningDesk) -> Event:
    return desk.desk.events["E1"]


def refusal(desk: RunningDesk, body: c.EventCommand, for_: str = "other") -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        desk.give(body, for_=for_)
    return refused.value.code, refused.value.params.get("person", "")


def test_a_claim_says_who_and_since_when(desk: RunningDesk) -> None:
    assert event(desk).claim == Claim(person="person", since_ms=NOON_MS + 1)


def test_a_key_without_a_person_claims_by_its_own_name() -> None:
    running = RunningDesk()
    running.give(report())
    running.give(c.ClaimEvent(event_id="E1"), by=OTHER_KEY)
    claim = event(running).claim
    assert claim is not None
    assert claim.person == "desk-2"


def test_what_is_claimed_is_not_claimed_again_but_handed_over_with_a_reason(desk: RunningDesk) -> None:
    assert refusal(desk, c.ClaimEvent(event_id="E1")) == ("claimed_already", "person")
    assert refusal(desk, c.HandOverEvent(event_id="E1", to="other"))[0] == "note_missing"
    desk.give(c.HandOverEvent(event_id="E1", to="other", note="person is out"), for_="other", at_ms=NOON_MS + 5)
    assert event(desk).claim == Claim(person="other", since_ms=NOON_MS + 5)
    assert (event(desk).timeline[-1].about, event(desk).timeline[-1].note) == ("other", "person is out")


@pytest.mark.parametrize("to", ["", " ", "\N{ZERO WIDTH SPACE}", "x" * 101])
def test_a_handover_names_a_person(desk: RunningDesk, to: str) -> None:
    with pytest.raises(Refused):
        desk.give(c.HandOverEvent(event_id="E1", to=to, note="x"))


def test_a_handover_to_the_claimant_is_refused(desk: RunningDesk) -> None:
    assert refusal(desk, c.HandOverEvent(event_id="E1", to="person", note="x")) == ("receiver_has_it", "person")


def test_only_the_claimant_releases_a_claim(desk: RunningDesk) -> None:
    assert [rule.command for rule in TABLE if rule.of_claimant] == [c.ReleaseClaim]
    assert refusal(desk, c.ReleaseClaim(event_id="E1")) == ("claim_of_other", "person")
    desk.give(c.ReleaseClaim(event_id="E1"))
    assert event(desk).claim is None
    assert refusal(desk, c.HandOverEvent(event_id="E1", to="other", note="x"))[0] == "not_claimed"


def test_what_is_claimed_is_handled_by_others_nevertheless(desk: RunningDesk) -> None:
    desk.give(c.FileEvent(event_id="E1"), for_="other")
    desk.give(c.DispatchEvent(event_id="E1", unit="truck-near"), for_="other")
    assert event(desk).claim == Claim(person="person", since_ms=NOON_MS + 1)


@pytest.mark.parametrize(
    "end",
    [
        (c.RejectEvent(event_id="E1", note="x"),),
        (c.MergeEvent(event_id="E1", into="E2"),),
        (
            c.FileEvent(event_id="E1"), c.DispatchEvent(event_id="E1", unit="truck-near"), c.AcceptTask(event_id="E1"),
            c.FeedBack(event_id="E1", note="x"), c.CloseEvent(event_id="E1"),
        ),
    ],
    ids=["rejected", "merged", "closed"],
)  # fmt: skip
def test_the_end_of_an_event_ends_its_claim(desk: RunningDesk, end: tuple[c.EventCommand, ...]) -> None:
    desk.give(report("E2"))
    for body in end:
        desk.give(body)
    assert event(desk).claim is None
