"""Farrington's method of 1996: a count against the same season of earlier years, with their trend and spread.

Source: C. P. Farrington et al., A statistical algorithm for the early detection of outbreaks of infectious disease,
J. R. Statist. Soc. A 159 (1996), 547-563; choices it leaves open are those of R's package ``surveillance``
(``farrington``), whose published results are the reference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from county.surveillance.earlier_years import WEEKS_OF_YEAR, Season, require_years
from county.surveillance.judgement import Judgement, unjudged
from county.surveillance.past_outbreaks import reweighted
from county.surveillance.quasipoisson import Floats
from county.surveillance.thresholds import normal_bounds

TREND_CHANCE = 0.05
"""A trend is kept when it is as unlikely as that to be none."""
TREND_YEARS = 3
HIGH_RESIDUAL = 1.0


@dataclass(frozen=True)
class Farrington:
    """``years`` and ``half_window``: of the past, in years and periods to each side.  ``alpha``: two-sided.
    ``cases`` in the last ``recent`` periods, below which nothing is judged."""

    years: int = 5
    half_window: int = 3
    alpha: float = 0.01
    cases: int = 5
    recent: int = 4
    season: Season = WEEKS_OF_YEAR

    def judge(self, counts: ArrayLike, period: int) -> Judgement:
        """``counts``: (n,), a period each.  Raises ValueError where so many years do not lie before ``period``."""
        series = np.asarray(counts, np.float64)
        earlier = self.season.earlier(period, self.years)
        require_years(earlier, self.half_window, period)
        if series[max(period - self.recent + 1, 0) : period + 1].sum() < self.cases:
            return unjudged("few cases")
        window = np.arange(-self.half_window, self.half_window + 1)
        past = np.concatenate([start + window for start in reversed(earlier)])
        fitted = self._fitted(series[past], past.astype(np.float64), period)
        if fitted is None:
            return unjudged("no fit")
        expected, error, dispersion = fitted
        bounds = normal_bounds(expected, error, dispersion, series[period], alpha=self.alpha / 2)
        return Judgement(expected, bounds.upper, bounds.chance, bool(bounds.score > 1), "")

    def _fitted(self, counts: Floats, at: Floats, period: int) -> tuple[float, float, float] | None:
        """The expected count, its error and the dispersion, with a trend where one is justified."""
        with_trend = np.column_stack([np.ones(len(at)), at])
        found = reweighted(with_trend, counts, HIGH_RESIDUAL)
        row = np.array([1.0, period])
        if found is not None:
            model = found[0]
            kept = (
                self.years >= TREND_YEARS
                and model.chance_of(1, model.dispersion) < TREND_CHANCE
                and np.exp(model.linear(row)) <= counts.max()
            )
            found = found if kept else None
        if found is None:
            row = row[:1]
            found = reweighted(with_trend[:, :1], counts, HIGH_RESIDUAL)
        if found is None:
            return None
        model = found[0]
        expected, dispersion = float(np.exp(model.linear(row))), max(model.dispersion, 1.0)
        return expected, expected * model.linear_error(row, dispersion), dispersion
