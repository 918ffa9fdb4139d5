"""Searches tours of mobile services with PyVRP: the same problem always gives the same plan.

The number of iterations is fixed, never the time, and so is the seed.  Only the process of
:mod:`services.coverage.solver_process` imports this module in the program: a search takes seconds of a processor.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType, solve
from pyvrp.stop import MaxIterations

from county.coverage.tours import (
    DAY_S,
    NEVER_S,
    TourPlan,
    TourProblem,
    TourStop,
    alone,
    intervals,
    longest_interval,
    plan_of,
)

TURN_OUT_S = 600
"""What it costs to send a vehicle on a day, as time out: tours are filled before a further one is begun."""
MISSED_S = 1_000_000
"""What it costs to leave a village, as time out; its share of all people adds as much again."""
Routes = dict[tuple[int, int], list[str]]

logging.getLogger("pyvrp").setLevel(logging.WARNING)  # it would write to stdout


def toured(problem: TourProblem, progress: Callable[[float], None] = lambda share: None) -> TourPlan:
    """The plan with the shortest cycle that was found in which every village that can be visited is; where there is
    none, that which leaves fewest.  ``progress``: the share done."""
    stops = [stop for stop in problem.stops if alone(problem, stop) is None]
    longest = max((longest_interval(stop, problem.days) for stop in stops), default=1)
    if not stops:
        return plan_of(problem, longest, {})
    choices = _choices(problem, stops, min(_least(problem, stops), longest), longest)
    tried: dict[int, TourPlan] = {}
    searches = 1 + len(choices).bit_length()

    def plan(number: int) -> TourPlan:
        if number not in tried:
            tried[number] = _plan(problem, stops, choices[number])
            progress(min(1.0, len(tried) / searches))
        return tried[number]

    if _is_full(plan(0), stops):
        return plan(0)
    low, high = 0, len(choices) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _is_full(plan(middle), stops) else (middle, high)
    return min((plan(high), *tried.values()), key=lambda some: _order(some, stops))


def _choices(problem: TourProblem, stops: Sequence[TourStop], least: int, most: int) -> list[dict[str, int]]:
    """Days between visits of each village, for each longest gap from ``least`` to ``most`` that is possible."""
    found: dict[int, dict[str, int]] = {}
    for longest in range(least, most + 1):
        every = intervals(stops, problem.days, longest)
        found.setdefault(max(every.values()), every)
    return [found[longest] for longest in sorted(found)]


def _order(plan: TourPlan, stops: Sequence[TourStop]) -> tuple[int, int, int]:
    return _left(plan, stops), plan.cycle, plan.driven_s


def _is_full(plan: TourPlan, stops: Sequence[TourStop]) -> bool:
    return not _left(plan, stops)


def _left(plan: TourPlan, stops: Sequence[TourStop]) -> int:
    possible = {stop.village for stop in stops}
    return sum(left.village in possible for left in plan.unserved)


def _least(problem: TourProblem, stops: Sequence[TourStop]) -> int:
    """Days that the service in all villages takes at least."""
    offered_s = sum(min(vehicle.capacity_s, vehicle.shift_s[1] - vehicle.shift_s[0]) for vehicle in problem.vehicles)
    return max(1, -(-sum(stop.service_s for stop in stops) // offered_s))


def _plan(problem: TourProblem, stops: Sequence[TourStop], every: Mapping[str, int]) -> TourPlan:
    """The plan with so many days between visits of each village.  Those that are visited more often get their days
    first; the others are added to these tours."""
    day_of: dict[str, int] = {}
    routes: Routes = {}
    cycle = 1
    for cycle in sorted(set(every.values())):
        among = [stop for stop in stops if every[stop.village] <= cycle]
        visits = [
            (stop, day, day) if stop.village in day_of else (stop, 0, cycle - 1)
            for stop in among
            for day in (range(day_of[stop.village], cycle, every[stop.village]) if stop.village in day_of else (0,))
        ]
        routes = _searched(problem, cycle, visits)
        day_of |= {
            village: day for (day, _), route in routes.items() for village in route if every[village] == cycle
        }  # fmt: skip
    return plan_of(problem, cycle, routes)


def _searched(problem: TourProblem, days: int, visits: Sequence[tuple[TourStop, int, int]]) -> Routes:
    """Routes by day and vehicle for visits, each on one of the days from a first to a last one."""
    seconds = problem.matrix.astype(np.int64)
    people = max(1, sum(stop.people for stop, _, _ in visits))
    clients: list[Client] = []
    groups: list[ClientGroup] = []
    for stop, first, last in visits:
        prize = MISSED_S + stop.people * MISSED_S // people
        windows = _windows(stop, first, last)
        group = len(groups) if len(windows) > 1 else None
        if group is not None:
            groups.append(ClientGroup(list(range(len(clients), len(clients) + len(windows))), required=False))
        clients += [
            Client(
                stop.place, pickup=[stop.service_s], service_duration=stop.service_s, tw_early=early, tw_late=late,
                required=False, prize=prize, group=group, name=stop.village,
            )
            for early, late in windows
        ]  # fmt: skip
    skills = sorted({vehicle.skills for vehicle in problem.vehicles})
    turns = [(day, number) for day in range(days) for number in range(len(problem.vehicles))]
    vehicles = [
        VehicleType(
            capacity=[vehicle.capacity_s], start_depot=vehicle.home, end_depot=vehicle.home, fixed_cost=TURN_OUT_S,
            tw_early=day * DAY_S + vehicle.shift_s[0], tw_late=day * DAY_S + vehicle.shift_s[1],
            unit_distance_cost=0, unit_duration_cost=1, profile=skills.index(vehicle.skills),
        )
        for day, vehicle in ((day, problem.vehicles[number]) for day, number in turns)
    ]  # fmt: skip
    times = [_without(seconds, visits, set(offered)) for offered in skills]
    matrices: dict[str, Any] = {  # declared as arrays of int, which numpy has not
        "distance_matrices": [np.zeros_like(seconds)] * len(times), "duration_matrices": times,
    }  # fmt: skip
    data = ProblemData(
        [Location(0.0, 0.0) for _ in range(problem.places)], clients, [Depot(place) for place in range(problem.places)],
        vehicles, groups=groups, **matrices,
    )  # fmt: skip
    found = solve(data, MaxIterations(problem.iterations), seed=problem.seed, collect_stats=False)
    routes: Routes = {}
    for route in found.best.routes():
        routes[turns[route.vehicle_type()]] = [clients[stop.idx].name for stop in route if stop.is_client()]
    return routes


def _windows(stop: TourStop, first: int, last: int) -> list[tuple[int, int]]:
    """When a visit may begin, from the first day's midnight on: once for all days, or day by day."""
    if stop.window_s is None:
        return [(first * DAY_S, (last + 1) * DAY_S)]
    opens_s, closes_s = stop.window_s
    return [
        (day * DAY_S + opens_s, day * DAY_S + closes_s - stop.service_s) for day in range(first, last + 1)
    ]  # fmt: skip


def _without(seconds: Any, visits: Sequence[tuple[TourStop, int, int]], skills: set[str]) -> Any:
    """Travel times without the ways to villages that need other skills."""
    far = seconds.copy()
    for place in {stop.place for stop, _, _ in visits if not set(stop.needs) <= skills}:
        far[:, place] = NEVER_S
        far[place, place] = 0
    return far
