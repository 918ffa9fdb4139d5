"""What a model may know at an origin about the week that it forecasts."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from county.names import Name
from county.need.baselines import SHORT_WEEKS, YEAR_WEEKS, baselines
from county.need.known_counts import CountsAsOf
from county.need.places import NeedPlaces

FEATURES: Final[dict[str, Name]] = {
    "last": Name("上周件数", "Count of last week"),
    "before": Name("上上周件数", "Count of the week before"),
    "mean4": Name("近 4 周均值", "Mean of 4 weeks"),
    "mean8": Name("近 8 周均值", "Mean of 8 weeks"),
    "mean52": Name("近 52 周均值", "Mean of 52 weeks"),
    "shrunk": Name("向乡镇收缩的均值", "Mean shrunk towards the town"),
    "last_year": Name("去年同期 3 周均值", "Mean of 3 weeks around the same one of last year"),
    "parent8": Name("所在乡镇近 8 周均值", "Mean of 8 weeks in its town"),
    "all4": Name("全县该类近 4 周均值", "Mean of 4 weeks of the class in the county"),
    "other8": Name("本地其他类近 8 周均值", "Mean of 8 weeks of the other classes at the place"),
    "season_sin": Name("季节（春秋）", "Season (spring and autumn)"),
    "season_cos": Name("季节（冬夏）", "Season (winter and summer)"),
    "people": Name("人口", "People"),
    "over_60": Name("60 岁以上占比", "Share aged 60 and over"),
    "far": Name("到县城的距离", "Distance to the county seat"),
}
YEAR_OF_WEEKS: Final = 365.2425 / 7
Features = NDArray[np.float32]


def features(known: CountsAsOf, ahead: int, places: NeedPlaces, first_week: int) -> Features:
    """(series, FEATURES) for the week ``ahead`` weeks after the last known one; NaN for what is not known.

    ``first_week``: number of the first week of the past in the calendar.  Raises NotKnownYet if it looked ahead.
    """
    needs, n = places.needs, len(places.codes)
    year = known.last(YEAR_WEEKS).astype(float)
    eight = places.by_class(year[-SHORT_WEEKS:].mean(axis=0))
    _, mean8, mean52, _, shrunk = baselines(known, ahead, places)
    target = known.origin + ahead - 1
    around = known.span(target - YEAR_WEEKS - 1, max(0, min(known.origin, target - YEAR_WEEKS + 2)))
    parents = np.stack([np.bincount(places.parent, of_class) for of_class in eight])
    every = places.by_class(year[-4:].mean(axis=0)).mean(axis=1)
    angle = 2 * math.pi * (first_week + target) / YEAR_OF_WEEKS
    ones = np.ones(needs * n)
    columns = (
        year[-1], year[-2] if len(year) > 1 else ones * np.nan, year[-4:].mean(axis=0), mean8, mean52, shrunk,
        around.mean(axis=0) if len(around) else ones * np.nan,
        parents[:, places.parent].ravel(), np.repeat(every, n), (eight.sum(axis=0) - eight).ravel(),
        ones * math.sin(angle), ones * math.cos(angle),
        np.tile(places.people, needs), np.tile(places.over_60, needs), np.tile(places.far_m, needs),
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)
