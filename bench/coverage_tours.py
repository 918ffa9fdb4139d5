"""Tours of mobile services through a county of random places, as the analysis has them searched: in a process."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from bench.figures import BenchFigure
from county.coverage.tours import TourPlan, TourProblem, TourStop, TourVehicle, gaps
from services.coverage import search

VILLAGES, VEHICLES, DAYS = 60, 2, 20
SECONDS = 30.0
COUNTY_M, KMH, DETOUR = 40_000.0, 30.0, 1.4
"""Side of the county, speed on its roads, and how much longer these are than the straight line."""


def figures() -> list[BenchFigure]:
    """Villages with a visit of an hour at least twice in the days, one in five four times."""
    begun = perf_counter()
    plan = search.tours(problem(), lambda share: None, bool)
    took_s = perf_counter() - begun
    return [
        BenchFigure(f"tours: {VILLAGES} villages, {VEHICLES} vehicles, {DAYS} days", took_s, "s", at_most=SECONDS),
        BenchFigure("villages on no tour", len(plan.unserved), "", at_most=0),
        BenchFigure("longest gap between visits", max(gaps(plan).values(), default=0), "days"),
        BenchFigure("time out in the days", hours(plan), "h"),
    ]


def hours(plan: TourPlan) -> float:
    return plan.driven_s * DAYS / plan.cycle / 3600


def problem() -> TourProblem:
    picked = np.random.default_rng(60)
    xy_m = picked.random((VILLAGES + 1, 2)) * COUNTY_M
    xy_m[-1] = COUNTY_M / 2
    away_m = np.hypot(*(xy_m[:, None] - xy_m[None]).transpose(2, 0, 1))
    seconds = np.ceil(away_m * DETOUR * 3.6 / KMH).astype("<i4")
    people = picked.integers(200, 3_000, VILLAGES).tolist()
    return TourProblem(
        seed=1, iterations=300, days=DAYS, places=VILLAGES + 1, seconds=seconds.tobytes(),
        stops=tuple(
            TourStop(village=str(row), place=row, service_s=3600, min_visits=4 if row % 5 == 0 else 2, people=count)
            for row, count in enumerate(people)
        ),
        vehicles=tuple(
            TourVehicle(vehicle=str(n), home=VILLAGES, shift_s=(30_600, 61_200), capacity_s=21_600)
            for n in range(VEHICLES)
        ),
    )  # fmt: skip
