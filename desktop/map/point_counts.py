"""How many points there are in each cell and area of the ground, while it changes which of them are counted.

Nothing is counted again for another scale or style: a cell is a run in the order of the index, its number is the length
of the run less the points in it that are not counted, and its middle the difference of two running sums.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop import theme
from drawing.viewport import Bounds
from layers.batches import F64, I64
from layers.point_index import FINEST_M, Cells, PointIndex
from layers.runs import ranges

CELL_PX = 72.0
"""Least side of a cell on the screen: badges stay apart."""
LARGEST_CELL_M = 4_000.0
"""Larger cells say nothing to a person: there whole areas are counted, where they are known."""


@dataclass(frozen=True)
class Counts:
    """n cells or areas: their ``number`` (n,), how many points each holds, and the middle ``xy_m`` (n, 2) of those."""

    number: I64
    count: NDArray[np.intp]
    xy_m: F64

    def of(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Counts:
        """Those of these rows."""
        return Counts(self.number[rows], self.count[rows], self.xy_m[rows])


class PointCounts:
    """``counted`` (n,) are the points of an index that are; ``area`` (n,) numbers the part of the county of each."""

    def __init__(self, index: PointIndex, counted: NDArray[np.bool_], area: NDArray[np.intp] | None) -> None:
        self.index = index
        self.others: I64 = np.flatnonzero(~counted[index.order])
        """Places in the index of the points that are not counted, ascending."""
        self._origin_m: F64 = index.xy_m[:1]  # sums of small numbers keep their digits
        away_m = index.xy_m - self._origin_m
        self._sum_m = _running(away_m)
        self._area = None if area is None else area[index.order]
        """Of each place."""
        self._whole = None if self._area is None else _by_area(self._area, away_m)
        """As if all were counted."""
        self._changed()

    def _changed(self) -> None:
        self._others_sum_m = _running(self.index.xy_m[self.others] - self._origin_m)
        self._areas: tuple[Counts, I64] | None = None

    def change(self, rows: NDArray[np.intp], counted: NDArray[np.bool_]) -> None:
        """These rows (k,) of the points are ``counted`` (k,) from now on."""
        place = self.index.place[rows].astype(np.int64)
        at = np.searchsorted(self.others, place)
        known = np.append(self.others, -1)[at] == place
        left = np.delete(self.others, at[known & counted])
        new = np.sort(place[~known & ~counted])
        self.others = np.insert(left, np.searchsorted(left, new), new)
        self._changed()

    def of_cells(self, cells: Cells) -> Counts:
        """Of each of these cells."""
        first, last = (np.searchsorted(self.others, places) for places in (cells.start, cells.end))
        count = cells.end - cells.start - (last - first)
        sum_m = self._sum_m[cells.end] - self._sum_m[cells.start]
        sum_m -= self._others_sum_m[last] - self._others_sum_m[first]
        return Counts(cells.number, count, self._origin_m + sum_m / np.maximum(count, 1)[:, None])

    def others_of(self, cells: Cells) -> I64:
        """Places of the points in these cells that are not counted."""
        first, last = (np.searchsorted(self.others, places) for places in (cells.start, cells.end))
        return self.others[ranges(first, last - first)]

    def of_areas(self) -> tuple[Counts, I64]:
        """Of each area that holds several, and the places of the points that are alone in theirs."""
        if self._areas is None:
            assert self._area is not None
            assert self._whole is not None
            xy_m = self.index.xy_m[self.others] - self._origin_m
            tally = self._whole - _by_area(self._area[self.others], xy_m, len(self._whole))
            count = np.rint(tally[:, 0]).astype(np.intp)
            many = np.flatnonzero(count > 1)
            counts = Counts(many, count[many], self._origin_m + tally[many, 1:] / count[many, None])
            self._areas = counts, self.places_of_areas(np.flatnonzero(count == 1))
        return self._areas

    def places_of_areas(self, numbers: I64) -> I64:
        """Places of the counted points of these areas."""
        assert self._area is not None
        found = [np.flatnonzero(self._area == number) for number in numbers.tolist()]
        places = np.concatenate([np.empty(0, dtype=np.int64), *found])
        return np.setdiff1d(places, self.others, assume_unique=True)

    def places_of_cells(self, cells: Cells) -> I64:
        """Places of the counted points in these cells."""
        places = ranges(cells.start, cells.end - cells.start)
        return np.setdiff1d(places, self.others_of(cells), assume_unique=True)


def level_of(m_per_px: float) -> int:
    """The level of the index whose cells are at least CELL_PX wide at a scale, and less than twice that."""
    return max(0, math.ceil(math.log2(theme.px(CELL_PX) * m_per_px / FINEST_M)))


def counts_areas(m_per_px: float) -> bool:
    """Whether the cells of this scale are too large."""
    return FINEST_M * 2.0 ** level_of(m_per_px) > LARGEST_CELL_M


def box_of(xy_m: F64) -> Bounds:
    """West, south, east, north of points (n, 2)."""
    (west, south), (east, north) = xy_m.min(axis=0).tolist(), xy_m.max(axis=0).tolist()
    return west, south, east, north


def _running(xy_m: F64) -> F64:
    """Sums (n + 1, 2) of the first 0 … n points."""
    sums = np.zeros((len(xy_m) + 1, 2))
    np.cumsum(xy_m, axis=0, out=sums[1:])
    return sums


def _by_area(area: NDArray[np.intp], xy_m: F64, least: int = 0) -> F64:
    """Number of points and the sums of their coordinates (at least ``least``, 3), for each area."""
    ones = np.bincount(area, minlength=least).astype(float)
    return np.column_stack([ones, *(np.bincount(area, xy_m[:, axis], minlength=len(ones)) for axis in (0, 1))])
