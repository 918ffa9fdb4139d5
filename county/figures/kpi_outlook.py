"""What the year's end will probably be, and how much the ranking of towns depends on the weights."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from county.figures.kpi import leaf_share
from county.figures.kpi_table import KpiNode, leaves_of
from county.figures.metric import Interval
from county.figures.robust_slope import theil_sen

QUARTERS_MIN = 3
"""With fewer values there is no slope with an interval."""
QUARTERS_OF_YEAR = 4
DRAWS = 1_000
CHANGED_BY = 0.2
"""Each weight is multiplied by a number between 1 − CHANGED_BY and 1 + CHANGED_BY."""
SEED = 20_260
Outlook = Literal["on_course", "below_target", "below_floor", "unknown", "redefined"]
"""``redefined``: the quarters were frozen by other definitions and cannot be counted again."""
UNBOUNDED = Interval(-math.inf, math.inf)


class KpiProjection(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The value of a leaf at the end of the year, with the interval of 95 % of the slope."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    outlook: Outlook = "unknown"
    quarters: int = 0
    """From so many values."""


def projected(
    node: KpiNode, values: Sequence[float | None], quarters_left: int, *, is_over: bool = False,
    bounds: Interval = UNBOUNDED,
) -> KpiProjection:  # fmt: skip
    """From the values of consecutive quarters, the newest one last, ``quarters_left`` of them before the end of the
    year.  The line goes through the medians of quarters and values; unknown quarters are left out.

    ``is_over``: the newest quarter has ended.  ``bounds``: what the value can be, whatever the line says.
    """
    if node.cumulative:
        year = values[-(QUARTERS_OF_YEAR - quarters_left) :]
        return _within(bounds, _total_projected(node, year, quarters_left, is_over=is_over))
    known = [(float(at), value) for at, value in enumerate(values) if value is not None]
    if len(known) < QUARTERS_MIN:
        return KpiProjection(quarters=len(known))
    x, y = zip(*known, strict=True)
    slope = theil_sen(x, y)
    end = len(values) - 1 + quarters_left
    middle = float(np.median([value - slope.median * at for at, value in known]))
    value = middle + slope.median * end
    ahead = end - float(np.median(x))
    ends = sorted(value + (bound - slope.median) * ahead for bound in (slope.low, slope.high))
    return _within(bounds, KpiProjection(value, ends[0], ends[1], outlook_of(node, value), len(known)))


def _within(bounds: Interval, found: KpiProjection) -> KpiProjection:
    value, low, high = (
        None if one is None else min(max(one, bounds.low), bounds.high) for one in (found.value, found.low, found.high)
    )
    return KpiProjection(value, low, high, found.outlook, found.quarters)


def _total_projected(
    node: KpiNode, values: Sequence[float | None], quarters_left: int, *, is_over: bool
) -> KpiProjection:
    """Of what counts from the start of the year, where it is 0: it goes on from the newest quarter that has ended as in
    the quarters of this year.  It never falls, so that what has reached its target stays on course."""
    known = [(float(at), value) for at, value in enumerate(values, start=1) if value is not None]
    count = len(known)
    if not known:
        return KpiProjection()
    newest = known[-1][1]
    ended = known if is_over else [(at, value) for at, value in known if at < len(values)]
    if count < QUARTERS_MIN or len(ended) < QUARTERS_MIN - 1:
        reached = outlook_of(node, newest) == "on_course" and node.direction == "up"
        return KpiProjection(newest if reached else None, None, None, "on_course" if reached else "unknown", count)
    x, y = zip((0.0, 0.0), *ended, strict=True)
    slope, ahead = theil_sen(x, y), len(values) + quarters_left - ended[-1][0]
    value, low, high = (max(newest, ended[-1][1] + one * ahead) for one in (slope.median, slope.low, slope.high))
    return KpiProjection(value, low, high, outlook_of(node, value), count)


def outlook_of(node: KpiNode, value: float) -> Outlook:
    """Of a value at the end of the year: below the target amber, below the floor red."""
    assert node.floor is not None, "the table is checked"
    assert node.target is not None
    sign = 1 if node.direction == "up" else -1
    if sign * value < sign * node.floor:
        return "below_floor"
    return "below_target" if sign * value < sign * node.target and not math.isclose(value, node.target) else "on_course"


class TownRank(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The rank of one town, and those between which it is in 95 % of all draws of the weights."""

    division: str
    rank: int
    low: int
    high: int
    same: float
    """Share of the draws with the same rank."""


class RankedTowns(NamedTuple):
    """The ranking, best first, the leaves that were compared, and the towns without a rank because one of these leaves
    is of too small a sample there."""

    ranks: list[TownRank]
    leaves: tuple[str, ...]
    unranked: tuple[str, ...]


def ranked_towns(
    nodes: Mapping[str, KpiNode], towns: Mapping[str, Mapping[str, float | None]],
    small: Mapping[str, Collection[str]] | None = None, *, draws: int = DRAWS, seed: int = SEED,
) -> RankedTowns:  # fmt: skip
    """Towns by their points, with the weights as they are and each changed at random by up to CHANGED_BY.

    ``towns``: values of the leaves by town; ``small``: leaves of too small a sample by town.  A leaf that a town has no
    value of, or for which fewer than half of them have a large enough sample, is left out for all of them.  A town with
    too small a sample in another leaf has no rank.  Without a common leaf, or for a single town, there is no ranking.
    """
    leaves, few = leaves_of(nodes), small or {}
    compared = tuple(
        leaf for leaf in leaves
        if towns and all(values.get(leaf) is not None for values in towns.values())
        and 2 * sum(leaf in few.get(town, ()) for town in towns) <= len(towns)
    )  # fmt: skip
    unranked = tuple(town for town in towns if any(leaf in few.get(town, ()) for leaf in compared))
    towns = {town: values for town, values in towns.items() if town not in unranked}
    if not compared or len(towns) < 2:
        return RankedTowns([], compared, unranked)
    shares = np.array([
        [leaf_share(leaves[leaf], float(values[leaf] or 0.0)) for leaf in compared] for values in towns.values()
    ])  # fmt: skip
    weights = np.array([leaves[leaf].weight for leaf in compared])
    drawn = weights * np.random.default_rng(seed).uniform(1 - CHANGED_BY, 1 + CHANGED_BY, (draws, len(compared)))
    drawn *= weights.sum() / drawn.sum(axis=1, keepdims=True)
    own = _ranks(shares @ weights)
    every = np.array([_ranks(shares @ one) for one in drawn])
    low, high = np.quantile(every, (0.025, 0.975), axis=0, method="inverted_cdf")
    ranks = [
        TownRank(name, int(own[i]), int(low[i]), int(high[i]), float(np.mean(every[:, i] == own[i])))
        for i, name in enumerate(towns)
    ]
    return RankedTowns(sorted(ranks, key=lambda one: (one.rank, one.division)), compared, unranked)


def _ranks(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """1 for most points; equal points share a rank."""
    rounded = np.round(points, 9)
    ranks: NDArray[np.int64] = 1 + np.sum(rounded[None, :] > rounded[:, None], axis=1)
    return ranks
