"""How kept forecasts did, once their weeks are over."""

from __future__ import annotations

import numpy as np

from county.need.accuracy import interval
from county.need.baselines import YEAR_WEEKS
from county.need.known_counts import KnownCounts
from county.need.problem import NeedProblem
from county.need.results import ScoredForecast


def scored(problem: NeedProblem, known: KnownCounts, need: int) -> tuple[ScoredForecast, ...]:
    """Of one class, the newest week first.  Places that are in a former forecast but not in the county any more are
    left out; so is a week that is not over, or is before the known past."""
    now, n = known.at(known.weeks), len(problem.codes)
    place_of = {code: place for place, code in enumerate(problem.codes)}
    found = []
    for kept in problem.kept:
        week = kept.week - problem.first_week
        told = next((one for one in kept.needs if one.need == problem.needs[need]), None)
        if told is None or kept.ahead != problem.question.ahead or not 0 < week - kept.ahead + 1 <= week < known.weeks:
            continue
        rows = [row for row, code in enumerate(kept.codes) if code in place_of]
        series = np.array([need * n + place_of[kept.codes[row]] for row in rows], int)
        if not rows:
            continue
        values = np.frombuffer(told.told, "<f2").astype(float)[rows]
        came = now.week(week)[series].astype(float)
        mean = known.at(week - kept.ahead + 1).last(YEAR_WEEKS).mean(axis=0)[series]
        inside = None
        if told.half is not None:
            low, high = interval(values, told.half)
            inside = int(((came >= low) & (came <= high)).sum())
        found.append(ScoredForecast(
            kept.week, told.method, float(np.abs(came - values).mean()), float(np.abs(came - mean).mean()), inside,
            len(rows),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda one: -one.week))
