"""Finding points among numpy columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.batches import F64


def nearest(xy_m: F64, x_m: float, y_m: float, radius_m: float) -> int | None:
    """Row of the point of ``xy_m`` (n, 2) nearest to (x_m, y_m); None when all are beyond ``radius_m``."""
    if not len(xy_m):
        return None
    distance2 = (xy_m[:, 0] - x_m) ** 2 + (xy_m[:, 1] - y_m) ** 2
    row = int(distance2.argmin())
    return row if distance2[row] <= radius_m**2 else None


def inside(xy_m: F64, west: float, south: float, east: float, north: float) -> NDArray[np.intp]:
    """Rows of the points of ``xy_m`` (n, 2) inside a box, its edges included."""
    x, y = xy_m[:, 0], xy_m[:, 1]
    return np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
