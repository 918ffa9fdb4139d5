"""A prospective space-time scan: the circle and the last days in which there are more cases than chance explains.

Sources: M. Kulldorff, Prospective time periodic geographical disease surveillance using a scan statistic, J. R.
Statist. Soc. A 164 (2001), 61-72; M. Kulldorff et al., A space-time permutation scan statistic for disease outbreak
detection, PLoS Medicine 2 (2005), e59; D. B. Neill (2009).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from county.surveillance.likelihood import Floats, above_expectation, above_the_rest
from county.surveillance.overdispersion import Dispersion
from county.surveillance.zones import Circles

REPLICATES = 999
LONGEST_DAYS = 7
PORTION = 8
"""Replicates that are scanned together: their arrays stay in the processor's cache."""


class ScanCancelled(Exception):
    """The scan was not finished."""


@dataclass(frozen=True)
class Cluster:
    """``places``: indices; ``days``: how many up to the newest; ``chance``: that a scan in which nothing has changed
    finds one as strong."""

    places: tuple[int, ...]
    days: int
    observed: int
    expected: float
    ratio: float
    """Logarithm of the likelihood ratio."""
    chance: float

    def recurrence_days(self, every_days: float = 1.0) -> float:
        """How often chance alone gives one as strong, when the scan is repeated after so many days."""
        return every_days / self.chance


def scan_expected(
    counts: ArrayLike, expected: ArrayLike, circles: Circles, *, seed: int, replicates: int = REPLICATES,
    as_strong: int | None = None, dispersion: Dispersion | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Cluster | None:  # fmt: skip
    """Against what each place had to be expected to have, from its own past: several circles may rise together.

    ``counts`` and ``expected``: (days, n), the newest day last; windows end with it.  ``dispersion``: how much more
    counts vary than by chance where nothing has changed; None: no more.  ``as_strong``: see :func:`_tested`.
    None when no circle has more cases than expected.  Raises ScanCancelled; ValueError where nothing
    or less is expected of a place.
    """
    cases, mean = _table(counts), _table(expected)
    if not (mean > 0).all():
        raise ValueError("a place with no expected cases cannot be judged; give it a small rate of its surroundings")
    random = np.random.default_rng(seed)
    cumulated = _windows(mean)

    def ratios(some: Floats) -> Floats:
        return above_expectation(_in_circles(_windows(some), circles), _in_circles(cumulated, circles))

    def simulated() -> Iterator[Floats]:
        for size in _portions(replicates):
            means = mean if dispersion is None else dispersion.means(random, mean, int(size))
            yield random.poisson(means, (size, *mean.shape)).astype(np.float64)

    return _tested(cases, mean, circles, ratios, simulated(), replicates, as_strong, cancelled)


def scan_permuted(
    counts: ArrayLike, circles: Circles, *, seed: int, replicates: int = REPLICATES,
    as_strong: int | None = None, cancelled: Callable[[], bool] = lambda: False,
) -> Cluster | None:  # fmt: skip
    """Without a past: against the share of each place and of each day in all cases of the table.

    It finds only what one group of places has more of than the others at that time.  ``as_strong``: see
    :func:`_tested`.  ``counts``: (days, n), the newest day last.  None when there is no such group.  Raises
    ScanCancelled.
    """
    cases = _table(counts)
    total = cases.sum()
    if total == 0:
        return None
    mean = cases.sum(axis=1, keepdims=True) * cases.sum(axis=0, keepdims=True) / total
    random = np.random.default_rng(seed)
    cumulated = _windows(mean)
    day, place = (np.repeat(axis, cases.astype(np.int64).ravel()) for axis in np.indices(cases.shape).reshape(2, -1))

    def ratios(some: Floats) -> Floats:
        return above_the_rest(_in_circles(_windows(some), circles), _in_circles(cumulated, circles), total)

    def simulated() -> Iterator[Floats]:
        for size in _portions(replicates):
            tables = np.empty((size, *cases.shape))
            for table in tables:
                cells = random.permutation(day) * cases.shape[1] + place
                table[:] = np.bincount(cells, minlength=cases.size).reshape(cases.shape)
            yield tables

    return _tested(cases, mean, circles, ratios, simulated(), replicates, as_strong, cancelled)


def _tested(
    cases: Floats, mean: Floats, circles: Circles, ratios: Callable[[Floats], Floats], simulated: Iterator[Floats],
    replicates: int, enough: int | None, cancelled: Callable[[], bool],
) -> Cluster | None:  # fmt: skip
    """The strongest cluster of ``cases``, with its rank among those of simulated tables.

    ``enough`` replicates as strong end the test: the chance is then ``enough`` in those made (J. Besag, P. Clifford,
    Sequential Monte Carlo p-values, Biometrika 78 (1991), 301-304), and most tests of days on which nothing has changed
    take a small part of the time.
    """
    strongest = ratios(cases[None])[0]
    strongest[:, ~circles.allowed] = 0.0
    window, centre, last = np.unravel_index(int(np.argmax(strongest)), strongest.shape)
    ratio = float(strongest[window, centre, last])
    if ratio <= 0:
        return None
    as_strong, made, chance = 0, 0, 0.0
    for some in simulated:
        if cancelled():
            raise ScanCancelled
        found = ratios(some)
        found[:, :, ~circles.allowed] = 0.0
        is_as_strong = found.reshape(len(found), -1).max(axis=1) >= ratio
        if enough is not None and as_strong + is_as_strong.sum() >= enough:
            last_made = int(np.flatnonzero(is_as_strong)[enough - as_strong - 1])
            chance = enough / (made + last_made + 1)
            break
        as_strong, made = as_strong + int(is_as_strong.sum()), made + len(found)
    else:
        chance = (as_strong + 1) / (replicates + 1)
    places = circles.places(int(centre), int(last))
    days = int(window) + 1
    return Cluster(
        tuple(sorted(places.tolist())), days, int(cases[-days:, places].sum()), float(mean[-days:, places].sum()),
        ratio, chance,
    )  # fmt: skip


def _table(counts: ArrayLike) -> Floats:
    return np.atleast_2d(np.asarray(counts, np.float64))


def _windows(tables: Floats) -> Floats:
    """Sums of the last 1, 2 … days: (…, days, n) → (…, windows, n)."""
    newest_first: Floats = np.flip(tables, axis=-2)[..., :LONGEST_DAYS, :]
    return np.cumsum(newest_first, axis=-2)


def _in_circles(values: Floats, circles: Circles) -> Floats:
    """Sums over each circle: (…, n) → (…, n, k)."""
    return np.cumsum(values[..., circles.neighbours], axis=-1)


def _portions(replicates: int) -> NDArray[np.int64]:
    whole, rest = divmod(replicates, PORTION)
    return np.array([PORTION] * whole + [rest] * bool(rest), np.int64)
