"""Index of points that do not move: one order of them in which every cell of every size is a run.

The order is that of a quadtree: the bits of the cell's column and row in turn (G. M. Morton, A computer oriented
geodetic data base, IBM 1966).  Cells of level k are squares of 2**k metres, four of which make one of level k + 1.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layers.batches import F64, I64
from layers.point_queries import inside
from layers.runs import ranges

FINEST_M = 1.0
"""Side of the cells of level 0."""
QUERY_CELLS = 8
"""A box is looked up in cells of which at most some 8 x 8 touch it."""
SPREAD = (
    (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F), (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)  # fmt: skip


class Cells(NamedTuple):
    """n cells of one level that hold points: ``number`` (n,), ascending, and the places ``start`` to ``end`` (n,) of
    their points in the order of the index."""

    number: I64
    start: I64
    end: I64

    def of(self, rows: NDArray[np.bool_]) -> Cells:
        """Those of these rows (n,)."""
        return Cells(self.number[rows], self.start[rows], self.end[rows])


class PointIndex:
    """Finds rows of ``xy_m`` (n, 2), all finite, without looking at each of them."""

    def __init__(self, xy_m: F64) -> None:
        low = xy_m.min(axis=0) if len(xy_m) else np.zeros(2)
        self.low_m = np.floor(low / FINEST_M) * FINEST_M
        cells = xy_m - self.low_m
        cells /= FINEST_M
        column, row = cells.astype(np.int64).T
        self._last = (int(column.max(initial=0)), int(row.max(initial=0)))
        code = _spread(row)
        code <<= 1
        code |= _spread(column)
        self.order: NDArray[np.int32] = np.argsort(code).astype(np.int32)
        """Rows (n,) in the order of the index."""
        self._code = code[self.order]
        self.xy_m: F64 = xy_m[self.order]
        """Their points (n, 2), in this order."""
        self.place: NDArray[np.int32] = np.empty_like(self.order)
        """Where each row (n,) is in this order."""
        self.place[self.order] = np.arange(len(xy_m), dtype=np.int32)

    def __len__(self) -> int:
        return len(self.order)

    def cells(self, level: int, west: float, south: float, east: float, north: float) -> Cells:
        """The cells of a level that a box touches and that hold points; level 0 is the finest."""
        side_m = FINEST_M * 2.0**level
        first = np.floor((np.array([west, south]) - self.low_m) / side_m)
        last = np.floor((np.array([east, north]) - self.low_m) / side_m)
        first = np.maximum(first, 0.0).astype(np.int64)
        last = np.minimum(last, np.array(self._last) >> level).astype(np.int64)
        columns, rows = (np.arange(low, high + 1) for low, high in zip(first, last, strict=True))
        return self.numbered(level, np.sort((_spread(columns) | _spread(rows)[:, None] << 1).ravel()))

    def numbered(self, level: int, number: I64) -> Cells:
        """Those of the cells of a level with these numbers (k,), ascending, that hold points."""
        start = np.searchsorted(self._code, number << (2 * level))
        end = np.searchsorted(self._code, (number + 1) << (2 * level))
        held = end > start
        return Cells(number[held], start[held], end[held])

    def inside(self, west: float, south: float, east: float, north: float) -> NDArray[np.intp]:
        """Rows of the points inside a box, its edges included, ascending."""
        side_m = max(east - west, north - south, FINEST_M)
        level = max(0, math.ceil(math.log2(side_m / FINEST_M / QUERY_CELLS)))
        _, start, end = self.cells(level, west, south, east, north)
        place = ranges(start, end - start)
        found = self.order[place[inside(self.xy_m[place], west, south, east, north)]]
        return np.sort(found).astype(np.intp)


def _spread(number: I64) -> I64:
    """Numbers (n,), each less than 2**31, with a zero between all bits."""
    number, shifted = number.copy(), np.empty_like(number)  # new memory in each step costs more than the steps
    for shift, mask in SPREAD:
        np.left_shift(number, shift, out=shifted)
        number |= shifted
        number &= mask
    return number
