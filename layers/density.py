"""Density of points: how many there are around each place, by area."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from layers.batches import F64, Field

CELLS_A_RADIUS = 8
RADII_A_SIDE = 30
"""The radius is about this part of the larger side of the ground."""
_STEPS = (1.0, 2.0, 5.0, 10.0)
Bounds = tuple[float, float, float, float]


def kernel_radius_m(extent_m: Bounds) -> float:
    """A round number of metres: 1, 2 or 5 times a power of ten."""
    west, south, east, north = extent_m
    least = max(east - west, north - south) / RADII_A_SIDE
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in _STEPS if step * power >= least)


def density_field(xy_m: F64, extent_m: Bounds, radius_m: float, style: str) -> Field:
    """Points a km² of ``xy_m`` (n, 2) on cells of an eighth of ``radius_m`` over ``extent_m`` (west, south, east,
    north); NaN where no point is within the radius.

    Quartic kernel 3 / (π r²) (1 - d² / r²)² (B. W. Silverman, Density Estimation for Statistics and Data Analysis,
    1986, (4.5)), from the middles of the cells in which the points lie.
    """
    west, south, east, north = extent_m
    cell_m = radius_m / CELLS_A_RADIUS
    rows, cols = math.ceil((north - south) / cell_m), math.ceil((east - west) / cell_m)
    row = np.floor((north - xy_m[:, 1]) / cell_m).astype(np.int64)
    col = np.floor((xy_m[:, 0] - west) / cell_m).astype(np.int64)
    inside = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
    number = np.bincount(row[inside] * cols + col[inside], minlength=rows * cols).reshape(rows, cols)
    kernel = _kernel(radius_m, cell_m)
    value = _convolved(number, kernel)
    value[value < 1e-6 * kernel.max()] = np.nan
    box = west, north - rows * cell_m, west + cols * cell_m, north
    return Field(value.astype(np.float32), box, style, unit="/km²", sampling="linear")


def _kernel(radius_m: float, cell_m: float) -> NDArray[np.float64]:
    """Weights a km² of the cells around one, (2 CELLS_A_RADIUS + 1) squared."""
    at = np.arange(-CELLS_A_RADIUS, CELLS_A_RADIUS + 1) * cell_m
    near = np.clip(1 - (at[:, None] ** 2 + at**2) / radius_m**2, 0, None)
    return np.asarray(3 / (math.pi * (radius_m / 1000) ** 2) * near**2)


def _convolved(number: NDArray[np.int64], kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """``number`` (rows, cols) spread by ``kernel``; what comes to lie beyond the ground is left out.

    With numpy alone: scipy.signal would take seconds to import and 50 MB.
    """
    rows, cols = number.shape
    size = rows + 2 * CELLS_A_RADIUS, cols + 2 * CELLS_A_RADIUS
    whole = np.fft.irfft2(np.fft.rfft2(number, size) * np.fft.rfft2(kernel, size), size)
    return whole[CELLS_A_RADIUS : CELLS_A_RADIUS + rows, CELLS_A_RADIUS : CELLS_A_RADIUS + cols]
