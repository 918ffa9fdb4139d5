"""Land cover beside rivers and lakes: their banks are those of their lines and outlines, not of its coarse cells."""

from __future__ import annotations

from itertools import product

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.landcover import CODE, UNKNOWN, LandCover
from county.package.open import Table

BESIDE = 1.5
"""Cells around a river or lake in which water of the land cover is its own."""
FARTHEST = 24
"""Cells within which the nearest land is looked for; what is farther from it is in the middle of a lake."""
WAYS = tuple(way for way in product((-1, 0, 1), repeat=2) if way != (0, 0))


def without_drawn_water(cover: LandCover, rivers: Table, waters: Table) -> NDArray[np.uint8]:
    """The codes of a land cover (rows, cols), in which cells of water that belong to one of the rivers or waters have
    the code of the nearest land: they would be lumps along its banks."""
    code = cover.code.copy()
    row, col = np.nonzero(code == CODE["water"])
    x_m, y_m = cover.west_m + (col + 0.5) * cover.cell_m, cover.north_m - (row + 0.5) * cover.cell_m
    reach_m = BESIDE * cover.cell_m
    half_m = np.asarray(rivers["width_m"], dtype=float) / 2
    areas = [shapely.buffer(rivers.geometry, half_m + reach_m, quad_segs=2), shapely.buffer(waters.geometry, reach_m)]
    found = shapely.STRtree(shapely.points(x_m, y_m)).query(np.concatenate(areas), predicate="intersects")[1]
    own = np.unique(found)
    row, col = row[own], col[own]
    land = np.where(code == CODE["water"], np.uint8(UNKNOWN), code)
    open_ = np.arange(len(own))
    for away, (down, right) in product(range(1, FARTHEST + 1), WAYS):
        at = row[open_] + away * down, col[open_] + away * right
        held = (at[0] >= 0) & (at[0] < code.shape[0]) & (at[1] >= 0) & (at[1] < code.shape[1])
        near = np.full(len(open_), UNKNOWN, dtype=np.uint8)
        near[held] = land[at[0][held], at[1][held]]
        code[row[open_], col[open_]] = near
        open_ = open_[near == UNKNOWN]
        if not len(open_):
            break
    return code
