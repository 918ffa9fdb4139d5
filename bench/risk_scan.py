"""The scan of risk early warning: its time for a county, and how often it finds a rise that is there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.figure_tables import spent
from bench.figures import BenchFigure
from bench.rounds import Progress
from county.surveillance.space_time_scan import REPLICATES, scan_expected, scan_permuted
from county.surveillance.zones import Circles, circles

VILLAGES, DAYS, PER_DAY = 137, 28, 36.0
RISEN = 5
"""Neighbouring villages in which there are more."""
SCAN_S = 3.0
CHANCE = 0.01
DATA_SETS, ENOUGH = 40, 10
"""Ten replicates as strong among 999: the chance is 0.01 or more.  With 199 the largest chance below 0.01 is 0.005, and
a third of the rises by day 3 that 0.01 finds is missed."""
CASES = ((3.0, 3), (3.0, 7), (5.0, 2))
"""By how much, and on which day of the rise it is looked for."""


def scan_figures(progress: Progress) -> list[BenchFigure]:
    places, expected = _county()
    random = np.random.default_rng(1)
    table = random.poisson(expected, (DAYS, VILLAGES))
    found = []
    for name, scan in (
        ("permutation", lambda: scan_permuted(table, places, seed=2)),
        ("expected counts", lambda: scan_expected(table, np.tile(expected, (DAYS, 1)), places, seed=2)),
    ):
        progress(0.0, f"scan by {name}")
        found.append(BenchFigure(
            f"scan by {name}, {VILLAGES} villages x {DAYS} days, {REPLICATES} replicates, processor",
            spent(scan).processor_s, "s", at_most=SCAN_S,
        ))  # fmt: skip
    for number, (ratio, day) in enumerate(CASES):
        progress(0.05 * number, f"power at {ratio:g} times as many, day {day}")
        found.append(BenchFigure(
            f"rises of {ratio:g} times in {RISEN} villages found by day {day} at p < {CHANCE:g}, of {DATA_SETS}",
            100 * _power(places, expected, ratio, day), "%",
        ))  # fmt: skip
    return found


def _county() -> tuple[Circles, NDArray[np.float64]]:
    """Villages in a square of 50 km, and what each has to be expected to have a day, by its people."""
    random = np.random.default_rng(3)
    people = random.gamma(2.0, 700.0, VILLAGES)
    return circles(random.uniform(0, 50_000, (VILLAGES, 2)), people), PER_DAY * people / people.sum()


def _power(places: Circles, expected: NDArray[np.float64], ratio: float, day: int) -> float:
    """Share of the data sets in which the rise is found, each around another village."""
    hits = 0
    for number in range(DATA_SETS):
        random = np.random.default_rng((number, day, round(ratio)))
        risen = places.neighbours[random.integers(VILLAGES), :RISEN]
        mean = np.tile(expected, (7, 1))
        more = mean.copy()
        more[-day:, risen] *= ratio
        found = scan_expected(random.poisson(more), mean, places, seed=number, as_strong=ENOUGH)
        hits += found is not None and found.chance < CHANCE and bool(set(found.places) & set(risen.tolist()))
    return hits / DATA_SETS
