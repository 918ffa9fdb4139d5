"""Cells of a raster resampled to square cells of the working CRS."""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
import rasterio
import rasterio.transform
from numpy.typing import NDArray
from rasterio.transform import from_origin
from rasterio.warp import Resampling, calculate_default_transform, reproject

from county.package.importing.raster_position import RasterPosition

N = TypeVar("N", bound=np.generic)


def warped(
    values: NDArray[N],
    position: RasterPosition,
    epsg: int,
    bounds: tuple[float, float, float, float],
    max_cells: int,
    *,
    void: float,
    resampling: Resampling,
) -> tuple[NDArray[N], float]:
    """``values`` (rows, cols) over ``bounds`` (west, south, east, north in metres of ``epsg``), row 0 in the north, and
    the size of its cells in metres: about those of the raster, larger where there would be more than ``max_cells``.

    ``void`` is where there is no value, in both rasters.
    """
    target = rasterio.crs.CRS.from_epsg(epsg)
    extent = rasterio.transform.array_bounds(*values.shape, position.transform)
    native, _, _ = calculate_default_transform(position.crs, target, values.shape[1], values.shape[0], *extent)
    west, south, east, north = bounds
    cell_m = max(float(native.a), math.sqrt((east - west) * (north - south) / max_cells))
    shape = math.ceil((north - south) / cell_m), math.ceil((east - west) / cell_m)
    out = np.full(shape, void, dtype=values.dtype)
    reproject(
        values, out, src_transform=position.transform, src_crs=position.crs, src_nodata=void, dst_crs=target,
        dst_transform=from_origin(west, north, cell_m, cell_m), dst_nodata=void, resampling=resampling,
    )  # fmt: skip
    return out, cell_m
