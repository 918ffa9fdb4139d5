"""What is reported from the site of an event: casualties, and leaders by their posts; withdrawn with a reason."""

from __future__ import annotations

from typing import Any

import pytest

from county.commands import CommandBody, EventLevel
from county.refusals import Refused
from county.response.site_levels import proposed_level
from county.response.site_reports import ReportCasualties, ReportLeaderArrival, SiteReport, WithdrawSiteReport
from tests.unit.running_desk import RunningDesk, report


@pytest.fixture
def desk() -> RunningDesk:
    running = RunningDesk()
    running.give(report())
    return running


def casualties(**more: Any) -> ReportCasualties:
    return ReportCasualties(**({"site_id": "S1", "about": "E1", "injured": 2} | more))


def leader(**more: Any) -> ReportLeaderArrival:
    return ReportLeaderArrival(**({"site_id": "L1", "about": "E1", "post": "副县长"} | more))


def state(desk: RunningDesk, id: str) -> SiteReport:
    found: SiteReport = desk.desk.find("site_report", id)
    return found


def test_each_report_counts_until_it_is_withdrawn_with_a_reason(desk: RunningDesk) -> None:
    desk.give(casualties(dead=1))
    desk.give(leader())
    assert (state(desk, "S1").kind, state(desk, "S1").dead, state(desk, "S1").injured) == ("casualties", 1, 2)
    assert (state(desk, "L1").kind, state(desk, "L1").post) == ("leader", "副县长")
    with pytest.raises(Refused, match="case_note_missing"):
        desk.give(WithdrawSiteReport(site_id="L1"))
    desk.give(WithdrawSiteReport(site_id="L1", note="未到场"))
    assert [state(desk, id).counts for id in ("S1", "L1")] == [True, False]
    with pytest.raises(Refused, match="case_transition_forbidden"):
        desk.give(WithdrawSiteReport(site_id="L1", note="x"))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (casualties(about="E9"), "event_unknown"),
        (casualties(about=""), "event_unknown"),
        (casualties(injured=-1), "site_people_out_of_range"),
        (casualties(dead=100_001), "site_people_out_of_range"),
        (leader(post=" "), "site_post_invalid"),
        (leader(post="王某 13800138000"), "recipient_is_number"),
        (leader(post="王某 138.0013.8000"), "recipient_is_number"),
    ],
)
def test_a_report_is_about_an_event_and_holds_no_number_of_a_person(
    desk: RunningDesk, body: CommandBody, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        desk.give(body)


@pytest.mark.parametrize(
    ("told", "level", "expected"),
    [
        ({"dead": 2}, "general", None),
        ({"dead": 3}, "general", ("larger", "dead", 3)),
        ({"dead": 12}, "larger", ("major", "dead", 12)),
        ({"dead": 12}, "major_special", None),
        ({"dead": 2, "missing": 9}, "general", ("major", "missing", 11)),
        ({"dead": 3, "missing": 30}, "general", ("larger", "dead", 3)),
        ({"injured": 50}, "general", ("major", "injured", 50)),
    ],
)
def test_casualties_propose_a_higher_level_and_what_is_certain_comes_first(
    told: dict[str, int], level: EventLevel, expected: tuple[EventLevel, str, int] | None
) -> None:
    assert proposed_level(SiteReport(id="S1", state="told", steps=(), **told), level) == expected
