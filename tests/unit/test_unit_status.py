"""The status of units: who may set it, and that a unit that is not ready is not proposed before one that is."""

from __future__ import annotations

import pytest

from county import commands as c
from county.authority import Principal, Role
from county.refusals import Refused
from county.units.dispatch import text
from county.units.status import Readiness, SetUnitStatus, UnitStatusSet
from tests.unit.running_desk import NOON_MS, RunningDesk, report

HOUR_MS = 3_600_000
TRUCK = Principal(id="truck", roles=frozenset({Role.UNIT}), unit="truck-near")


def order(running: RunningDesk) -> list[str]:
    return [unit.unit for unit in running.desk.ranked(running.desk.events["E1"])]


def reason(running: RunningDesk, unit: str) -> str:
    found = running.desk.ranked(running.desk.events["E1"])
    return text(next(candidate.choice for candidate in found if candidate.unit == unit))


def say(status: Readiness, unit: str = "truck-near", **more: object) -> SetUnitStatus:
    return SetUnitStatus(unit=unit, status=status, **more)  # type: ignore[arg-type]


def refused(body: c.CommandBody, by: Principal | None = None) -> str:
    running = RunningDesk()
    with pytest.raises(Refused) as caught:
        running.give(body, **({} if by is None else {"by": by}))  # type: ignore[arg-type]
    return caught.value.code


@pytest.mark.parametrize(("status", "why"), [("off_duty", "Off duty"), ("out_of_service", "Out of service")])
def test_a_unit_that_is_not_ready_comes_after_everything_that_is_also_the_department(
    status: Readiness, why: str
) -> None:
    running = RunningDesk()
    running.give(report())
    assert order(running) == ["truck-near", "truck-far", "city_management"]
    running.give(say(status))
    assert order(running) == ["truck-far", "city_management", "truck-near"]
    assert reason(running, "truck-near").startswith(why)
    assert reason(running, "truck-far").startswith("Nearest free unit")
    running.give(say(status, "truck-far"))
    assert order(running)[0] == "city_management"
    assert "No suitable unit" in reason(running, "city_management")
    running.give(say("available"))
    assert order(running)[0] == "truck-near"


def test_a_unit_that_says_it_is_busy_counts_as_busy_without_a_task() -> None:
    running = RunningDesk()
    running.give(report())
    running.give(say("busy"))
    assert order(running) == ["truck-far", "truck-near", "city_management"]
    assert "says that it is busy" in reason(running, "truck-near")


def test_a_person_can_still_send_a_unit_that_is_not_ready_and_the_reason_is_recorded() -> None:
    running = RunningDesk()
    running.give(report())
    running.give(say("out_of_service"))
    running.give(c.FileEvent(event_id="E1"))
    [record] = running.give(c.DispatchEvent(event_id="E1", unit="truck-near"))
    assert record.body.choice.params["why"] == "out_of_service"
    assert "Out of service" in text(record.body.choice)


def test_a_status_lasts_until_it_is_set_again_and_saying_the_same_again_records_nothing() -> None:
    running = RunningDesk()
    [record] = running.give(say("off_duty", until_ms=NOON_MS + HOUR_MS, note="交班"))
    assert record.body == UnitStatusSet(
        unit="truck-near", status="off_duty", until_ms=NOON_MS + HOUR_MS, note="交班"
    )
    assert running.give(say("off_duty", until_ms=NOON_MS + HOUR_MS, note="交班")) == []
    running.give(say("busy", "truck-far"), at_ms=NOON_MS + 5 * HOUR_MS)
    assert running.desk.find("unit_status", "truck-near").status == "off_duty"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (say("busy", "truck-9"), "resource_unknown"),
        (say("busy", "hospital-1"), "unit_not_mobile"),
        (say("busy", until_ms=NOON_MS), "time_not_later"),
        (say("busy", until_ms=NOON_MS + 400 * 24 * HOUR_MS), "time_too_far"),
    ],
)
def test_an_impossible_status_is_refused(body: c.CommandBody, code: str) -> None:
    assert refused(body) == code


def test_an_older_status_does_not_replace_a_later_one() -> None:
    running = RunningDesk()
    running.give(say("busy"))
    with pytest.raises(Refused, match="unit_status_older"):
        running.give(say("available"), at_ms=NOON_MS - 1, now_ms=NOON_MS)


def test_a_units_own_key_sets_its_own_status_only() -> None:
    running = RunningDesk()
    assert running.give(say("busy"), by=TRUCK)
    assert running.give(say("available"), by=TRUCK)
    for known in (False, True):
        if known:
            running.give(say("busy", "truck-far"))
        with pytest.raises(Refused, match="other_unit"):
            running.give(say("off_duty", "truck-far"), by=TRUCK)


def test_a_key_with_divisions_sets_the_status_of_units_there_only() -> None:
    elsewhere = Principal(id="town", roles=frozenset({Role.OPERATOR}), divisions=("990123200000",))
    assert refused(say("busy"), by=elsewhere) == "report_other_division"
