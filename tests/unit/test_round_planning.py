"""Plans of collection rounds: no load and no shift is exceeded, every bin is on one round or has a reason, and the same
problem gives the same plan."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from county.catalog import BadCatalog, load
from county.rounds.planning import NEVER_S, FullBin, RoundPlan, RoundProblem, Truck, plan_of
from county.rounds.settings import Collection, Shift
from county.rounds.solver import solved

HOUR_MS = 3_600_000


def problem(
    times: list[list[int]], kg: list[int], trucks: list[Truck], *, shift_s: int = 20_000, seed: int = 1
) -> RoundProblem:
    """Bin ``b0`` is place 0, and so on; the places of the trucks follow."""
    bins = tuple(FullBin(bin=f"b{i}", place=i, fill=90, kg=weight) for i, weight in enumerate(kg))
    seconds = np.array(times, dtype="<i4").tobytes()
    return RoundProblem(
        seed=seed, iterations=20, stop_s=100, shift_s=shift_s, bins=bins, trucks=tuple(trucks), places=len(times),
        seconds=seconds,
    )  # fmt: skip


def truck(place: int, unit: str = "t", **more: int) -> Truck:
    fields = {"start": place, "home": place, "ready_s": 0, "load_kg": 0, "capacity_kg": 1_000}
    return Truck(unit=unit, **fields | more)


LINE = [[0, 100, 300], [100, 0, 200], [300, 200, 0]]
"""Two bins and a truck on one road: 200 s from home to b1, a further 100 s to b0."""


def stops(plan: RoundPlan) -> list[list[str]]:
    return [[stop.bin for stop in tour.stops] for tour in plan.rounds]


def test_a_truck_empties_the_bins_in_the_shortest_order_and_is_home_afterwards() -> None:
    plan = solved(problem(LINE, [90, 90], [truck(2)]))
    [tour] = plan.rounds
    assert sorted(stop.bin for stop in tour.stops) == ["b0", "b1"]
    assert tour.back_s == 600 + 2 * 100
    assert plan.unserved == ()


@pytest.mark.parametrize(
    ("trucks", "shift_s", "reason"),
    [
        ([], 20_000, "no_truck"),
        ([truck(2, capacity_kg=80)], 20_000, "no_capacity"),
        ([truck(2, load_kg=950)], 20_000, "no_capacity"),
        ([truck(2)], 300, "beyond_shift"),
        ([truck(2, ready_s=19_900)], 20_000, "beyond_shift"),
        ([truck(2, ready_s=30_000)], 20_000, "beyond_shift"),
    ],
)
def test_a_bin_that_no_truck_can_empty_has_a_reason(trucks: list[Truck], shift_s: int, reason: str) -> None:
    plan = solved(problem(LINE, [90, 90], trucks, shift_s=shift_s))
    assert plan.unserved == (("b0", reason), ("b1", reason))
    assert stops(plan) == [[]] * len(trucks)


def test_a_bin_without_a_road_is_left_out_and_the_others_are_emptied() -> None:
    cut = [[0, NEVER_S, NEVER_S], [NEVER_S, 0, 200], [NEVER_S, 200, 0]]
    plan = solved(problem(cut, [90, 90], [truck(2)]))
    assert stops(plan) == [["b1"]]
    assert plan.unserved == (("b0", "unreachable"),)


def test_when_not_all_fit_into_the_trucks_as_many_as_fit_are_emptied() -> None:
    plan = solved(problem(LINE, [600, 600], [truck(2)]))
    assert len(stops(plan)[0]) == 1
    assert [reason for _, reason in plan.unserved] == ["no_capacity"]


def test_a_truck_on_its_way_goes_on_from_where_it_is_with_what_it_has_aboard() -> None:
    plan = solved(problem(LINE, [90, 90], [truck(0, ready_s=50, load_kg=910)]))
    [tour] = plan.rounds
    assert [(stop.bin, stop.arrive_s) for stop in tour.stops] == [("b0", 50)], "the nearer one; only one fits"
    assert plan.unserved == (("b1", "no_capacity"),)


@st.composite
def problems(draw: st.DrawFn) -> RoundProblem:
    bins, trucks = draw(st.integers(0, 7)), draw(st.integers(0, 3))
    n = bins + trucks + 1
    whole = st.one_of(st.integers(1, 3_000), st.just(NEVER_S))
    times = draw(st.lists(st.lists(whole, min_size=n, max_size=n), min_size=n, max_size=n))
    for i in range(n):
        times[i][i] = 0
    kg = draw(st.lists(st.integers(1, 700), min_size=bins, max_size=bins))
    made = [
        truck(
            bins + i, f"t{i}", start=draw(st.integers(0, n - 1)), ready_s=draw(st.integers(0, 3_000)),
            load_kg=draw(st.integers(0, 900)), capacity_kg=draw(st.sampled_from([0, 900, 2_000])),
        )
        for i in range(trucks)
    ]  # fmt: skip
    return problem(times, kg, made, shift_s=draw(st.integers(0, 12_000)), seed=draw(st.integers(0, 99)))


def check(given_: RoundProblem, plan: RoundPlan) -> None:
    """A plan keeps every limit, judged step by step from the problem alone."""
    on_rounds = [stop.bin for tour in plan.rounds for stop in tour.stops]
    without = [key for key, _ in plan.unserved]
    assert sorted(on_rounds + without) == sorted(full.bin for full in given_.bins), "each exactly once"
    bins, matrix = {full.bin: full for full in given_.bins}, given_.matrix
    for used, tour in zip(given_.trucks, plan.rounds, strict=True):
        assert tour.unit == used.unit
        if not tour.stops:
            continue
        assert used.load_kg + sum(bins[stop.bin].kg for stop in tour.stops) <= used.capacity_kg
        assert tour.stops[0].arrive_s >= used.ready_s + matrix[used.start, bins[tour.stops[0].bin].place]
        for a, b in pairwise(tour.stops):
            assert b.arrive_s == a.arrive_s + given_.stop_s + matrix[bins[a.bin].place, bins[b.bin].place]
        assert tour.back_s <= given_.shift_s


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_no_plan_exceeds_a_load_or_a_shift_and_the_same_problem_has_the_same_plan(given_: RoundProblem) -> None:
    plan = solved(given_)
    check(given_, plan)
    assert solved(given_) == plan


@settings(max_examples=100, deadline=None)
@given(problems(), st.data())
def test_whatever_routes_are_proposed_no_limit_is_exceeded(given_: RoundProblem, data: st.DataObject) -> None:
    keys = st.sampled_from([*(full.bin for full in given_.bins), "unknown"])
    routes = [data.draw(st.lists(keys, max_size=9)) for _ in given_.trucks]
    check(given_, plan_of(given_, routes))


def test_the_shift_of_a_time_is_the_one_that_runs_also_past_midnight() -> None:
    rounds = Collection(shifts=("05:00-13:00", "21:00-05:00"))
    five = 1_795_640_400_000  # 2026-11-26 05:00 in the county
    day = Shift("20261126-0500", five, five + 8 * HOUR_MS)
    assert rounds.shift_at(five) == day
    assert rounds.shift_at(five + 8 * HOUR_MS - 1) == day
    assert rounds.shift_at(five + 8 * HOUR_MS) is None
    night = Shift("20261126-2100", five + 16 * HOUR_MS, five + 24 * HOUR_MS)
    assert rounds.shift_at(five + 23 * HOUR_MS) == night
    assert rounds.shift_at(five - 1) == Shift("20261125-2100", five - 8 * HOUR_MS, five)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('shifts = ["5 o\'clock"]', "collection.toml"),
        ('shifts = ["05:00-05:00"]', "must be a span"),
        ('rule = "no_such"', "there is no rule 'no_such'"),
        ('rule = "bin_silent"', "with a limit above which it is true"),
        ('truck = "hospital"', "there is no mobile resource kind 'hospital'"),
        ("bin_kg = 0", "collection.toml"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_refused_with_their_row(line: str, says: str, tmp_path: Path) -> None:

    (tmp_path / "collection.toml").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(BadCatalog, match=says):
        load(tmp_path)


def test_a_fuller_bin_is_heavier_and_none_weighs_nothing() -> None:
    rounds = Collection(bin_kg=110)
    assert [rounds.kg(fill) for fill in (0, 80, 100)] == [1, 88, 110]
