"""并案 and its undoing: an event knows what was merged into it, and no reporter is lost."""

from __future__ import annotations

import pytest

from county import commands as c
from county.authority import Principal, Role, may_see_contact
from county.events.event import JOINED_MAX, Event, JoinedReport, State
from county.refusals import Refused
from tests.unit.running_desk import NOON_MS, RunningDesk, report

OUTSIDE = Principal(id="desk-2", roles=frozenset({Role.OPERATOR}), divisions=("990199",))


@pytest.fixture
def desk() -> RunningDesk:
    """Three reports by three people, the second one filed."""
    running = RunningDesk()
    for number in (1, 2, 3):
        running.give(report(f"E{number}", reporter="王" * number))
    running.give(c.FileEvent(event_id="E2"))
    return running


def event(desk: RunningDesk, event_id: str) -> Event:
    return desk.desk.events[event_id]


def joined(desk: RunningDesk, event_id: str) -> list[tuple[str, str]]:
    """Number and reporter of what was merged into the event."""
    return [(report.event_id, report.reporter) for report in event(desk, event_id).joined]


def merge(desk: RunningDesk, event_id: str, into: str) -> None:
    desk.give(c.MergeEvent(event_id=event_id, into=into))


def closed(desk: RunningDesk, event_id: str) -> None:
    for body in (
        c.FileEvent(event_id=event_id), c.DispatchEvent(event_id=event_id, unit="truck-near"),
        c.AcceptTask(event_id=event_id), c.FeedBack(event_id=event_id, note="done"), c.CloseEvent(event_id=event_id),
    ):  # fmt: skip
        desk.give(body)


def test_an_event_knows_the_reports_merged_into_it_directly_or_with_another_one(desk: RunningDesk) -> None:
    merge(desk, "E1", "E2")
    assert joined(desk, "E2") == [("E1", "r-1")]
    merge(desk, "E2", "E3")
    assert joined(desk, "E3") == [("E2", "r-2"), ("E1", "r-1")]
    assert event(desk, "E2").timeline[-1].about == "E3"
    assert event(desk, "E3").timeline[-1].about == "E2"


@pytest.mark.parametrize(("merged", "state"), [("E1", State.REPORTED), ("E2", State.FILED)])
def test_an_undone_merge_gives_the_event_back_the_state_it_had(desk: RunningDesk, merged: str, state: State) -> None:
    before = event(desk, merged)
    merge(desk, merged, "E3")
    assert desk.desk.fold.states["event"][merged].ended_ms == NOON_MS
    desk.give(c.UnmergeEvent(event_id=merged, note="another bin"))
    after = event(desk, merged)
    assert (after.state, after.open, after.merged_into) == (state, True, "")
    assert (after.ended_ms, after.ended_recorded_ms) == (None, None)
    assert after.timeline[: len(before.timeline)] == before.timeline
    assert joined(desk, "E3") == []


def test_a_report_in_the_middle_of_a_chain_leaves_with_those_it_took_over(desk: RunningDesk) -> None:
    merge(desk, "E1", "E2")
    merge(desk, "E2", "E3")
    desk.give(c.UnmergeEvent(event_id="E2", note="another bin"))
    assert (joined(desk, "E2"), joined(desk, "E3")) == ([("E1", "r-1")], [])
    merge(desk, "E2", "E3")
    desk.give(c.UnmergeEvent(event_id="E1", note="another bin"))
    assert (joined(desk, "E2"), joined(desk, "E3")) == ([], [("E2", "r-2")])


def test_a_merge_is_undone_also_after_the_other_event_was_closed(desk: RunningDesk) -> None:
    merge(desk, "E1", "E3")
    closed(desk, "E3")
    desk.give(c.UnmergeEvent(event_id="E1", note="another bin"))
    assert event(desk, "E1").state is State.REPORTED
    assert event(desk, "E3").state is State.CLOSED


def test_every_reporter_of_a_merge_is_asked_and_one_unsolved_answer_is_enough(desk: RunningDesk) -> None:
    merge(desk, "E1", "E3")
    merge(desk, "E2", "E3")
    closed(desk, "E3")
    desk.give(c.FollowUpEvent(event_id="E3", satisfied=True, solved=True))
    desk.give(c.FollowUpEvent(event_id="E3", satisfied=True, solved=True, report="E1"))
    assert not event(desk, "E3").unsolved
    desk.give(c.FollowUpEvent(event_id="E3", satisfied=False, solved=False, report="E2"))
    after = event(desk, "E3")
    assert (after.satisfied, after.solved, after.unsolved) == (True, True, True)
    assert after.joined == (
        JoinedReport(event_id="E1", reporter="r-1", satisfied=True, solved=True),
        JoinedReport(event_id="E2", reporter="r-2", satisfied=False, solved=False),
    )
    desk.give(c.ReopenEvent(event_id="E3"))
    assert [report.satisfied for report in event(desk, "E3").joined] == [None, None], "all are asked again"


def test_the_reporter_of_another_event_cannot_be_asked(desk: RunningDesk) -> None:
    closed(desk, "E3")
    with pytest.raises(Refused) as refused:
        desk.give(c.FollowUpEvent(event_id="E3", satisfied=True, report="E1"))
    assert refused.value.code == "report_not_joined"


def test_an_event_takes_over_a_limited_number_of_reports(desk: RunningDesk) -> None:
    for number in range(JOINED_MAX):
        desk.give(report(f"M{number}"))
        merge(desk, f"M{number}", "E3")
    with pytest.raises(Refused) as refused:
        merge(desk, "E1", "E3")
    assert refused.value.code == "merge_target_full"
    assert event(desk, "E1").open


def test_a_reporter_that_was_merged_is_disclosed_to_those_who_handle_the_other_event(desk: RunningDesk) -> None:
    merge(desk, "E1", "E3")
    closed(desk, "E3")
    unit = Principal(id="unit", roles=frozenset({Role.UNIT}), unit="truck-near")
    holders = [event for event in desk.desk.events.values() if event.is_reported_by("r-1")]
    assert [event.id for event in holders] == ["E1", "E3"]
    assert may_see_contact(unit, holders)
    assert not may_see_contact(unit, holders[:1])


def test_a_merge_is_undone_only_by_those_who_may_change_both_events(desk: RunningDesk) -> None:
    merge(desk, "E1", "E3")
    with pytest.raises(Refused) as refused:
        desk.give(c.UnmergeEvent(event_id="E1", note="another bin"), by=OUTSIDE, for_="")
    assert refused.value.code == "other_division"
