"""How good forecasts were: errors, skill with its interval, and intervals of forecasts."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
LEVEL: Final = 0.9
"""Of the interval of a forecast."""
CALIBRATED_WEEKS: Final = 26
BLOCK_WEEKS: Final = 4
"""Of the bootstrap: errors of neighbouring weeks are alike."""
RESAMPLES: Final = 1_000


def mean_absolute_error(actual: Values, told: Values) -> float:
    return float(np.abs(actual - told).mean())


def naive_error(counts: NDArray[np.int64]) -> float | None:
    """Mean absolute change from week to week of counts (weeks, places): the scale of the MASE (Hyndman and Koehler
    2006).  None where nothing ever changes, or one week is known."""
    if len(counts) < 2:
        return None
    return float(np.abs(np.diff(counts, axis=0)).mean()) or None


def pinball(actual: Values, low: Values, high: Values) -> float:
    """Mean pinball loss of the two ends of an interval, as quantiles (1 - LEVEL) / 2 and (1 + LEVEL) / 2."""
    losses = []
    for told, share in ((low, (1 - LEVEL) / 2), (high, (1 + LEVEL) / 2)):
        over = actual - told
        losses.append(float(np.maximum(share * over, (share - 1) * over).mean()))
    return sum(losses) / 2


class ForecastInterval(NamedTuple):
    """Around forecasts ``told``; none of its ends is below 0."""

    low: Values
    high: Values


def scores_of(actual: Values, told: Values) -> Values:
    """Of forecasts that can be compared with what came: the errors in units of :func:`spread`."""
    found: Values = np.abs(actual - told) / spread(told)
    return found


def spread(told: Values) -> Values:
    """A count of twice the size varies more, by the root of it; one more, so that small forecasts have some, too."""
    return np.sqrt(np.maximum(told, 0.0) + 1.0)


def half_width(scores: Values) -> float | None:
    """How many spreads an interval reaches to each side, from the scores of the calibration (split conformal, Lei et
    al. 2018): their quantile of rank (n + 1) LEVEL.  None for too few."""
    n = scores.size
    rank = int(np.ceil((n + 1) * LEVEL))
    return float(np.partition(scores.ravel(), rank - 1)[rank - 1]) if 0 < rank <= n else None


def interval(told: Values, half: float) -> ForecastInterval:
    reach = half * spread(told)
    return ForecastInterval(np.maximum(0.0, told - reach), told + reach)


def coverage(actual: Values, around: ForecastInterval) -> float:
    """Share of what came within the intervals."""
    return float(((actual >= around.low) & (actual <= around.high)).mean())


class Skill(NamedTuple):
    """1 - error of the model / error of the best baseline, and its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_proven(self) -> bool:
        return self.low > 0


def skill_of(model: Values, best: Values, seed: int) -> Skill:
    """``model``, ``best`` (weeks,): sums of absolute errors by week.  The interval is a circular block bootstrap over
    weeks (Politis and Romano 1992).  Without any error of the baseline there is nothing to gain: 0."""
    total = float(best.sum())
    if total <= 0:
        return Skill(0.0, 0.0, 0.0)
    weeks = len(model)
    begins = np.random.default_rng(seed).integers(weeks, size=(RESAMPLES, -(-weeks // BLOCK_WEEKS)))
    chosen = (begins[:, :, None] + np.arange(BLOCK_WEEKS)).reshape(RESAMPLES, -1)[:, :weeks] % weeks
    sums = best[chosen].sum(axis=1)
    usable = sums > 0
    if not usable.any():
        return Skill(0.0, 0.0, 0.0)
    values = 1 - model[chosen].sum(axis=1)[usable] / sums[usable]
    low, high = np.quantile(values, (0.025, 0.975)).tolist()
    return Skill(1 - float(model.sum()) / total, low, high)
