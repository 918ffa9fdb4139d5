"""Tours of mobile services: no capacity, shift or window is exceeded, every village is visited or has a reason."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from county.coverage.tour_solver import toured
from county.coverage.tours import (
    DAY_S,
    NEVER_S,
    TourPlan,
    TourProblem,
    TourStop,
    TourVehicle,
    gaps,
    intervals,
    longest_interval,
    plan_of,
)

E_N22_K4 = (
    (145, 215, 0), (151, 264, 1100), (159, 261, 700), (130, 254, 800), (128, 252, 1400), (163, 247, 2100),
    (146, 246, 400), (161, 242, 800), (142, 239, 100), (163, 236, 500), (148, 232, 600), (128, 231, 1200),
    (156, 217, 1300), (129, 214, 1300), (146, 208, 300), (164, 208, 900), (141, 206, 2100), (147, 193, 1000),
    (164, 193, 900), (129, 189, 2500), (155, 185, 1800), (139, 182, 700),
)  # fmt: skip
"""Christofides & Eilon 1969: x, y and demand; the depot first.  Optimum 375 with four vehicles of 6,000."""
HOUR = 3600


def e_n22(vehicles: int) -> TourProblem:
    """A day that is long enough, and a demand that is the length of a visit: what is left of the time is driven."""
    xy = np.array([(x, y) for x, y, _ in E_N22_K4], dtype=float)
    seconds = np.rint(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))).astype("<i4")
    stops = tuple(
        TourStop(village=str(i), place=i, service_s=demand, min_visits=1)
        for i, (_, _, demand) in enumerate(E_N22_K4) if demand
    )  # fmt: skip
    some = tuple(vehicle(str(i), capacity_s=6000, shift_s=(0, DAY_S)) for i in range(vehicles))
    return TourProblem(
        seed=1, iterations=500, days=1, stops=stops, vehicles=some, places=len(xy), seconds=seconds.tobytes()
    )


def vehicle(name: str = "1", home: int = 0, **more: object) -> TourVehicle:
    fields: dict[str, object] = {"shift_s": (8 * HOUR, 16 * HOUR), "capacity_s": 6 * HOUR}
    return TourVehicle(vehicle=name, home=home, **fields | more)  # type: ignore[arg-type]


def stop(place: int, **more: object) -> TourStop:
    fields: dict[str, object] = {"service_s": HOUR, "min_visits": 1}
    return TourStop(village=f"v{place}", place=place, **fields | more)  # type: ignore[arg-type]


def line(places: int, step_s: int = 600) -> np.ndarray:
    """Places along a road, the home at its beginning."""
    at = np.arange(places) * step_s
    return np.abs(at[:, None] - at[None]).astype("<i4")


def problem(
    stops: list[TourStop], vehicles: list[TourVehicle], times: np.ndarray, *, days: int = 5, iterations: int = 60
) -> TourProblem:
    return TourProblem(
        seed=1, iterations=iterations, days=days, stops=tuple(stops), vehicles=tuple(vehicles), places=len(times),
        seconds=times.astype("<i4").tobytes(),
    )  # fmt: skip


def driven(plan: TourPlan) -> int:
    return plan.driven_s - sum(visit.end_s - visit.begin_s for tour in plan.tours for visit in tour.visits)


def reasons(plan: TourPlan) -> dict[str, str]:
    return {left.village: left.reason for left in plan.unserved}


def test_the_tours_of_e_n22_k4_are_the_shortest_ones() -> None:
    plan = toured(e_n22(4))
    assert driven(plan) == 375
    assert plan.unserved == ()


def test_the_same_problem_has_the_same_plan() -> None:
    assert toured(e_n22(4)) == toured(e_n22(4))


def test_too_little_capacity_gives_tours_a_list_of_who_is_left_and_the_shortfall() -> None:
    plan = toured(e_n22(3))
    assert plan.tours
    assert plan.short_s == 22_500 - 18_000
    assert set(reasons(plan).values()) == {"no_capacity"}
    assert all(left.short_s > 0 for left in plan.unserved)
    assert len(plan.unserved) <= 3


@pytest.mark.parametrize(
    ("left", "vehicles", "reason", "short_s"),
    [
        (stop(1), [], "no_vehicle", 0),
        (stop(1, needs=("医疗",)), [vehicle(skills=("政务",))], "no_skill", 0),
        (stop(3), [vehicle()], "unreachable", 0),
        (stop(1, window_s=(0, HOUR)), [vehicle()], "window", 0),
        (stop(1, service_s=7 * HOUR), [vehicle()], "no_capacity", HOUR),
        (stop(1, service_s=5 * HOUR), [vehicle(shift_s=(8 * HOUR, 12 * HOUR))], "beyond_shift", HOUR + 2 * 600),
    ],
)
def test_a_village_that_no_vehicle_could_visit_has_its_reason_and_the_others_are_visited(
    left: TourStop, vehicles: list[TourVehicle], reason: str, short_s: int
) -> None:
    times = line(4)
    times[3, :3] = times[:3, 3] = NEVER_S
    plan = toured(problem([left, stop(2)], vehicles, times))
    [first] = [some for some in plan.unserved if some.village == left.village]
    assert (first.reason, first.short_s) == (reason, short_s)
    visited = {visit.village for tour in plan.tours for visit in tour.visits}
    assert visited == ({"v2"} if vehicles else set())


def test_villages_are_visited_as_often_as_the_vehicles_can() -> None:
    plan = toured(problem([stop(place) for place in range(1, 13)], [vehicle(capacity_s=3 * HOUR)], line(13), days=20))
    assert plan.cycle == 4
    assert set(gaps(plan).values()) == {4}
    assert all(len(days) == 5 for days in plan.days_of(20).values())


def test_villages_that_need_more_visits_get_them_at_equal_intervals() -> None:
    often = [stop(1, min_visits=10), stop(2, min_visits=10)]
    others = [stop(place, min_visits=1) for place in range(3, 9)]
    plan = toured(problem([*often, *others], [vehicle(capacity_s=2 * HOUR)], line(9), days=20))
    assert reasons(plan) == {}
    longest = gaps(plan)
    assert longest["v1"] <= 2
    assert longest["v2"] <= 2
    assert plan.short_s == 0


def test_a_village_that_cannot_be_visited_often_enough_is_told_instead() -> None:
    plan = toured(problem([stop(1, min_visits=5), stop(2, min_visits=5)], [vehicle(capacity_s=HOUR)], line(3), days=5))
    assert len(plan.unserved) == 1
    assert max(gaps(plan).values()) == 1
    assert plan.short_s == HOUR


def test_with_too_few_vehicles_the_villages_with_most_people_are_visited() -> None:
    stops = [stop(1, people=10), stop(2, people=5000), stop(3, people=20)]
    plan = toured(problem(stops, [vehicle(capacity_s=HOUR)], line(4), days=1))
    assert {visit.village for tour in plan.tours for visit in tour.visits} == {"v2"}


def test_a_visit_begins_and_ends_within_the_hours_of_the_village() -> None:
    open_s = (10 * HOUR, 11 * HOUR + 600)
    plan = toured(problem([stop(1, window_s=open_s), stop(2)], [vehicle()], line(3)))
    [visit] = [visit for tour in plan.tours for visit in tour.visits if visit.village == "v1"]
    assert open_s[0] <= visit.begin_s
    assert visit.end_s <= open_s[1]


def test_a_vehicle_leaves_home_so_late_that_it_does_not_wait_before_its_first_visit() -> None:
    plan = plan_of(problem([stop(1, window_s=(12 * HOUR, 14 * HOUR))], [vehicle()], line(2)), 1, {(0, 0): ["v1"]})
    [tour] = plan.tours
    assert tour.out_s == 12 * HOUR - 600
    assert tour.visits[0].arrive_s == tour.visits[0].begin_s == 12 * HOUR


def test_intervals_are_no_longer_than_asked_for_and_repeat_together() -> None:
    stops = [stop(1, min_visits=7), stop(2, min_visits=2), stop(3, min_visits=1)]
    found = intervals(stops, 20, 20)
    assert found == {"v1": 2, "v2": 8, "v3": 16}
    assert all(found[some.village] <= longest_interval(some, 20) for some in stops)
    assert intervals([stop(1, min_visits=4), stop(2, min_visits=2)], 20, 8) == {"v1": 4, "v2": 8}


@st.composite
def problems(draw: st.DrawFn) -> TourProblem:
    places = draw(st.integers(2, 7))
    cells = draw(
        st.lists(st.one_of(st.integers(60, 3 * HOUR), st.just(NEVER_S)), min_size=places**2, max_size=places**2)
    )
    times = np.array(cells, dtype="<i4").reshape(places, places)
    np.fill_diagonal(times, 0)
    windows = st.one_of(
        st.none(), st.tuples(st.integers(6, 11), st.integers(12, 18)).map(lambda w: (w[0] * HOUR, w[1] * HOUR))
    )
    skills = st.sampled_from([(), ("a",)])
    stops = [
        stop(place, service_s=draw(st.integers(600, 3 * HOUR)), min_visits=draw(st.integers(1, 4)),
             people=draw(st.integers(0, 900)), needs=draw(skills), window_s=draw(windows))
        for place in range(1, places)
    ]  # fmt: skip
    vehicles = [
        vehicle(str(i), capacity_s=draw(st.integers(HOUR, 6 * HOUR)), skills=draw(skills))
        for i in range(draw(st.integers(0, 3)))
    ]
    return problem(stops, vehicles, times, days=draw(st.sampled_from([1, 4, 8])), iterations=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_no_tour_exceeds_a_capacity_a_shift_a_window_or_the_speed_of_the_roads(some: TourProblem) -> None:
    plan = toured(some)
    stops, vehicles = {s.village: s for s in some.stops}, {v.vehicle: v for v in some.vehicles}
    matrix = some.matrix
    for tour in plan.tours:
        mine = vehicles[tour.vehicle]
        assert tour.visits
        assert mine.shift_s[0] <= tour.out_s <= tour.back_s <= mine.shift_s[1]
        assert sum(stops[visit.village].service_s for visit in tour.visits) <= mine.capacity_s
        places = [mine.home, *(stops[visit.village].place for visit in tour.visits), mine.home]
        left = [tour.out_s, *(visit.end_s for visit in tour.visits)]
        reached = [*(visit.arrive_s for visit in tour.visits), tour.back_s]
        for (start, goal), out_s, in_s in zip(pairwise(places), left, reached, strict=True):
            assert in_s == out_s + matrix[start, goal]
        for visit in tour.visits:
            wanted = stops[visit.village]
            assert set(wanted.needs) <= set(mine.skills)
            assert visit.end_s - visit.begin_s == wanted.service_s
            opens_s, closes_s = wanted.window_s or (0, DAY_S)
            assert opens_s <= visit.begin_s
            assert visit.end_s <= closes_s
    assert len({(tour.day, tour.vehicle) for tour in plan.tours}) == len(plan.tours)
    visited = {visit.village for tour in plan.tours for visit in tour.visits}
    assert visited | reasons(plan).keys() == stops.keys()
    assert not visited & reasons(plan).keys()
    for village, gap in gaps(plan).items():
        assert gap <= longest_interval(stops[village], some.days)
        assert len(plan.days_of(some.days)[village]) >= min(some.days, stops[village].min_visits)
