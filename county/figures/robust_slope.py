"""Theil-Sen slope with its confidence interval: the median of the slopes between all pairs of points, so that single
peaks do not count (H. Theil 1950; P. K. Sen, Journal of the American Statistical Association 63, 1968, 1379-1389)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from county.figures.metric import Z95


@dataclass(frozen=True)
class Slope:
    """Change of y for one unit of x, and the interval in which it lies with 95 %."""

    median: float
    low: float
    high: float


def theil_sen(x: Sequence[float], y: Sequence[float]) -> Slope:
    """The slope of n points.  Raises ValueError for fewer than three: they have no interval."""
    if len(x) < 3:
        raise ValueError(f"{len(x)} points; a slope with an interval needs three")
    at, value = np.asarray(x, np.float64), np.asarray(y, np.float64)
    first, second = np.triu_indices(len(at), 1)
    apart = at[second] - at[first]
    slopes = np.sort((value[second] - value[first])[apart != 0] / apart[apart != 0])
    count = len(slopes)
    spread = float(np.sqrt(max(0.0, (_pairs(len(at)) - _repeated(at) - _repeated(value)) / 18)))
    high = min(round((count + Z95 * spread) / 2), count - 1)
    low = max(round((count - Z95 * spread) / 2) - 1, 0)
    return Slope(float(np.median(slopes)), float(slopes[low]), float(slopes[high]))


def _pairs(count: int) -> int:
    return count * (count - 1) * (2 * count + 5)


def _repeated(values: NDArray[np.float64]) -> int:
    """The correction for equal values, of Sen's equation 2.6."""
    counts = np.unique(values, return_counts=True)[1].tolist()
    return sum(_pairs(count) for count in counts if count > 1)
