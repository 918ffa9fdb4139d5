"""Heights above the sea that files of points state in a column, by which a raster of heights is compared."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.importing import fields
from county.tables.units import METRES
from county.tables.values import unit_key


class SpotHeights(NamedTuple):
    """Heights ``z_m`` (n,) that a file states at points ``xy_m`` (n, 2)."""

    source: str
    xy_m: NDArray[np.float64]
    z_m: NDArray[np.float64]


def spot_heights(layer: str, file: str, columns: fields.Columns, points: NDArray[np.object_]) -> list[SpotHeights]:
    """Those of a file of ``points`` (n,), metres of the working CRS; none without such a column."""
    found = fields.found(columns, layer, "elevation")
    if found is None:
        return []
    unit = found.unit or "m"
    z = fields.number(found.values, np.nan, unit=unit).values * METRES.get(unit_key(unit), np.nan)
    known = np.isfinite(z)
    return [SpotHeights(file, shapely.get_coordinates(points)[known], z[known])]
