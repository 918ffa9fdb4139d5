"""Heights from any raster, brought to square cells of the working CRS."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import rasterio
import rasterio.windows
from rasterio.errors import RasterioError
from rasterio.transform import from_origin
from rasterio.warp import Resampling, calculate_default_transform, reproject, transform_bounds

from county.package.importing.georeference import Stated
from county.package.importing.site import Site
from county.package.manifest import PackageError
from county.package.open import Terrain

MAX_CELLS = 16_000_000
"""Finer rasters are read coarser: 16 M heights are 64 MB, a 60 km county at 15 m."""


def read_terrain(path: Path, site: Site) -> Terrain:
    """Heights around the county by bilinear interpolation, NaN where the raster has none.  Raises PackageError."""
    if not path.is_file():
        raise PackageError(f"{path}: there is no such file; check the path given for terrain")
    try:
        with rasterio.open(path) as source:
            return _warped(path, source, site)
    except RasterioError as error:
        raise PackageError(
            f"{path}: is no raster that can be read ({str(error).splitlines()[0]}); give a GeoTIFF of heights"
        ) from error


def _warped(path: Path, source: rasterio.DatasetReader, site: Site) -> Terrain:
    crs = source.crs or _stated(path, site.stated)
    target = rasterio.crs.CRS.from_epsg(site.epsg)
    native, _, _ = calculate_default_transform(crs, target, source.width, source.height, *source.bounds)
    cell = float(native.a)
    west, south, east, north = site.boundary.bounds
    margin = 3 * cell
    cols = math.ceil((east - west + 2 * margin) / cell)
    rows = math.ceil((north - south + 2 * margin) / cell)
    if rows * cols > MAX_CELLS:
        finer = cell
        cell *= math.sqrt(rows * cols / MAX_CELLS)
        site.report(
            "terrain",
            path.name,
            f"cells of {finer:.1f} m would be {rows * cols:,}; read coarser, at {cell:.1f} m",
        )
        cols, rows = (
            math.ceil((east - west + 2 * margin) / cell),
            math.ceil((north - south + 2 * margin) / cell),
        )
    west, north = west - margin, north + margin
    window = _window(
        path,
        source,
        transform_bounds(target, crs, west, north - rows * cell, west + cols * cell, north, densify_pts=21),
    )
    heights = source.read(1, window=window, masked=True).astype(np.float32).filled(np.nan)
    heights[~np.isfinite(heights)] = np.nan
    z = np.full((rows, cols), np.nan, dtype=np.float32)
    reproject(
        heights, z, src_transform=source.window_transform(window), src_crs=crs, src_nodata=np.nan,
        dst_transform=from_origin(west, north, cell, cell), dst_crs=target, dst_nodata=np.nan,
        resampling=Resampling.bilinear,
    )  # fmt: skip
    return Terrain(z, west, north, cell)


def _stated(path: Path, stated: Stated) -> rasterio.crs.CRS:
    if stated is None or isinstance(stated, str):
        raise PackageError(
            f"{path}: does not say its CRS; write it into the raster, or give --crs with its EPSG number"
        )
    return rasterio.crs.CRS.from_wkt(stated.to_wkt())


def _window(
    path: Path, source: rasterio.DatasetReader, bounds: tuple[float, float, float, float]
) -> rasterio.windows.Window:
    """The part of the raster that covers ``bounds``, two cells wider.  Raises PackageError."""
    wanted = rasterio.windows.from_bounds(*bounds, transform=source.transform)
    try:
        part = wanted.intersection(rasterio.windows.Window(0, 0, source.width, source.height))
    except rasterio.errors.WindowError:
        raise PackageError(f"{path}: does not cover the county; give a raster of the county's place") from None
    c0, r0 = max(math.floor(part.col_off) - 2, 0), max(math.floor(part.row_off) - 2, 0)
    c1 = min(math.ceil(part.col_off + part.width) + 2, source.width)
    r1 = min(math.ceil(part.row_off + part.height) + 2, source.height)
    return rasterio.windows.Window(c0, r0, c1 - c0, r1 - r0)
