"""The need forecast of a county of random villages, in its process: its time, and how soon it is given up."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from bench.figures import BenchFigure
from bench.rounds import Progress
from county.need.known_counts import entries_of
from county.need.places import NeedPlaces
from county.need.problem import NeedProblem
from county.need.question import NeedQuestion
from services.need.forecast_apart import forecast_apart
from services.studies.apart import StudyCancelled

VILLAGES, TOWNS, CLASSES, WEEKS = 137, 12, 12, 156
PER_WEEK = 250.0
"""Events of the county."""
SECONDS = 60.0
GIVEN_UP_AT = 0.5
GIVEN_UP_S = 1.0


def need_figures(progress: Progress) -> list[BenchFigure]:
    asked = county_problem()
    begun = perf_counter()
    found = forecast_apart(asked, lambda share: progress(share, "need forecast"), bool)
    took_s = perf_counter() - begun
    return [
        BenchFigure(
            f"forecast of {VILLAGES} villages x {CLASSES} classes x {WEEKS} weeks with folds", took_s, "s",
            at_most=SECONDS,
        ),
        BenchFigure("classes whose model was proven without there being anything to learn", sum(
            one.state == "model" for one in found.needs
        ), "", at_most=1),
        BenchFigure("coverage of its 90 % intervals", 100 * float(np.mean(
            [one.coverage for one in found.needs if one.coverage is not None]
        )), "%", at_least=87.0),
        BenchFigure("given up in", _given_up(asked), "s", at_most=GIVEN_UP_S),
    ]  # fmt: skip


def _given_up(asked: NeedProblem) -> float:
    """Seconds from the wish to the end of the process, when it is in the midst of it."""
    wished = 0.0

    def is_given_up() -> bool:
        return wished > 0

    def progress(share: float) -> None:
        nonlocal wished
        if share >= GIVEN_UP_AT and not wished:
            wished = perf_counter()

    try:
        forecast_apart(asked, progress, is_given_up)
    except StudyCancelled:
        return perf_counter() - wished
    return float("inf")


def county_problem(seed: int = 60) -> NeedProblem:
    """Independent counts of every village and class around its own mean, which never changes."""
    random = np.random.default_rng(seed)
    people = random.gamma(2.0, 700.0, VILLAGES)
    share = random.dirichlet(np.full(CLASSES, 2.0))
    mean = PER_WEEK * share[:, None] * people / people.sum() * random.gamma(4.0, 0.25, (CLASSES, VILLAGES))
    counts = random.poisson(mean.ravel(), (WEEKS, CLASSES * VILLAGES))
    week, series = (np.repeat(places, counts.ravel()) for places in np.indices(counts.shape).reshape(2, -1))
    places = NeedPlaces(
        codes=tuple(str(n) for n in range(VILLAGES)), parent=random.integers(TOWNS, size=VILLAGES),
        people=np.round(people), over_60=random.beta(8, 30, VILLAGES), far_m=random.uniform(0, 40_000, VILLAGES),
        needs=CLASSES,
    )  # fmt: skip
    known = entries_of(WEEKS, series, week, week + 1, np.full(len(week), WEEKS + 1))
    needs = tuple(f"class{n}" for n in range(CLASSES))
    return NeedProblem.of(NeedQuestion(), seed, needs, places, 2_800, known)
