"""Responses: one of a kind of emergency in an area at a time, raised, lowered and ended with reasons."""

from __future__ import annotations

from typing import Any

import pytest

from county import commands as c
from county.authority import Principal, Role
from county.refusals import Refused
from county.response.levels import RETENTION_DAYS, AdjustResponseLevel, EndResponse, SetResponseLevel
from tests.unit.running_desk import NOON_MS, RunningDesk

DAY_MS = 86_400_000
VILLAGE, OTHER = "990123100201", "990123100202"
LEADER = Principal(id="leader", roles=frozenset({Role.LEADER}))


def begin(response_id: str = "L1", **more: Any) -> SetResponseLevel:
    fields = {"response_id": response_id, "emergency": "natural", "level": "IV", "area": VILLAGE, "note": "预案"}
    return SetResponseLevel(**(fields | more))


def adjust(level: Any, note: str = "水位") -> AdjustResponseLevel:
    return AdjustResponseLevel(response_id="L1", level=level, note=note)


def refused(running: RunningDesk, body: c.CommandBody, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, **more)
    return caught.value.code


def test_a_response_is_started_raised_and_ended_by_a_leader_too_and_keeps_the_time_of_its_level() -> None:
    running = RunningDesk()
    running.give(begin(), by=LEADER)
    running.give(adjust("II"), by=LEADER, at_ms=NOON_MS + 60_000)
    response = running.desk.find("response", "L1")
    assert (response.level, response.in_force, response.level_since_ms) == ("II", True, NOON_MS + 60_000)
    running.give(EndResponse(response_id="L1", note="解除"), by=LEADER, at_ms=NOON_MS + 120_000)
    assert not running.desk.find("response", "L1").in_force
    assert refused(running, adjust("I"), at_ms=NOON_MS + 180_000) == "case_transition_forbidden"


def test_of_one_kind_and_area_one_response_is_in_force_another_kind_or_area_has_its_own() -> None:
    running = RunningDesk()
    running.give(begin())
    assert refused(running, begin("L2")) == "response_in_force"
    running.give(begin("L3", emergency="health"))
    running.give(begin("L4", area=OTHER))
    running.give(EndResponse(response_id="L1", note="解除"))
    running.give(begin("L2"))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (begin("L9", note=" "), "case_note_missing"),
        (begin("L9", area="990124"), "division_unknown"),
        (begin("L9", area=""), "division_unknown"),
        (adjust("IV"), "response_same_level"),
        (adjust("III", note=""), "case_note_missing"),
        (EndResponse(response_id="L1"), "case_note_missing"),
        (EndResponse(response_id="L9", note="x"), "case_unknown"),
    ],
)
def test_without_reason_area_or_change_it_is_refused(body: c.CommandBody, code: str) -> None:
    running = RunningDesk()
    running.give(begin())
    assert refused(running, body) == code


def test_a_key_with_divisions_decides_for_its_own_area_only() -> None:
    running = RunningDesk()
    running.give(begin())
    elsewhere = Principal(id="town", roles=frozenset({Role.OPERATOR}), divisions=(OTHER,))
    for body in (begin("L2", emergency="social"), adjust("I"), EndResponse(response_id="L1", note="x")):
        assert refused(running, body, by=elsewhere) == "report_other_division"


def test_a_response_stays_until_it_was_ended_two_weeks_ago() -> None:
    running = RunningDesk()
    running.give(begin())
    running.give(begin("L2", area=OTHER), at_ms=NOON_MS + 60 * DAY_MS)
    assert running.desk.find("response", "L1") is not None
    running.give(EndResponse(response_id="L1", note="解除"), at_ms=NOON_MS + 60 * DAY_MS)
    later_ms = NOON_MS + (60 + RETENTION_DAYS) * DAY_MS
    running.give(EndResponse(response_id="L2", note="解除"), at_ms=later_ms)
    assert running.desk.find("response", "L1") is None
