"""Scores of the assessment's tree.

A leaf gives points between floor and target.  One without a value gives no zero and changes no weight: its points stand
beside the others as possible but unknown, so that every node has points, the weight that is covered, and a range.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from county.figures.kpi_table import KpiNode, children_of, offered_nodes


class KpiScore(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The score of one node, in points."""

    id: str
    points: float
    """Of the leaves with a value."""
    possible: float
    """Weight of the leaves with a value."""
    weight: float
    low: float
    high: float
    """What the points can become when the missing leaves have values."""
    missing: tuple[str, ...] = ()
    """Leaves without a value."""

    @property
    def coverage(self) -> float:
        """Share of the weight whose leaves have a value."""
        return self.possible / self.weight

    @property
    def share(self) -> float | None:
        """Points of those that are possible; None where no leaf has a value."""
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


def leaf_share(node: KpiNode, value: float) -> float:
    """The part of its weight that a leaf gives for a value: (value − floor) ÷ (target − floor), from 0 to the cap."""
    assert node.floor is not None, "the table is checked"
    assert node.target is not None
    share = (value - node.floor) / (node.target - node.floor)
    return min(max(share, 0.0), node.cap)


def scores(nodes: Mapping[str, KpiNode], values: Mapping[str, float | None]) -> dict[str, KpiScore]:
    """The scores of all nodes and of the whole tree (:data:`TOTAL`).  ``values``: of the leaves; None or missing:
    unknown."""
    offered, found = offered_nodes(nodes), dict[str, KpiScore]()

    def scored(key: str) -> _Sum:
        node = offered.get(key)
        below = children_of(nodes, key)
        if node is not None and not below:
            one = _leaf(key, node, values.get(key))
        else:
            parts = [scored(child) for child in below]
            one = _Sum(
                math.fsum(part.points for part in parts), math.fsum(part.possible for part in parts),
                math.fsum(part.weight for part in parts), math.fsum(part.low for part in parts),
                math.fsum(part.high for part in parts), tuple(name for part in parts for name in part.missing),
            )  # fmt: skip
        found[key] = KpiScore(key, *one)
        return one

    if offered:
        scored(TOTAL)
    return {key: found[key] for key in (TOTAL, *offered) if key in found}


def _leaf(key: str, node: KpiNode, value: float | None) -> _Sum:
    if value is None:
        return _Sum(0.0, 0.0, node.weight, 0.0, node.weight * node.cap, (key,))
    points = node.weight * leaf_share(node, value)
    return _Sum(points, node.weight, node.weight, points, points, ())
