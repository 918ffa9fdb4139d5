"""How much more the counts of a group of places vary than by chance, and counts that vary as much.

Weather, holidays and news move all places of a town at once: totals of a day and of a week then vary more than those
of independent cases, and a scan that does not know it finds clusters of such days.  As in a quasi-Poisson model the
variance of a total is so many times its mean, whatever the mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

WEEK = 7
LEAST = 0.05
"""A smaller excess is no more than what estimates vary by."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Dispersion:
    """``groups``: (n,), the group of each place as an index from 0; ``daily`` and ``weekly``: variance of a group's
    total of a day and of seven days in expected cases, both at least 1, ``weekly`` at least ``daily``."""

    groups: NDArray[np.intp]
    daily: float
    weekly: float

    def means(self, random: np.random.Generator, mean: Floats, size: int) -> Floats:
        """So many tables of expected counts, (size, days, n), that vary around ``mean``, (days, n)."""
        totals = mean @ _members(self.groups)
        factor = np.ones((size, 1, totals.shape[1]))
        if self.daily > 1 + LEAST:
            factor = factor * _factors(random, totals / (self.daily - 1), size)
        if self.weekly > self.daily + LEAST:
            factor = factor * _factors(random, totals.sum(axis=0, keepdims=True) / (self.weekly - self.daily), size)
        varied: Floats = mean * factor[:, :, self.groups]
        return varied


def dispersion(past: ArrayLike, expected: ArrayLike, groups: ArrayLike) -> Dispersion:
    """Of ``past`` around ``expected``, (days, n) each: squared differences of totals over expected cases."""
    of = np.asarray(groups, np.intp)
    members = _members(of)
    counts, means = np.asarray(past, float) @ members, np.asarray(expected, float) @ members
    weeks = len(counts) // WEEK
    daily = max(_ratio(counts, means), 1.0)
    weekly = _ratio(*(part[: weeks * WEEK].reshape(weeks, WEEK, -1).sum(axis=1) for part in (counts, means)))
    return Dispersion(of, daily, max(weekly, daily))


def _ratio(counts: Floats, means: Floats) -> float:
    whole = means.sum()
    return float(((counts - means) ** 2).sum() / whole) if whole > 0 else 1.0


def _members(groups: NDArray[np.intp]) -> Floats:
    """(n, groups): 1 where a place is of a group."""
    members: Floats = (groups[:, None] == np.arange(int(groups.max(initial=0)) + 1)).astype(np.float64)
    return members


def _factors(random: np.random.Generator, shape: Floats, size: int) -> Floats:
    """Of mean 1 and variance 1 / ``shape``; 1 where nothing is expected."""
    shape = np.maximum(shape, 1e-6)
    drawn: Floats = random.gamma(shape, 1 / shape, (size, *shape.shape))
    return drawn
