"""Positions of units: where a ranking finds them, and arrivals taken from them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from county import commands as c
from county.authority import WATCH
from county.commands import Command
from county.events.event import UnitTask
from county.streams import POSITIONS
from county.units.arrivals import ARRIVED_KMH, ARRIVED_M, has_arrived
from services.follow_ups.unit_positions import LAST_KNOWN_MS, RANKED_EVERY_MS, UnitPositions
from services.protocol.newest import NewestPerKey
from tests.positions import positions
from tests.unit.running_desk import NOON_MS, RunningDesk, StubCounty, report

MINUTE = 60_000
FAR, NEAR = 0, 1
"""Numbers of the trucks."""


class Reporting:
    """An event at (1000, 1000) of truck-near, whose position is reported."""

    def __init__(self) -> None:
        self.running = RunningDesk()
        for body in (report(), c.FileEvent(event_id="E1"), c.DispatchEvent(event_id="E1", unit="truck-near")):
            self.running.give(body)
        table = POSITIONS.table(StubCounty(), self.running.desk.catalog)
        self.intake = UnitPositions(self.running.desk, table)
        self.newest = self.intake.newest = NewestPerKey(POSITIONS, len(table))

    def says(
        self, unit: int, at_ms: int, x_m: float, kmh: float = 0.0, now_ms: int = 0
    ) -> list[Command[c.ReportArrival]]:
        """The commands that follow from a position on the line of the event."""
        now_ms = now_ms or at_ms
        self.newest.put(positions((unit, at_ms, x_m, 1_000.0, 0.0, kmh)), now_ms)
        return list(self.intake.due(now_ms).commands)

    def arrived_ms(self) -> int | None:
        [task] = self.running.desk.events["E1"].units
        return task.arrived_ms


def test_a_unit_that_stops_at_its_event_has_arrived_when_it_says_so() -> None:
    desk = Reporting()
    assert desk.says(NEAR, NOON_MS + MINUTE, 4_000.0, kmh=40.0) == []
    assert desk.says(NEAR, NOON_MS + 2 * MINUTE, 1_050.0, kmh=40.0) == [], "it drives past"
    [command] = desk.says(NEAR, NOON_MS + 3 * MINUTE, 1_090.0, now_ms=NOON_MS + 3 * MINUTE + 500)
    assert command.body == c.ReportArrival(event_id="E1", unit="truck-near")
    [record] = desk.running.take(command, NOON_MS + 3 * MINUTE + 500, by=WATCH)
    assert record.by == WATCH.id
    assert desk.arrived_ms() == NOON_MS + 3 * MINUTE
    assert desk.says(NEAR, NOON_MS + 4 * MINUTE, 1_000.0) == [], "once"


def test_a_repetition_of_the_command_records_nothing_and_another_task_has_another_id() -> None:
    desk = Reporting()
    [command] = desk.says(NEAR, NOON_MS + MINUTE, 1_000.0)
    desk.running.take(command, NOON_MS + MINUTE, by=WATCH)
    assert desk.running.take(command, NOON_MS + MINUTE, by=WATCH) == []
    desk.running.give(c.ReturnTask(event_id="E1", note="not ours"), at_ms=NOON_MS + 2 * MINUTE)
    desk.running.give(c.DispatchEvent(event_id="E1", unit="truck-near"), at_ms=NOON_MS + 3 * MINUTE)
    assert desk.says(NEAR, NOON_MS + 2 * MINUTE, 1_000.0, now_ms=NOON_MS + 4 * MINUTE) == [], "it is from before"
    [again] = desk.says(NEAR, NOON_MS + 4 * MINUTE, 1_000.0)
    assert again.id != command.id


def test_units_without_a_task_and_those_that_arrived_by_hand_are_not_looked_at() -> None:
    desk = Reporting()
    assert desk.says(FAR, NOON_MS + MINUTE, 1_000.0) == []
    desk.running.give(c.ReportArrival(event_id="E1", unit="truck-near"), at_ms=NOON_MS + MINUTE)
    assert desk.running.desk.expected == {}
    assert desk.says(NEAR, NOON_MS + 2 * MINUTE, 1_000.0) == []


def test_who_is_expected_is_known_after_a_restart_and_after_a_failed_commit() -> None:
    desk = Reporting().running.desk
    expected = {"truck-near": {"E1": None}}
    assert desk.expected == expected
    desk.restored()
    assert desk.expected == expected


def test_a_ranking_follows_the_positions_and_an_old_one_does_not_count() -> None:
    desk = Reporting()
    desk.running.give(report("E2"))

    def first() -> str:
        return desk.running.desk.ranked(desk.running.desk.events["E2"])[0].unit

    assert first() == "truck-far", "the near one has a task"
    later_ms = NOON_MS + 2 * RANKED_EVERY_MS
    desk.says(FAR, later_ms, 40_000.0)
    found = desk.running.desk.ranked(desk.running.desk.events["E2"])
    assert found.choice_of("truck-far").params["km"] == "39.0"
    desk.intake.due(later_ms + LAST_KNOWN_MS + RANKED_EVERY_MS)
    found = desk.running.desk.ranked(desk.running.desk.events["E2"])
    assert found.choice_of("truck-far").params["km"] == "11.3", "at home again"


def test_a_ranking_that_is_read_stays_the_one_that_is_recorded() -> None:
    desk = Reporting()
    desk.says(FAR, NOON_MS + RANKED_EVERY_MS, 40_000.0)
    event = desk.running.desk.events["E1"]
    shown = desk.running.desk.ranked(event)
    desk.says(FAR, NOON_MS + RANKED_EVERY_MS + 10_000, 1_000.0)
    assert desk.running.desk.ranked(event) is shown


@dataclass
class Spot:
    x_m: float = 0.0
    y_m: float = 0.0


@given(
    st.floats(-300, 300), st.floats(-300, 300), st.floats(0, 30), st.integers(0, 20),
    st.none() | st.integers(0, 20), st.none() | st.integers(0, 20),
)  # fmt: skip
def test_only_a_slow_unit_near_its_event_after_its_assignment_arrives(
    x_m: float, y_m: float, kmh: float, at_ms: int, arrived_ms: int | None, released_ms: int | None
) -> None:
    task = UnitTask(unit="u", assigned_ms=10, arrived_ms=arrived_ms, released_ms=released_ms)
    expected = (
        x_m**2 + y_m**2 <= ARRIVED_M**2
        and kmh <= ARRIVED_KMH
        and at_ms >= 10
        and arrived_ms is None
        and released_ms is None
    )
    if abs((x_m**2 + y_m**2) ** 0.5 - ARRIVED_M) > 1e-6:
        assert has_arrived(Spot(), task, at_ms, x_m, y_m, kmh) == expected

