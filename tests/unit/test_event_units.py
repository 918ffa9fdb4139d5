"""Several units of one event: each with its own steps, one of them the main one."""

from __future__ import annotations

import pytest

from county import commands as c
from county.authority import Principal, Role
from county.events.event import Event, State, UnitTask
from county.refusals import Refused
from tests.unit.running_desk import NOON_MS, RunningDesk, report

MINUTE = 60_000
HELPER = Principal(id="unit-2", roles=frozenset({Role.UNIT}), unit="truck-far")


@pytest.fixture
def desk() -> RunningDesk:
    """An event of truck-near, with truck-far as a further unit."""
    running = RunningDesk()
    for body in (
        report(), c.FileEvent(event_id="E1"), c.DispatchEvent(event_id="E1", unit="truck-near"),
        c.AddUnit(event_id="E1", unit="truck-far"),
    ):  # fmt: skip
        running.give(body)
    return running


def event(desk: RunningDesk) -> Event:
    return desk.desk.events["E1"]


def refusal(desk: RunningDesk, body: c.EventCommand, by: Principal | None = None) -> str:
    with pytest.raises(Refused) as refused:
        desk.give(body) if by is None else desk.give(body, by=by, for_="")
    return refused.value.code


def test_each_unit_departs_and_arrives_by_itself(desk: RunningDesk) -> None:
    desk.give(c.ReportDeparture(event_id="E1", unit="truck-far"), at_ms=NOON_MS + MINUTE)
    desk.give(c.ReportArrival(event_id="E1", unit="truck-far"), at_ms=NOON_MS + 9 * MINUTE)
    desk.give(c.ReportArrival(event_id="E1", unit="truck-near"), at_ms=NOON_MS + 10 * MINUTE)
    assert event(desk).units == (
        UnitTask(unit="truck-near", assigned_ms=NOON_MS, arrived_ms=NOON_MS + 10 * MINUTE),
        UnitTask(
            unit="truck-far", assigned_ms=NOON_MS, departed_ms=NOON_MS + MINUTE, arrived_ms=NOON_MS + 9 * MINUTE
        ),
    )
    assert [step.unit for step in event(desk).timeline[-3:]] == ["truck-far", "truck-far", "truck-near"]
    assert refusal(desk, c.ReportDeparture(event_id="E1", unit="truck-near")) == "no_unit_fits"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (c.AddUnit(event_id="E1", unit="truck-near"), "unit_has_it"),
        (c.AddUnit(event_id="E1", unit="hospital-1"), "unit_unknown"),
        (c.ReleaseUnit(event_id="E1", unit="truck-near"), "unit_unfit"),
        (c.SetMainUnit(event_id="E1", unit="city_management"), "unit_unfit"),
        (c.ReportArrival(event_id="E1", unit="city_management"), "unit_unfit"),
    ],
)
def test_a_unit_that_does_not_fit_is_refused(desk: RunningDesk, body: c.EventCommand, code: str) -> None:
    assert refusal(desk, body) == code


def test_a_further_unit_takes_its_own_steps_and_only_the_main_one_answers_for_the_event(desk: RunningDesk) -> None:
    desk.give(c.ReportDeparture(event_id="E1", unit="truck-far"), by=HELPER, for_="")
    assert refusal(desk, c.ReportDeparture(event_id="E1", unit="truck-near"), HELPER) == "other_unit"
    assert refusal(desk, c.AcceptTask(event_id="E1"), HELPER) == "other_unit"
    desk.give(c.SetMainUnit(event_id="E1", unit="truck-far"))
    assert event(desk).unit == "truck-far"
    desk.give(c.AcceptTask(event_id="E1"), by=HELPER, for_="")
    assert event(desk).state is State.HANDLING


def test_all_units_of_an_event_count_as_busy_until_they_are_released_or_it_ends(desk: RunningDesk) -> None:
    counted = desk.desk._tasks
    assert dict(counted) == {"truck-near": 1, "truck-far": 1}
    desk.give(c.ReleaseUnit(event_id="E1", unit="truck-far"), by=HELPER, for_="")
    assert dict(counted) == {"truck-near": 1}
    desk.give(c.AddUnit(event_id="E1", unit="truck-far"))
    for body in (c.AcceptTask(event_id="E1"), c.FeedBack(event_id="E1", note="done"), c.CloseEvent(event_id="E1")):
        desk.give(body)
    assert dict(counted) == {}
    assert [task.released_ms for task in event(desk).units] == [NOON_MS, NOON_MS]


def test_further_units_stay_when_the_main_one_returns_the_task(desk: RunningDesk) -> None:
    desk.give(c.ReportArrival(event_id="E1", unit="truck-far"))
    desk.give(c.ReturnTask(event_id="E1", note="not ours"))
    assert (event(desk).state, event(desk).unit, event(desk).working) == (State.FILED, "", ("truck-far",))
    desk.give(c.DispatchEvent(event_id="E1", unit="truck-far"), at_ms=NOON_MS + MINUTE)
    assert event(desk).active_units == ("truck-far",)
    [task] = [task for task in event(desk).units if task.unit == "truck-far"]
    assert (task.assigned_ms, task.arrived_ms) == (NOON_MS, NOON_MS), "it is on site already"


def test_an_event_assigned_again_begins_with_its_main_unit(desk: RunningDesk) -> None:
    for body in (
        c.ReportArrival(event_id="E1", unit="truck-near"), c.AcceptTask(event_id="E1"),
        c.FeedBack(event_id="E1", note="done"), c.CloseEvent(event_id="E1"),
    ):  # fmt: skip
        desk.give(body)
    desk.give(c.ReopenEvent(event_id="E1", note="still there"), at_ms=NOON_MS + MINUTE)
    assert event(desk).active_units == ("truck-near",)
    assert event(desk).task_of("truck-near") == UnitTask(unit="truck-near", assigned_ms=NOON_MS + MINUTE)


def test_a_dispatch_sends_several_units_at_once_and_tells_each_the_same() -> None:
    desk = RunningDesk()
    desk.give(report())
    desk.give(c.FileEvent(event_id="E1"))
    with pytest.raises(Refused) as refused:
        desk.give(c.DispatchEvent(event_id="E1", unit="truck-near", further=("truck-near",)))
    assert refused.value.code == "unit_has_it"
    assert event(desk).state is State.FILED, "a refused command leaves nothing"
    desk.give(c.DispatchEvent(event_id="E1", unit="truck-near", further=("truck-far",), note="bring a pump"))
    assert event(desk).unit == "truck-near"
    assert event(desk).active_units == ("truck-near", "truck-far")
    told = [(step.kind, step.unit, step.note) for step in event(desk).timeline[-2:]]
    assert told == [("EventDispatched", "truck-near", "bring a pump"), ("UnitAdded", "truck-far", "bring a pump")]


def test_several_units_are_added_at_once(desk: RunningDesk) -> None:
    desk.give(c.AddUnit(event_id="E1", unit="city_management", further=("health",)))
    assert event(desk).active_units == ("truck-near", "truck-far", "city_management", "health")
    assert refusal(desk, c.AddUnit(event_id="E1", unit="justice", further=("health",))) == "unit_has_it"
    assert "justice" not in event(desk).active_units
