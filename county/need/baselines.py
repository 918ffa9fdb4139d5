"""Five forecasts that need no model: whatever is more complicated has to be better than the best of them."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from county.names import Name
from county.need.known_counts import CountsAsOf
from county.need.places import NeedPlaces

Baseline = Literal["last", "mean8", "mean52", "seasonal", "shrunk"]
Method = Literal["last", "mean8", "mean52", "seasonal", "shrunk", "forest"]
BASELINES: Final[tuple[Baseline, ...]] = ("last", "mean8", "mean52", "seasonal", "shrunk")
METHODS: Final[dict[Method, Name]] = {
    "last": Name("上周值", "last week"),
    "mean8": Name("8 周均值", "mean of 8 weeks"),
    "mean52": Name("52 周均值", "mean of 52 weeks"),
    "seasonal": Name("去年同周", "same week of last year"),
    "shrunk": Name("向乡镇收缩的均值", "mean shrunk towards the town"),
    "forest": Name("随机森林", "random forest"),
}
YEAR_WEEKS: Final = 52
SHORT_WEEKS: Final = 8
Values = NDArray[np.float64]


def baselines(known: CountsAsOf, ahead: int, places: NeedPlaces) -> Values:
    """Forecasts of the week ``ahead`` weeks after the last known one, (baselines, series), in the order of BASELINES.

    NaN where the past is too short for one: the same week of last year.  At least one week is known.
    """
    year = known.last(YEAR_WEEKS).astype(float)
    target = known.origin + ahead - 1
    same = known.span(target - YEAR_WEEKS, max(0, target - YEAR_WEEKS + 1))
    shrunk = [shrunk_mean(total, len(year), places.parent) for total in places.by_class(year.sum(axis=0))]
    return np.stack((
        year[-1], year[-SHORT_WEEKS:].mean(axis=0), year.mean(axis=0),
        same[0].astype(float) if len(same) else np.full(year.shape[1], np.nan), np.concatenate(shrunk),
    ))  # fmt: skip


def shrunk_mean(total: Values, weeks: int, parent: NDArray[np.int64]) -> Values:
    """Posterior mean of the weekly rate of each place, (places,), under a Gamma prior around the mean of its group.

    ``total``: of the weeks; ``parent``: the group of each place.

    Empirical Bayes of Poisson counts: the variance between places is what the variance of the rates within groups has
    above that of Poisson counts, by the method of moments (Marshall 1991, Applied Statistics 40: 283-294, with equal
    exposures).  Without any it is the mean of the group.
    """
    rate = total / weeks
    size = np.bincount(parent)
    middle = np.bincount(parent, rate) / np.maximum(size, 1)
    free = len(rate) - np.count_nonzero(size)
    if free <= 0:
        return rate
    between = max(0.0, float(np.sum((rate - middle[parent]) ** 2)) / free - float(rate.mean()) / weeks)
    weight = weeks * between / (weeks * between + rate.mean()) if between else 0.0
    return weight * rate + (1 - weight) * middle[parent]
