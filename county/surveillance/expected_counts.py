"""What each place has to be expected to have, from its own past and that of its surroundings.

A village with few cases says little of itself: its rate is drawn towards that of its town, and the more the fewer
cases it had (empirical Bayes with a gamma prior; D. Clayton, J. Kaldor, Biometrics 43 (1987), 671-681).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST_PER_DAY = 1e-4
"""Where nothing was ever seen, and not in the surroundings either: one case in 27 years."""
Floats = NDArray[np.float64]


def shrunk_rates(cases: ArrayLike, people: ArrayLike, group: ArrayLike) -> Floats:
    """Cases per person of each place, (n,), drawn towards the rate of its group.

    ``cases``: of the whole past, (n,); ``people``: (n,), of whom a place without any has the rate of its group;
    ``group``: (n,), the town of each place as an index.
    """
    seen, weights, towns = np.asarray(cases, float), np.asarray(people, float), np.asarray(group)
    rates = np.empty(len(seen))
    overall = seen.sum() / max(weights.sum(), 1.0)
    for town in np.unique(towns):
        own = towns == town
        rates[own] = _of_group(seen[own], weights[own], overall)
    return rates


def _of_group(cases: Floats, people: Floats, overall: float) -> Floats:
    """Marshall's estimate of the prior by moments; the group's own rate where places differ no more than by chance.

    A group without any case has the rate of a gamma prior of one case with the mean of the county.
    """
    total, seen = float(people.sum()), float(cases.sum())
    if seen == 0:
        prior: Floats = np.full(len(cases), 1 / (total + 1 / overall) if overall > 0 else 0.0)
        return prior
    mean = seen / total if total > 0 else overall
    has_people = people > 0
    rates: Floats = np.full(len(cases), mean)
    if total <= 0:
        return rates
    own = cases[has_people] / people[has_people]
    spread = float(np.sum(people[has_people] * (own - mean) ** 2)) / total - mean * int(has_people.sum()) / total
    if spread > 0:
        share = spread / (spread + mean / people[has_people])
        rates[has_people] = mean + share * (own - mean)
    return rates


def expected_per_day(
    past: ArrayLike, people: ArrayLike, group: ArrayLike, weekdays: ArrayLike, coming: ArrayLike
) -> Floats:
    """Expected cases, (len(coming), n), of days whose weekdays are ``coming``, 0 to 6.

    ``past``: (days, n), with the weekday of each in ``weekdays``; a year or more of it.  Weekdays differ by the same
    factors everywhere: a hotline has fewer calls on Sundays.
    """
    table, day, later = np.asarray(past, float), np.asarray(weekdays), np.asarray(coming)
    rates = shrunk_rates(table.sum(axis=0), people, group)
    per_day = np.maximum(rates * np.maximum(np.asarray(people, float), 0.0) / len(table), LEAST_PER_DAY)
    by_day = table.sum(axis=1)
    factors = np.array([_factor(by_day, day == one) for one in range(7)])
    found: Floats = factors[later][:, None] * per_day[None, :]
    return found


def _factor(by_day: Floats, is_weekday: NDArray[np.bool_]) -> float:
    """Of a weekday, with one week of prior weight of no difference."""
    mean = by_day.mean()
    if mean <= 0 or not is_weekday.any():
        return 1.0
    return float((by_day[is_weekday].sum() + mean) / (mean * (is_weekday.sum() + 1)))
