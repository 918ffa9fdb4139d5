"""Rounds planned by the real processes: a full bin is planned by a backend that a search beside it does not stop."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from county.clock import SystemClock
from county.records import EventDispatched, HandlingFedBack
from county.rounds.aggregate import RoundsPlanned, ServeStop, StopServed
from county.rounds.planning import FullBin, RoundPlan, RoundProblem, Truck
from county.rounds.solver import solved
from county.sensing import Reading
from services.rounds.planner import NoPlan, PlanRequest, ProcessPlanner, TravelTimes
from tests.integration.backend_fixture import client_of, command, control_of, live, records_until, serving, until
from tests.tiny_county import write_tiny_county
from tests.unit.running_rounds import one_road

ALL_DAY = 'shifts = ["00:00-12:00", "06:00-18:00", "12:00-00:00", "18:00-06:00"]'
"""At every time six hours of a shift are left."""


def request(bins: int = 6) -> PlanRequest:
    """Bins along a road with a truck at its end."""
    full = tuple(FullBin(bin=f"b{i}", place=i, fill=90, kg=99) for i in range(bins))
    truck = Truck(unit="t", start=bins, home=bins, ready_s=0, load_kg=0, capacity_kg=5_000)
    problem = RoundProblem(
        seed=1, iterations=50, stop_s=180, shift_s=28_800, bins=full, trucks=(truck,), places=bins + 1, seconds=b""
    )
    places_m = np.column_stack([np.linspace(1_000, 11_000, bins + 1), np.full(bins + 1, 1_000.0)])
    return PlanRequest(problem, places_m, frozenset())


def result(planner: ProcessPlanner) -> RoundPlan:
    found: list[RoundPlan] = []
    until(lambda: found.extend(filter(None, [planner.take()])) or found, "the plan")
    return found[0]


def test_the_process_gives_the_plan_of_the_rule_and_plans_again() -> None:
    roads = one_road()
    planner, asked = ProcessPlanner(roads, "truck"), request()
    seconds = TravelTimes(roads, "truck").seconds(asked.places_m, frozenset()).tobytes()
    for _ in range(2):
        assert not planner.busy
        planner.start(asked)
        assert planner.busy
        plan = result(planner)
        assert plan == solved(replace(asked.problem, seconds=seconds))
        assert len(plan.rounds[0].stops) == 6
    planner.close()


def test_a_search_that_breaks_off_is_explained_in_one_line() -> None:
    planner, asked = ProcessPlanner(one_road(), "truck"), request()
    planner.start(PlanRequest(asked.problem, asked.places_m[:3], frozenset()))  # fewer places than the problem names
    with pytest.raises(NoPlan, match=r"^the search of rounds ended with 1: ValueError") as caught:
        result(planner)
    assert "\n" not in str(caught.value)
    planner.close()


def test_a_search_that_runs_is_ended_with_the_backend() -> None:
    planner, asked = ProcessPlanner(one_road(), "truck"), request()
    endless = replace(asked.problem, iterations=10_000_000)
    planner.start(PlanRequest(endless, asked.places_m, frozenset()))
    until(lambda: planner._process is not None, "the process")
    began = time.monotonic()
    planner.close()
    assert time.monotonic() - began < 20, "it would run for hours"


def test_a_full_bin_is_planned_dispatched_and_served_over_the_wire(tmp_path: Path) -> None:
    package = tmp_path / "county"
    write_tiny_county(package, approximate=True)
    (package / "catalog").mkdir(exist_ok=True)
    (package / "catalog" / "collection.toml").write_text(ALL_DAY, encoding="utf-8")
    with (
        serving(tmp_path, package=package) as backend,
        control_of(backend) as control,
        client_of(backend) as client,
    ):
        live(client)
        control.submit_readings([Reading("bin-1", "fill", SystemClock().now_ms(), 92.0)])
        taken = records_until(client, lambda taken: any(isinstance(r.body, EventDispatched) for r in taken), "a plan")
        [planned] = [record.body for record in taken if isinstance(record.body, RoundsPlanned)]
        [sent] = [record.body for record in taken if isinstance(record.body, EventDispatched)]
        [tour] = planned.rounds
        assert (tour.unit, [stop.bin for stop in tour.stops]) == ("truck-1", ["bin-1"])
        assert sent.unit == "truck-1"
        assert sent.choice is not None
        assert sent.choice.code == "on_round"
        control.submit([command(ServeStop(shift=planned.shift, unit="truck-1", bin="bin-1"))])
        taken = records_until(client, lambda taken: any(isinstance(r.body, HandlingFedBack) for r in taken), "the end")
        assert any(isinstance(record.body, StopServed) for record in taken)
