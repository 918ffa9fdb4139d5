"""Evacuees: arrivals by village and shelter, corrected and signed out; totals count who is there now."""

from __future__ import annotations

from typing import Any

import pytest

from county import commands as c
from county.authority import Principal, Role
from county.refusals import Refused
from county.resource import Resource
from county.response.evacuations import CorrectEvacuees, RegisterEvacuees, SignOutEvacuees, sheltered
from tests.unit.running_desk import RunningDesk

GATEWAY = Principal(id="gw", roles=frozenset({Role.GATEWAY}))


def arrival(arrival_id: str = "P1", **more: Any) -> RegisterEvacuees:
    fields = {"arrival_id": arrival_id, "village": "990123100201", "shelter": "hospital-1", "people": 120}
    return RegisterEvacuees(**(fields | more))


def refused(running: RunningDesk, body: c.CommandBody, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, **more)
    return caught.value.code


def totals(running: RunningDesk) -> dict[str, int]:
    return sheltered(running.desk.states_of("evacuation"))


def test_the_total_of_a_shelter_counts_its_arrivals_as_corrected_and_without_those_who_left() -> None:
    running = RunningDesk()
    running.give(arrival(), by=GATEWAY)
    running.give(arrival("P2", village="990123100202", people=300))
    assert totals(running) == {"hospital-1": 420}, "more than its 300 places: they are there"
    running.give(CorrectEvacuees(arrival_id="P2", people=30, note="多写一个0"))
    running.give(SignOutEvacuees(arrival_id="P1"))
    assert totals(running) == {"hospital-1": 30}
    assert refused(running, CorrectEvacuees(arrival_id="P1", people=1, note="x")) == "case_transition_forbidden"


def test_nobody_is_housed_at_a_hydrant(monkeypatch: pytest.MonkeyPatch) -> None:
    running = RunningDesk()
    hydrant = Resource("hydrant-1", "hydrant", "消火栓001号", 1_000.0, 1_000.0, "v", 15)
    monkeypatch.setitem(running.desk.resources, hydrant.id, hydrant)
    assert refused(running, arrival(shelter="hydrant-1")) == "shelter_unfit"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (arrival(people=0), "people_out_of_range"),
        (arrival(people=100_001), "people_out_of_range"),
        (arrival(village="990124100201"), "division_unknown"),
        (arrival(shelter="S9"), "resource_unknown"),
        (arrival(shelter="truck-near"), "shelter_unfit"),
        (arrival(about="E9"), "event_unknown"),
        (CorrectEvacuees(arrival_id="P9", people=1, note="x"), "case_unknown"),
    ],
)
def test_an_impossible_arrival_is_refused(body: c.CommandBody, code: str) -> None:
    assert refused(RunningDesk(), body) == code


def test_a_correction_needs_a_reason_and_a_key_with_divisions_reports_its_own_villages() -> None:
    running = RunningDesk()
    running.give(arrival())
    assert refused(running, CorrectEvacuees(arrival_id="P1", people=1)) == "case_note_missing"
    elsewhere = Principal(id="town", roles=frozenset({Role.OPERATOR}), divisions=("990123200000",))
    for body in (arrival("P2"), CorrectEvacuees(arrival_id="P1", people=1, note="x"), SignOutEvacuees(arrival_id="P1")):
        assert refused(running, body, by=elsewhere) == "report_other_division"
