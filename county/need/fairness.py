"""Whether a forecast is as good for places of one kind as for others, and which places report little."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from county.need import accuracy
from county.need.accuracy import ForecastInterval
from county.need.results import GroupBy, GroupScore

UNEVEN: Final = 0.05
THIRDS: Final = 3
FEW_SHARE: Final = 0.5
"""Of the reports that the people of a place make elsewhere in the county …"""
FEW_CHANCE: Final = 0.01
"""… and so few of them by chance at most so often."""
FEW_MAX: Final = 20
Values = NDArray[np.float64]


def thirds(values: Values) -> NDArray[np.int64]:
    """0, 1 or 2 for each place by its rank, (places,); -1 where the value is not known, and for all where fewer than
    three places have different ones."""
    known = np.flatnonzero(np.isfinite(values))
    found = np.full(len(values), -1, np.int64)
    if len(np.unique(values[known])) >= THIRDS:
        order = known[np.argsort(values[known], kind="stable")]
        found[order] = np.arange(len(order)) * THIRDS // len(order)
    return found


def group_scores(
    came: Values, told: Values, around: ForecastInterval | None, by: Mapping[GroupBy, Values]
) -> tuple[GroupScore, ...]:
    """Of forecasts (weeks, places)."""
    found = []
    for name, values in by.items():
        third = thirds(values)
        for number in range(THIRDS):
            chosen = np.flatnonzero(third == number)
            if not len(chosen):
                continue
            of = came[:, chosen]
            covered = None
            if around is not None:
                covered = accuracy.coverage(of, ForecastInterval(around.low[:, chosen], around.high[:, chosen]))
            error = accuracy.mean_absolute_error(of, told[:, chosen])
            found.append(GroupScore(name, number, len(chosen), error, covered))
    return tuple(found)


def uneven(groups: tuple[GroupScore, ...]) -> tuple[GroupBy, ...]:
    """By what the coverage of the thirds differs by more than UNEVEN."""
    shares: dict[GroupBy, list[float]] = {}
    for group in groups:
        if group.coverage is not None:
            shares.setdefault(group.by, []).append(group.coverage)
    return tuple(by for by, each in shares.items() if max(each) - min(each) > UNEVEN)


def few_reports(reports: NDArray[np.int64], people: Values) -> NDArray[np.int64]:
    """Numbers of the places that report much less than as many people do in the whole county, (places,) each; the
    rarest by chance first."""
    known = np.isfinite(people) & (people > 0)
    expected = np.where(known, people, 0.0) * (reports[known].sum() / max(people[known].sum(), 1.0))
    chance = np.where(known, stats.poisson.cdf(reports, expected), 1.0)
    few = np.flatnonzero((chance < FEW_CHANCE) & (reports < FEW_SHARE * expected))
    found: NDArray[np.int64] = few[np.argsort(chance[few], kind="stable")][:FEW_MAX]
    return found
