"""Single cells of a raster of heights that stand alone, far above or below all ground around: faults of measuring."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LEAST_M = 100.0
"""Difference below which a cell is no spike: a tower, or a pit of a mine, may be one."""
SHARE_OF_CELL = 0.5
"""The same as a share of the size of cells: a hill can lie between the middles of large ones."""
TIMES_MAD = 12.0
"""How many times the median absolute deviation of the heights around it a spike differs from their median."""
_MOST = 6 / 8
"""Share of the neighbours that differ so: three spikes may touch each other, and no corner of a plateau is one."""
_AROUND = [(i, j) for i in range(-2, 3) for j in range(-2, 3) if (i, j) != (0, 0)]
_NEXT = [(i, j) for i, j in _AROUND if max(abs(i), abs(j)) == 1]


class Spikes(NamedTuple):
    """Rows and columns (k,) of the cells, and by how much they differ from the ground around them, metres."""

    row: NDArray[np.intp]
    col: NDArray[np.intp]
    by_m: NDArray[np.float64]


def spikes_in(z_m: NDArray[np.float32], cell_m: float) -> Spikes:
    """The spikes among heights (rows, cols), NaN where there are none."""
    least = max(LEAST_M, SHARE_OF_CELL * cell_m)
    padded = np.pad(z_m, 2, constant_values=np.nan)
    rows, cols = z_m.shape
    above = np.zeros(z_m.shape, dtype=np.int8)
    below, known = above.copy(), above.copy()
    for i, j in _NEXT:
        step = z_m - padded[2 + i : 2 + i + rows, 2 + j : 2 + j + cols]
        above += step > least
        below += step < -least
        known += np.isfinite(step)
    row, col = np.nonzero((np.maximum(above, below) >= _MOST * known) & (known > 2))
    lone = np.zeros(padded.shape, dtype=bool)
    lone[row + 2, col + 2] = True
    ground = np.where(lone, np.nan, padded)
    around = np.array([ground[row + 2 + i, col + 2 + j] for i, j in _AROUND], dtype=np.float64).reshape(24, -1)
    enough = np.isfinite(around).sum(axis=0) > 2
    row, col, around = row[enough], col[enough], around[:, enough]
    if not len(row):
        return Spikes(row, col, np.empty(0))
    middle = np.nanmedian(around, axis=0)
    deviation = np.nanmedian(np.abs(around - middle), axis=0)
    by_m = z_m[row, col] - middle
    spike = np.abs(by_m) > np.maximum(least, TIMES_MAD * deviation)
    return Spikes(row[spike], col[spike], by_m[spike])
