"""Searches routes of collection trucks with PyVRP: the same problem always gives the same routes.

The number of iterations is fixed, never the time, and so is the seed.  Only the process of
:mod:`services.rounds.solver_process` imports this module in a backend: the search takes seconds of a processor.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from pyvrp import Client, Depot, Location, ProblemData, VehicleType, solve
from pyvrp.stop import MaxIterations

from county.rounds.planning import RoundPlan, RoundProblem, plan_of, solvable

TURN_OUT_S = 600
"""What it costs to send one more truck, as driving time: a truck that is out takes a further bin rather than another
one."""
MISSED_S = 1_000_000
"""What it costs to leave a full bin, as driving time; each percent above the limit adds a hundredth."""

logging.getLogger("pyvrp").setLevel(logging.WARNING)  # it would write to stdout


def solved(problem: RoundProblem) -> RoundPlan:
    """The best plan found."""
    bins = solvable(problem)
    if not bins:
        return plan_of(problem, [()] * len(problem.trucks))
    seconds = problem.matrix.astype(np.int64)
    places = [Location(0.0, 0.0) for _ in range(problem.places)]
    clients = [
        Client(
            full.place, pickup=[full.kg], service_duration=problem.stop_s, required=False,
            prize=MISSED_S + full.fill * MISSED_S // 100,
        )
        for full in bins
    ]  # fmt: skip
    depots = [Depot(place) for place in range(problem.places)]
    usable = [
        i for i, truck in enumerate(problem.trucks)
        if truck.ready_s < problem.shift_s and truck.load_kg < truck.capacity_kg
    ]  # fmt: skip
    trucks = [
        VehicleType(
            capacity=[truck.capacity_kg], start_depot=truck.start, end_depot=truck.home, fixed_cost=TURN_OUT_S,
            tw_early=truck.ready_s, tw_late=problem.shift_s, unit_distance_cost=0, unit_duration_cost=1,
            initial_load=[truck.load_kg],
        )
        for truck in (problem.trucks[i] for i in usable)
    ]  # fmt: skip
    routes: list[tuple[str, ...]] = [()] * len(problem.trucks)
    if trucks:
        matrices: Any = [np.zeros_like(seconds)], [seconds]  # declared as arrays of int, which numpy has not
        data = ProblemData(places, clients, depots, trucks, *matrices)
        found = solve(data, MaxIterations(problem.iterations), seed=problem.seed, collect_stats=False)
        for route in found.best.routes():
            order = tuple(bins[stop.idx].bin for stop in route if stop.is_client())
            routes[usable[route.vehicle_type()]] = order
    return plan_of(problem, routes)
