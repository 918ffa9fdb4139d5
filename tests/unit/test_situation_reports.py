"""Situation reports about an event: the first one, numbered further ones, the final one, in this order."""

from __future__ import annotations

from typing import Any

import pytest

from county.authority import Principal, Role
from county.refusals import Refused
from county.response.situation_reports import MOST, RETENTION_DAYS, SendSituationReport, next_kinds
from tests.unit.running_desk import NOON_MS, RunningDesk, report

DAY_MS = 86_400_000


def tell(kind: Any, note: str = "道路塌方", event_id: str = "E1") -> SendSituationReport:
    return SendSituationReport(event_id=event_id, kind=kind, note=note)


@pytest.fixture
def running() -> RunningDesk:
    running = RunningDesk()
    running.give(report())
    return running


def refused(running: RunningDesk, body: SendSituationReport, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, **more)
    return caught.value.code


def test_reports_follow_one_another_and_further_ones_are_numbered(running: RunningDesk) -> None:
    assert next_kinds(None) == ("first",)
    assert refused(running, tell("further")) == "situation_not_first"
    assert refused(running, tell("final")) == "situation_not_first"
    for kind in ("first", "further", "further", "final"):
        running.give(tell(kind))
    known = running.desk.find("situation", "E1")
    assert [(sent.kind, sent.number) for sent in known.reports] == [
        ("first", 1), ("further", 1), ("further", 2), ("final", 1),
    ]  # fmt: skip
    assert refused(running, tell("further")) == "situation_ended"
    assert next_kinds(known) == ()


def test_there_is_one_first_report(running: RunningDesk) -> None:
    running.give(tell("first"))
    assert refused(running, tell("first")) == "situation_has_first"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (tell("first", event_id="E9"), "event_unknown"),
        (tell("first", event_id=""), "event_unknown"),
        (tell("first", note="\n "), "situation_text_missing"),
    ],
)
def test_a_report_without_event_or_text_is_refused(running: RunningDesk, body: SendSituationReport, code: str) -> None:
    assert refused(running, body) == code


def test_a_key_with_divisions_reports_about_events_there_only(running: RunningDesk) -> None:
    elsewhere = Principal(id="town", roles=frozenset({Role.OPERATOR}), divisions=("990123200000",))
    assert refused(running, tell("first"), by=elsewhere) == "other_division"


def test_the_last_of_the_possible_reports_is_the_final_one(running: RunningDesk) -> None:
    running.give(tell("first"))
    for _ in range(MOST - 2):
        running.give(tell("further"))
    assert refused(running, tell("further")) == "too_often"
    running.give(tell("final"))


def test_reports_leave_the_desk_sixty_days_after_the_last_one(running: RunningDesk) -> None:
    running.give(tell("first"))
    later_ms = NOON_MS + RETENTION_DAYS * DAY_MS
    running.give(report("E2"), at_ms=later_ms - 1)
    assert running.desk.find("situation", "E1") is not None
    running.give(report("E3"), at_ms=later_ms)
    assert running.desk.find("situation", "E1") is None
