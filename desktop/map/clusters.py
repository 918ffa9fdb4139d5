"""Points that would overlap, clustered into badges with a count."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop import theme
from layers.batches import F64, I64

CELL_PX = 72.0
"""Side of a gathering cell at the scale where it is made; badges stay apart."""
LARGEST_CELL_M = 4_000.0
"""Larger cells say nothing to a person: there whole areas are counted, where they are known."""


@dataclass(frozen=True)
class Clusters:
    """n clusters: centres ``xy_m`` (n, 2), how many points each holds, and their box ``low_m``/``high_m`` (n, 2).

    ``cell`` (n,) numbers the piece of the county that each gathers: the same for all points at one level.

    ``lone`` are the rows of the points that have no company, and so need no badge.
    """

    xy_m: F64
    count: NDArray[np.intp]
    low_m: F64
    high_m: F64
    cell: I64
    lone: NDArray[np.intp]
    by_area: bool = False
    """Whether whole areas are counted, whose badges need not be in their middle."""


def gather(xy_m: F64, m_per_px: float, area: NDArray[np.intp] | None = None) -> Clusters:
    """Clusters of ``xy_m`` (n, 2) at a scale, the greatest first; from afar those of each ``area`` (n,).

    Cells are fixed to the ground and change only with each doubling of the scale, so panning moves no badge.
    """
    if not len(xy_m):
        none = np.empty((0, 2))
        no_rows = np.empty(0, dtype=np.intp)
        return Clusters(none, no_rows, none, none, np.empty(0, dtype=np.int64), no_rows)
    cell_m = theme.px(CELL_PX) * 2.0 ** level_of(m_per_px)
    by_area = area is not None and cell_m > LARGEST_CELL_M
    if area is not None and by_area:
        place = area.astype(np.int64)
    else:
        column, row = np.floor(xy_m / cell_m).astype(np.int64).T
        place = (column << 32) + row
    cell, member, count = np.unique(place, return_inverse=True, return_counts=True)
    mean = np.column_stack([np.bincount(member, xy_m[:, axis]) / count for axis in (0, 1)])
    low, high = np.full_like(mean, np.inf), np.full_like(mean, -np.inf)
    np.minimum.at(low, member, xy_m)
    np.maximum.at(high, member, xy_m)
    many = np.flatnonzero(count > 1)
    many = many[np.argsort(-count[many], kind="stable")]
    lone = np.flatnonzero(count[member] == 1)
    return Clusters(mean[many], count[many], low[many], high[many], cell[many], lone, by_area)


def level_of(m_per_px: float) -> int:
    """Doublings of the scale above one metre a pixel."""
    return math.ceil(math.log2(m_per_px))
