"""Coarse rasters divided into finer cells by cubic splines, so that hills are round instead of facetted."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FINE_M = 30.0
"""Cells of this size are fine enough."""
MOST_CELLS = 1_500_000


def refined(value: NDArray[np.float32], cell_m: float) -> NDArray[np.float32]:
    """The raster (rows, cols) with every cell of ``cell_m`` divided into n x n, the least n that makes it fine or the
    largest that memory allows; NaN where the nearest cell is NaN."""
    n = min(math.ceil(cell_m / FINE_M), math.isqrt(max(1, MOST_CELLS // value.size)))
    if n <= 1 or min(value.shape) < 2:
        return value
    from scipy.ndimage import zoom  # here, because the first picture of the map would wait for it

    unknown = np.isnan(value)
    fine: NDArray[np.float32] = zoom(filled(value), n, order=3, mode="nearest", grid_mode=True)
    if unknown.any():
        fine[zoom(unknown.astype(np.float32), n, order=1, mode="nearest", grid_mode=True) > 0.5] = np.nan
    return fine


def filled(value: NDArray[np.float32]) -> NDArray[np.float32]:
    """NaN replaced by the nearest value; zeros when there is none."""
    unknown = np.isnan(value)
    if not unknown.any():
        return value
    if unknown.all():
        return np.zeros_like(value)
    from scipy.ndimage import distance_transform_edt

    nearest = distance_transform_edt(unknown, return_distances=False, return_indices=True)
    return np.asarray(value[tuple(nearest)])
