"""Things that would overlap at a scale, gathered into groups, each led by its most urgent thing."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from layers.batches import F64, I64

STEPS_A_DOUBLING = 4
"""Groups are made for so many distances between one and its double: a wheel's step rarely makes others."""
KEPT = 24
"""Distances whose groups are kept: those of a zoom from the whole county to a street, and back."""
SIDE = math.sqrt(0.5)
"""Of the cells, in the distance: any two things of one cell are nearer than that."""
BESIDE = tuple((dx, dy) for dx in range(3) for dy in range(-2, 3) if (dx, dy) > (0, 0) and dx + abs(dy) < 4)
"""Offsets of the cells that hold things nearer than the distance; the opposite ones are found from there."""


class Gathering:
    """Groups of things at ``xy_m`` (n, 2), all finite, in ascending order of urgency, the most urgent last.

    Of any two leaders neither is nearer to the other than the distance that the groups are made for, and everything is
    nearer to its leader than twice that.  Leaders are chosen in the order of urgency, as long as there are things
    without one: the greedy independent set, found in rounds for all things at once (M. Luby, A simple parallel
    algorithm for the maximal independent set problem, SIAM J. Comput. 15, 1986).
    """

    def __init__(self, xy_m: F64) -> None:
        self.xy_m = xy_m
        self._leaders: dict[int, NDArray[np.intp]] = {}

    def leaders(self, apart_m: float) -> NDArray[np.intp]:
        """The row of the leader of each thing (n,), its own where it leads or is alone.

        Leaders are ``apart_m`` metres apart, or up to a fifth more.
        """
        step = math.ceil(STEPS_A_DOUBLING * math.log2(apart_m))
        found = self._leaders.pop(step, None)
        if found is None:
            found = _leaders(self.xy_m, 2.0 ** (step / STEPS_A_DOUBLING))
        self._leaders[step] = found
        if len(self._leaders) > KEPT:
            del self._leaders[next(iter(self._leaders))]
        return found


def _leaders(xy_m: F64, apart_m: float) -> NDArray[np.intp]:
    n = len(xy_m)
    if n < 2:
        return np.arange(n)
    column, row = np.floor((xy_m - xy_m.min(axis=0)) / (SIDE * apart_m)).astype(np.int64).T
    width = int(row.max()) + 5  # two empty rows of cells on either side: offsets never lead into another column
    cells, cell_of = np.unique((column + 2) * width + row + 2, return_inverse=True)
    first: NDArray[np.intp] = np.zeros(len(cells), dtype=np.intp)
    np.maximum.at(first, cell_of, np.arange(n))  # the most urgent thing of each cell
    one, other = _near(cells, width, xy_m[first], apart_m)
    leader = np.full(len(cells), -1, dtype=np.intp)
    while len(one):
        rival = np.full(len(cells), -1, dtype=np.intp)
        np.maximum.at(rival, one, first[other])
        np.maximum.at(rival, other, first[one])
        leads = (leader < 0) & (first > rival)
        leader[leads] = first[leads]
        for ahead, behind in ((one, other), (other, one)):
            follows = leads[ahead]
            np.maximum.at(leader, behind[follows], first[ahead[follows]])
        open_ = (leader[one] < 0) & (leader[other] < 0)
        one, other = one[open_], other[open_]
    leader = np.where(leader < 0, first, leader)
    return leader[cell_of]


def _near(cells: I64, width: int, xy_m: F64, apart_m: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of the rows of cells, ascending and ``width`` in a column, whose things ``xy_m`` are nearer than that."""
    pairs = []
    for dx, dy in BESIDE:
        place = np.searchsorted(cells, cells + dx * width + dy)
        one = np.flatnonzero(np.append(cells, -1)[place] == cells + dx * width + dy)
        pairs.append((one, place[one]))
    one, other = (np.concatenate(side) for side in zip(*pairs, strict=True))
    near = np.hypot(*(xy_m[one] - xy_m[other]).T) < apart_m
    return one[near], other[near]
