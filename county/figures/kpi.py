"""Scores of the assessment's tree.

A leaf gives points between floor and target.  One without a value gives no zero and changes no weight: its points stand
beside the others as possible but unknown, so that every node has points, the weight that is covered, and a range.  One
of too small a sample (样本不足) gives no points either, only the range of its interval of 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from county.figures.kpi_table import KpiNode, children_of, offered_nodes
from county.figures.metric import Interval


class KpiScore(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The score of one node, in points."""

    id: str
    points: float
    """Of the leaves with a value that is judged."""
    possible: float
    """Weight of these leaves."""
    weight: float
    low: float
    high: float
    """What the points can become when the missing leaves have values, and those of a small sample enough of them."""
    missing: tuple[str, ...] = ()
    """Leaves without a value."""
    small: tuple[str, ...] = ()
    """Leaves of too small a sample."""

    @property
    def coverage(self) -> float:
        """Share of the weight whose leaves have a value."""
        return self.possible / self.weight

    @property
    def share(self) -> float | None:
        """Points of those that are possible; None where no leaf has any."""
        return self.points / self.possible if self.possible else None


TOTAL = ""
"""Id of the score of the whole tree."""


class _Sum(NamedTuple):
    points: float
    possible: float
    weight: float
    low: float
    high: float
    missing: tuple[str, ...]
    small: tuple[str, ...]


def leaf_share(node: KpiNode, value: float) -> float:
    """The part of its weight that a leaf gives for a value: (value − floor) ÷ (target − floor), from 0 to the cap."""
    assert node.floor is not None, "the table is checked"
    assert node.target is not None
    share = (value - node.floor) / (node.target - node.floor)
    return min(max(share, 0.0), node.cap)


def scores(
    nodes: Mapping[str, KpiNode], values: Mapping[str, float | None], small: Mapping[str, Interval | None] | None = None
) -> dict[str, KpiScore]:
    """The scores of all nodes and of the whole tree (:data:`TOTAL`).

    ``values``: of the leaves; None or missing: unknown.  ``small``: leaves of too small a sample, whatever their value,
    with the interval in which it lies; None: nothing is known of it.
    """
    offered, found = offered_nodes(nodes), dict[str, KpiScore]()

    def scored(key: str) -> _Sum:
        node = offered.get(key)
        below = children_of(nodes, key)
        if node is not None and not below:
            one = _small(key, node, small[key]) if small and key in small else _leaf(key, node, values.get(key))
        else:
            parts = [scored(child) for child in below]
            one = _Sum(
                math.fsum(part.points for part in parts), math.fsum(part.possible for part in parts),
                math.fsum(part.weight for part in parts), math.fsum(part.low for part in parts),
                math.fsum(part.high for part in parts), tuple(name for part in parts for name in part.missing),
                tuple(name for part in parts for name in part.small),
            )  # fmt: skip
        found[key] = KpiScore(key, *one)
        return one

    if offered:
        scored(TOTAL)
    return {key: found[key] for key in (TOTAL, *offered) if key in found}


def _leaf(key: str, node: KpiNode, value: float | None) -> _Sum:
    if value is None:
        return _Sum(0.0, 0.0, node.weight, 0.0, node.weight * node.cap, (key,), ())
    points = node.weight * leaf_share(node, value)
    return _Sum(points, node.weight, node.weight, points, points, (), ())


def _small(key: str, node: KpiNode, interval: Interval | None) -> _Sum:
    ends = (0.0, node.cap) if interval is None else sorted(leaf_share(node, end) for end in interval)
    low, high = (node.weight * end for end in ends)
    return _Sum(0.0, 0.0, node.weight, low, high, (), (key,))
