"""Notices: who may be called and by whom, what an answer is, and that no record holds a phone number."""

from __future__ import annotations

from typing import Any

import pytest

from county import commands as c
from county.authority import Principal, Role
from county.refusals import Refused
from county.response.notices import (
    RETENTION_DAYS,
    AcknowledgeNotice,
    Addressee,
    FailNotice,
    SendNotice,
    addressees,
)
from tests.unit.running_desk import NOON_MS, RunningDesk, report

DAY_MS = 86_400_000
VILLAGE = "990123100201"
TRUCK = Principal(id="truck", roles=frozenset({Role.UNIT}), unit="truck-near")


def send(notice_id: str = "N1", **more: Any) -> SendNotice:
    fields = {"notice_id": notice_id, "kind": "division", "to": VILLAGE, "means": "phone", "note": "转移"}
    return SendNotice(**(fields | more))


def refused(running: RunningDesk, body: c.CommandBody, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, **more)
    return caught.value.code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (send(note=" "), "case_note_missing"),
        (send(to="990123100999"), "division_unknown"),
        (send(kind="unit", to="truck-9"), "resource_unknown"),
        (send(kind="post", to=" "), "recipient_missing"),
        (send(kind="post", to="王支书 13800000001"), "recipient_is_number"),
        (send(about="E9"), "event_unknown"),
        (AcknowledgeNotice(notice_id="N9"), "case_unknown"),
        (FailNotice(notice_id="N9", note="x"), "case_unknown"),
    ],
)
def test_what_cannot_be_sent_or_answered_is_refused(body: c.CommandBody, code: str) -> None:
    assert refused(RunningDesk(), body) == code


@pytest.mark.parametrize(
    ("kind", "to"), [("unit", "truck-near"), ("unit", "city_management"), ("post", "村防汛责任人")]
)
def test_units_departments_and_posts_are_called_too(kind: str, to: str) -> None:
    running = RunningDesk()
    running.give(send(kind=kind, to=to))
    assert running.desk.find("notice", "N1").state == "sent"


def test_a_notice_is_answered_once_also_after_nobody_was_reached_at_first() -> None:
    running = RunningDesk()
    running.give(send())
    assert refused(running, FailNotice(notice_id="N1")) == "case_note_missing"
    running.give(FailNotice(notice_id="N1", note="无人接听"))
    assert refused(running, FailNotice(notice_id="N1", note="x")) == "case_transition_forbidden"
    running.give(AcknowledgeNotice(notice_id="N1"))
    assert refused(running, AcknowledgeNotice(notice_id="N1")) == "case_transition_forbidden"


def test_a_unit_answers_its_own_notices_with_its_own_key() -> None:
    running = RunningDesk()
    running.give(send(kind="unit", to="truck-near"))
    running.give(send("N2", kind="unit", to="truck-far"))
    running.give(send("N3"))
    running.give(AcknowledgeNotice(notice_id="N1"), by=TRUCK)
    assert refused(running, AcknowledgeNotice(notice_id="N2"), by=TRUCK) == "other_unit"
    assert refused(running, AcknowledgeNotice(notice_id="N3"), by=TRUCK) == "other_unit"
    assert refused(running, send("N4"), by=TRUCK) == "not_authorised"


def test_a_notice_leaves_the_desk_two_weeks_after_it_was_sent_answered_or_not() -> None:
    running = RunningDesk()
    running.give(send())
    running.give(send("N2"), at_ms=NOON_MS + RETENTION_DAYS * DAY_MS)
    assert running.desk.find("notice", "N1") is None
    assert running.desk.find("notice", "N2") is not None


def test_to_be_called_about_an_event_are_its_unit_its_village_and_its_town() -> None:
    running = RunningDesk()
    running.give(report())
    event = running.desk.events["E1"]
    places = (Addressee("division", VILLAGE), Addressee("division", "990123100000"))
    assert addressees(event) == places
    running.give(c.FileEvent(event_id="E1"))
    running.give(c.DispatchEvent(event_id="E1", unit="truck-near"))
    assert addressees(running.desk.events["E1"]) == (Addressee("unit", "truck-near"), *places)
