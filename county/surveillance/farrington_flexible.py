"""The flexible form of Farrington's method: the whole past in seasonal blocks, without its last half year.

Sources: A. Noufaily et al., An improved algorithm for outbreak detection in multiple surveillance systems, Statistics
in Medicine 32 (2013), 1206-1222; M. Salmon et al., J. Stat. Software 70 (10), 2016, 2.2, whose implementation
(``farringtonFlexible`` of R's package ``surveillance``) is the reference, also where it is particular: the error of a
prediction uses a dispersion that is weighted by the weights of past outbreaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from county.surveillance.earlier_years import WEEKS_OF_YEAR, Season, require_years
from county.surveillance.judgement import Judgement, unjudged
from county.surveillance.past_outbreaks import reweighted
from county.surveillance.quasipoisson import FittedCounts, Floats
from county.surveillance.thresholds import Bounds, Transform, counted_bounds, normal_bounds

TREND_YEARS = 3


class Threshold(StrEnum):
    DELTA = "delta"
    """Normal distribution of the transformed count."""
    PLUG_IN = "nbPlugin"
    """Negative binomial distribution of the expected count."""
    QUANTILE = "muan"
    """Negative binomial distribution of the upper quantile of the expected count."""


@dataclass(frozen=True)
class FlexibleFarrington:
    """``blocks`` of a year, of which one is the window of ``half_window`` periods to each side of the season;
    ``excluded``: newest periods of the past, which may be part of the outbreak.  A trend is kept when the chance that
    there is none is below ``trend_chance``; 1 keeps every one.  ``high_residual``: above it a count is taken for a past
    outbreak.  ``alpha``: one-sided.  ``cases`` in the last ``recent`` periods, below which nothing is judged."""

    years: int = 5
    half_window: int = 3
    blocks: int = 10
    excluded: int = 26
    alpha: float = 0.01
    threshold: Threshold = Threshold.PLUG_IN
    transform: Transform = Transform.TWO_THIRDS
    trend_chance: float = 1.0
    high_residual: float = 2.58
    cases: int = 5
    recent: int = 4
    season: Season = WEEKS_OF_YEAR

    def judge(self, counts: ArrayLike, period: int) -> Judgement:
        """``counts``: (n,), a period each.  Raises ValueError where so many years do not lie before ``period``, or when
        a year cannot be divided into so many blocks."""
        series = np.asarray(counts, np.float64)
        if series[max(period - self.recent + 1, 0) : period + 1].sum() < self.cases:
            return unjudged("few cases")
        block = self.block_of(period)
        past = np.flatnonzero(block[: period - self.excluded] > 0)
        found = self._fitted(series[past], past.astype(np.float64), block[past], period)
        if found is None:
            return unjudged("no fit")
        model, weights, row = found
        bounds = self._bounds(model, weights, row, float(series[period]))
        expected = float(np.exp(model.linear(row)))
        if np.isnan(bounds.upper):
            return unjudged("no fit")
        return Judgement(
            expected, bounds.upper, bounds.chance, alarm=bool(bounds.score > 1 and series[period] > 0), why=""
        )

    def block_of(self, period: int) -> NDArray[np.int64]:
        """The seasonal block of each period up to ``period``, (period + 1,): 1 to ``blocks``, of which the last is the
        window around the season; 0 for what is too long ago."""
        last, half = self.blocks, self.half_window
        earlier = self.season.earlier(period, self.years)
        require_years(earlier, half, period)
        found = np.zeros(period + 1, np.int64)
        found[period - half :] = last
        for later, start in pairwise([period, *earlier]):
            found[start - half : start + half + 1] = last
            if last > 1:
                between = later - start - 2 * half - 1
                if between < last - 1:
                    raise ValueError(f"{between} periods between two windows are not {last - 1} blocks; use fewer")
                length, rest = divmod(between, last - 1)
                sizes = np.full(last - 1, length)
                sizes[:rest] += 1
                found[start + half + 1 : start + half + 1 + between] = np.repeat(np.arange(1, last), sizes)
        return found

    def _bounds(self, model: FittedCounts, weights: Floats, row: Floats, observed: float) -> Bounds:
        linear, dispersion = model.linear(row), max(model.dispersion, 1.0)
        error = model.linear_error(row, model.dispersion_by(weights))
        if self.threshold is Threshold.DELTA:
            expected = float(np.exp(linear))
            return normal_bounds(
                expected, expected * error, dispersion, observed, alpha=self.alpha, transform=self.transform
            )
        return counted_bounds(
            linear, error, dispersion, observed, alpha=self.alpha, plug_in=self.threshold is Threshold.PLUG_IN
        )

    def _fitted(
        self, counts: Floats, at: Floats, block: NDArray[np.int64], period: int
    ) -> tuple[FittedCounts, Floats, Floats] | None:
        """The model, its weights and the row of ``period``, with a trend where one is justified."""
        seasons = (block[:, None] == np.arange(2, self.blocks + 1)).astype(np.float64)
        now = np.zeros(self.blocks - 1)
        now[-1:] = 1.0
        constant = np.ones((len(at), 1))
        found = reweighted(np.hstack([constant, at[:, None], seasons]), counts, self.high_residual)
        row = np.concatenate([[1.0, period], now])
        if found is not None:
            model, weights = found
            kept = (
                self.years >= TREND_YEARS
                and model.chance_of(1, model.dispersion_by(weights)) < self.trend_chance
                and np.exp(model.linear(row)) <= counts.max()
            )
            found = found if kept else None
        if found is None:
            row = np.delete(row, 1)
            found = reweighted(np.hstack([constant, seasons]), counts, self.high_residual)
        return None if found is None else (*found, row)
