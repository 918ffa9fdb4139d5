"""Where further facilities would serve most: the p-median and the maximal covering location problem (MCLP).

Pure: what a proposal is worth depends on its :class:`SiteProblem` alone.  :mod:`county.coverage.site_solver` searches;
this module states the cost of whatever sites it is given.  Sources: Hakimi 1964, Operations Research 12 (p-median);
Church & ReVelle 1974, Papers of the Regional Science Association 32 (MCLP).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from county.names import Name

Floats = NDArray[np.float64]
SiteAim = Literal["median", "cover"]
AIMS: Final[dict[SiteAim, Name]] = {
    "median": Name("总出行时间最短", "Least travel time of all people"),
    "cover": Name("时限内人口最多", "Most people within the time"),
}
UNREACHED_MIN: Final = 480.0
"""What counts for a village that reaches no facility, or needs longer: a working day.  Assumption, so that reaching it
at all is worth more than shortening the way of another."""
SITES_MAX = 50
ROUNDS, RELAXATIONS = 200, 400
"""Of exchanges, and of a relaxation."""
STEP_MIN = 1.0
"""Travel times are compared by whole minutes, rounded up: they are known no better, and a search takes a tenth."""


class SiteProblem(Struct, frozen=True, kw_only=True, tag="sites"):
    """Everything that a proposal depends on: v villages and c candidate sites."""

    aim: SiteAim
    count: int
    """Sites to propose."""
    limit_min: float
    """Within which a village counts as covered."""
    search_s: float
    """Limit of time of the search."""
    people: tuple[float, ...]
    """(v,) weight of each village; ≥ 0."""
    candidates: int
    minutes: bytes
    """(v, c) float64, row by row; inf where there is no way."""
    existing: tuple[float, ...]
    """(v,) minutes from the nearest facility that there is; inf for none."""

    @property
    def matrix(self) -> Floats:
        """(v, c) minutes in steps of STEP_MIN, at most UNREACHED_MIN."""
        return _steps(np.frombuffer(self.minutes, dtype="<f8").reshape(len(self.people), self.candidates))

    @property
    def before(self) -> Floats:
        """(v,) ``existing`` in the same steps."""
        return _steps(np.array(self.existing, dtype=float))


class SiteProposal(Struct, frozen=True, kw_only=True, tag="sites"):
    """The best sites that were found."""

    sites: tuple[int, ...]
    """Candidates in the order of their numbers."""
    value: float
    """Minutes times people (median), or people within the limit (cover)."""
    bound: float
    """No proposal is better than that."""
    optimal: bool
    """Whether the search proved that none is better."""

    @property
    def gap(self) -> float:
        """How much better, as a share of ``value``, another proposal could be at most."""
        return abs(self.value - self.bound) / max(abs(self.value), 1e-9) if self.value != self.bound else 0.0


def problem_of(
    *, aim: SiteAim, count: int, limit_min: float, search_s: float, people: Floats, minutes: Floats, existing: Floats
) -> SiteProblem:
    """The problem of arrays: ``people`` (v,), ``minutes`` (v, c), ``existing`` (v,)."""
    return SiteProblem(
        aim=aim, count=count, limit_min=limit_min, search_s=search_s, people=tuple(people.tolist()),
        candidates=minutes.shape[1], minutes=np.ascontiguousarray(minutes, dtype="<f8").tobytes(),
        existing=tuple(existing.tolist()),
    )  # fmt: skip


def value_of(problem: SiteProblem, sites: Sequence[int]) -> float:
    """What sites are worth together with the existing facilities: see :attr:`SiteProposal.value`."""
    nearest = np.minimum(problem.before, problem.matrix[:, list(sites)].min(axis=1, initial=UNREACHED_MIN))
    people = np.array(problem.people, dtype=float)
    if problem.aim == "median":
        return float(people @ nearest)
    return float(people[nearest <= problem.limit_min].sum())


def exchanged(problem: SiteProblem) -> tuple[int, ...]:
    """Sites of which none can be exchanged for another one with gain: where a search begins (Teitz & Bart 1968,
    Operations Research 16)."""
    people, matrix, before = np.array(problem.people, dtype=float), problem.matrix, problem.before
    if problem.aim == "cover":  # the people who are not covered are the cost
        matrix = (matrix > problem.limit_min).astype(float)
        before = (before > problem.limit_min).astype(float)
    chosen = list(_greedy(problem))
    for _ in range(ROUNDS):
        cost = float(people @ np.minimum(before, matrix[:, chosen].min(axis=1, initial=np.inf)))
        best, swap = cost, None
        for place in range(len(chosen)):
            rest = np.minimum(before, np.delete(matrix[:, chosen], place, axis=1).min(axis=1, initial=np.inf))
            costs = people @ np.minimum(rest[:, None], matrix)
            other = int(costs.argmin())
            if costs[other] < best - 1e-9:
                best, swap = float(costs[other]), (place, other)
        if swap is None:
            break
        chosen[swap[0]] = swap[1]
    return tuple(sorted(chosen))


def least_median(problem: SiteProblem, value: float) -> float:
    """A value that no p-median passes, where ``value`` is that of a proposal: by Lagrangian relaxation of the
    assignments (Cornuejols, Fisher & Nemhauser 1977, Management Science 23)."""
    people = np.array(problem.people, dtype=float)
    cost, own = people[:, None] * problem.matrix, people * problem.before
    price, least, step = np.minimum(own, cost.min(axis=1, initial=np.inf)), 0.0, 2.0
    for _ in range(RELAXATIONS):
        below = np.minimum(cost - price[:, None], 0.0).sum(axis=0)
        opened = np.argsort(below, kind="stable")[: problem.count]
        found = float(price.sum() + np.minimum(own - price, 0.0).sum() + below[opened].sum())
        step = step if found > least + 1e-4 * abs(value) else step * 0.97
        least = max(least, found)
        slope = 1.0 - (own < price) - (cost[:, opened] < price[:, None]).sum(axis=1)
        if not slope.any() or value - least <= 1e-9 * abs(value):
            break
        price = price + step * (value - found) / float(slope @ slope) * slope
    return min(least, value)


def _greedy(problem: SiteProblem) -> tuple[int, ...]:
    """Sites one after the other, each the best one to add."""
    matrix, people = problem.matrix, np.array(problem.people, dtype=float)
    nearest, chosen = problem.before, list[int]()
    for _ in range(min(problem.count, problem.candidates)):
        with_each = np.minimum(nearest[:, None], matrix)
        gain = -(people @ with_each) if problem.aim == "median" else people @ (with_each <= problem.limit_min)
        gain[chosen] = -np.inf
        best = int(gain.argmax())
        chosen.append(best)
        nearest = with_each[:, best]
    return tuple(sorted(chosen))


def _steps(minutes: Floats) -> Floats:
    return np.asarray(np.minimum(np.ceil(minutes / STEP_MIN - 1e-6) * STEP_MIN, UNREACHED_MIN))
