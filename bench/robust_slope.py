"""Theil-Sen slope with its confidence interval: the median of the slopes between all pairs of points, so that single
peaks do not count (H. Theil 1950; P. K. Sen, Journal of the American Statistical Association 63, 1968, 1379-1389)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import theilslopes

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Slope:
    """Change of y for one unit of x, and the interval in which it lies with CONFIDENCE."""

    median: float
    low: float
    high: float


def theil_sen(x: Sequence[float], y: Sequence[float]) -> Slope:
    """The slope of n points.  Raises ValueError for fewer than three: they have no interval."""
    if len(x) < 3:
        raise ValueError(f"{len(x)} points; a slope with an interval needs three")
    found = theilslopes(y, x, alpha=CONFIDENCE, method="separate")
    return Slope(float(found.slope), float(found.low_slope), float(found.high_slope))
