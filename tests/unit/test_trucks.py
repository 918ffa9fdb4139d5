"""Units on the roads: they drive to their events and back, on roads, within their speed limit, and report in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from county.catalog import load
from county.events.event import Event, State
from county.resource import Resource
from county.roads.network import RoadGraph
from county.streams import POSITIONS, KeyTable
from services.simulation.trucks import REST_S, Trucks

START_MS = 1_795_320_000_000
LINES = [
    *(shapely.LineString([(0, y), (4000, y)]) for y in (0, 1000, 2000)),
    *(shapely.LineString([(x, 0), (x, 1000), (x + 300, 1400), (x, 2000)]) for x in (500, 2000, 3500)),
]
CLASSES = ["national", "town", "village"] * 2
UNITS = (
    Resource("truck", "collection_truck", "清运车", 520.0, 130.0, "v", 5),
    Resource("engine", "fire_engine", "消防车", 2_000.0, 900.0, "v", 5),
    Resource("drone", "drone", "无人机", 2_000.0, 900.0, "v", 5),
    Resource("far", "collection_truck", "远车", 90_000.0, 900.0, "v", 5),
    Resource("police", "police_patrol", "警车", 3_450.0, 1_970.0, "v", 5),
)
FASTEST_KMH = {"truck": 48.0, "engine": 60.0, "police": 69.0}
GRAPH = RoadGraph(np.array(LINES, dtype=object), [f"R{i}" for i in range(len(LINES))], CLASSES, load().road_speeds)
ROADS = shapely.MultiLineString(LINES)


class ReportedPosition(NamedTuple):
    at_ms: int
    x_m: float
    y_m: float
    heading_deg: float
    speed_kmh: float


class RecordedTrucks:
    """The trucks with their reported positions, by unit."""

    def __init__(self, seed: int = 1, units: Iterable[Resource] = UNITS) -> None:
        self.keys = KeyTable(POSITIONS, [(unit.id,) for unit in units])
        self.trucks = Trucks(units, GRAPH, self.keys, seed)
        self.now_ms = START_MS
        self.events: dict[str, Event] = {}
        self.positions: defaultdict[str, list[ReportedPosition]] = defaultdict(list)

    def step(self, ms: int = 1000) -> None:
        self.now_ms += ms
        rows = self.trucks.due(self.now_ms, self.events)
        for values in zip(*(rows[name].tolist() for name in POSITIONS.columns), strict=True):
            self.positions[self.keys.rows[values[0]][0]].append(ReportedPosition(*values[1:]))

    def send(self, unit: str, x_m: float, y_m: float, state: State = State.DISPATCHED, event: str = "E1") -> None:
        self.events[event] = Event(
            id=event, state=state, subclass="exposed_garbage", title="垃圾", source="hotline", level="general",
            x_m=x_m, y_m=y_m, division="", reporter="", sensor_id="", alarm_id="", happened_ms=START_MS, unit=unit,
            dispatched_ms=START_MS,
        )  # fmt: skip

    def place(self, unit: str) -> tuple[float, float]:
        return self.positions[unit][-1].x_m, self.positions[unit][-1].y_m


def test_units_near_a_road_are_reported_immediately_at_the_roadside() -> None:
    drive = RecordedTrucks()
    drive.step()
    assert {unit: drive.place(unit) for unit in drive.positions} == {
        "truck": (500.0, 130.0), "engine": (2_000.0, 900.0), "police": (3_450.0, 2_000.0),
    }  # fmt: skip


def test_a_unit_drives_to_its_event_waits_there_and_returns_after_feedback() -> None:
    drive = RecordedTrucks()
    drive.send("truck", 3_510.0, 240.0)
    for _ in range(900):
        drive.step()
    assert drive.place("truck") == pytest.approx((3_500.0, 240.0), abs=0.01), "at the nearest point of the road"
    arrived = drive.positions["truck"][-1]
    assert arrived.speed_kmh == 0
    drive.send("truck", 3_510.0, 240.0, State.HANDLING)
    for _ in range(1_200):
        drive.step()
    assert drive.place("truck") == pytest.approx((3_500.0, 240.0), abs=0.01)
    drive.send("truck", 3_510.0, 240.0, State.FED_BACK)
    drive.step()
    assert drive.positions["truck"][-1].speed_kmh > 0
    for _ in range(round(REST_S[0]) + 600):
        drive.step()
        if drive.positions["truck"][-1].speed_kmh == 0:
            break
    assert drive.place("truck") == pytest.approx((500.0, 130.0), abs=0.01)


def test_of_two_tasks_the_older_one_is_driven_to_first() -> None:
    drive = RecordedTrucks()
    drive.send("truck", 500.0, 900.0, event="E2")
    drive.send("truck", 500.0, 20.0, event="E1")
    for _ in range(120):
        drive.step()
    assert drive.place("truck") == pytest.approx((500.0, 20.0), abs=0.01)
    del drive.events["E1"]
    for _ in range(240):
        drive.step()
    assert drive.place("truck") == pytest.approx((500.0, 900.0), abs=0.01)


def test_a_unit_does_not_move_for_an_event_without_a_road_nearby() -> None:
    drive = RecordedTrucks()
    drive.send("truck", 90_000.0, 0.0)
    for _ in range(1_500):
        drive.step()
    assert {(row.x_m, row.y_m) for row in drive.positions["truck"]} == {(500.0, 130.0)}


def test_units_without_a_task_patrol_at_half_their_speed_and_rest_between() -> None:
    drive = RecordedTrucks()
    for _ in range(3_600):
        drive.step()
    for unit, fastest in FASTEST_KMH.items():
        speeds = {row.speed_kmh for row in drive.positions[unit]}
        assert 0 in speeds
        assert 0 < max(speeds) <= fastest / 2 + 0.01


def test_the_heading_is_that_of_the_road_clockwise_from_north() -> None:
    drive = RecordedTrucks(units=[Resource("engine", "fire_engine", "消防车", 500.0, 0.0, "v", 5)])
    drive.send("engine", 3_000.0, 0.0)
    drive.step()
    drive.step(5_000)
    east = drive.positions["engine"][-1]
    assert (east.heading_deg, east.speed_kmh) == (pytest.approx(90), pytest.approx(60))
    assert east.x_m == pytest.approx(500 + 5 * 60 / 3.6, abs=0.01)


STEPS = st.lists(st.integers(100, 1000), min_size=200, max_size=500)
SENT = st.lists(
    st.tuples(
        st.integers(0, 400), st.sampled_from(sorted(FASTEST_KMH)), st.sampled_from(State),
        st.floats(0, 4000), st.floats(0, 2000), st.sampled_from(("E1", "E2", "E3")),
    ),
    max_size=8,
)  # fmt: skip
"""Step → event, unit, state and place."""
Sent = list[tuple[int, str, State, float, float, str]]


def driven(seed: int, steps: list[int], sent: Sent) -> RecordedTrucks:
    drive = RecordedTrucks(seed)
    for i, ms in enumerate(steps):
        for _, unit, state, x_m, y_m, event in (order for order in sent if order[0] == i):
            drive.send(unit, x_m, y_m, state, event)
        drive.step(ms)
    return drive


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 99), STEPS, SENT)
def test_no_unit_leaves_the_road_exceeds_its_speed_or_stops_reporting(
    seed: int, steps: list[int], sent: Sent
) -> None:
    drive = driven(seed, steps, sent)
    assert drive.positions.keys() == FASTEST_KMH.keys()
    for unit, rows in drive.positions.items():
        assert shapely.distance(shapely.points([row[1:3] for row in rows]), ROADS).max() < 0.01
        assert max(row.speed_kmh for row in rows) <= FASTEST_KMH[unit] + 0.01
        for a, b in pairwise(rows):
            metres = np.hypot(b.x_m - a.x_m, b.y_m - a.y_m)
            assert metres <= FASTEST_KMH[unit] / 3_600 * (b.at_ms - a.at_ms) + 0.01
            assert 0 <= a.heading_deg < 360
            assert b.at_ms - a.at_ms <= (60_000 if metres == 0 else 5_000) + 1000


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 99), STEPS, SENT)
def test_the_same_seed_and_calls_give_the_same_positions(seed: int, steps: list[int], sent: Sent) -> None:
    assert driven(seed, steps, sent).positions == driven(seed, steps, sent).positions


def test_a_clock_set_back_makes_no_unit_jump() -> None:
    drive = RecordedTrucks()
    drive.send("truck", 3_510.0, 240.0)
    for _ in range(60):
        drive.step()
    before = drive.place("truck")
    drive.step(-86_400_000)
    for _ in range(10):
        drive.step()
    assert np.hypot(*np.subtract(drive.place("truck"), before)) <= FASTEST_KMH["truck"] / 3.6 * 16
    assert 0 <= drive.now_ms - drive.positions["truck"][-1].at_ms <= 5_000, "and all units continue reporting"
