"""Heights from any raster, resampled to square cells of the working CRS."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import rasterio
import rasterio.transform
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.transform import from_origin
from rasterio.warp import Resampling, calculate_default_transform, reproject

from county.package import gdal_files
from county.package.finding import cause
from county.package.importing.archives import unpacked
from county.package.importing.site import Site
from county.package.importing.stated_crs import Stated
from county.package.importing.world_file import world_file
from county.package.manifest import PackageError
from county.package.open import Terrain

MARGIN = 0.1
"""Margin around the county, as a share of its larger side."""
MAX_CELLS = 16_000_000
"""Finer rasters are read at a lower resolution: 16 M heights are 64 MB, a 60 km county at 15 m."""


def read_terrain(path: Path, site: Site, max_cells: int = MAX_CELLS) -> Terrain:
    """Heights around the county by bilinear interpolation, NaN where the raster has none.  Raises PackageError."""
    if not path.is_file():
        raise PackageError(f"{path}: file not found; check the path given for terrain")
    try:
        with (
            unpacked(path, gdal_files.RASTER_FORMATS) as file,
            gdal_files.opened_raster(file, max_cells=gdal_files.MAX_SOURCE_CELLS) as source,
        ):
            return _warped(path, file, source, site, max_cells)
    except RasterioError as error:
        raise PackageError(
            f"{path}: is not a readable raster ({cause(error)}); give a GeoTIFF of heights"
        ) from error


def _warped(path: Path, file: Path, source: rasterio.DatasetReader, site: Site, max_cells: int) -> Terrain:
    crs = source.crs or _stated(path, site.stated)
    target = rasterio.crs.CRS.from_epsg(site.epsg)
    band, place = _band(path, file, source)
    bounds = rasterio.transform.array_bounds(source.height, source.width, place)
    native, _, _ = calculate_default_transform(crs, target, source.width, source.height, *bounds)
    west, south, east, north = site.boundary.bounds
    around = MARGIN * max(east - west, north - south)
    west, south, east, north = west - around, south - around, east + around, north + around
    cell = float(native.a)
    if (cells := (east - west) * (north - south) / cell**2) > max_cells:
        finer, cell = cell, cell * math.sqrt(cells / max_cells)
        text = f"{cells:,.0f} cells of {finer:.1f} m are too many; read at {cell:.1f} m"
        site.report("terrain", path.name, text)
    z = np.full((math.ceil((north - south) / cell), math.ceil((east - west) / cell)), np.nan, dtype=np.float32)
    reproject(
        band, z, src_transform=place, src_crs=crs, src_nodata=source.nodata, dst_crs=target, dst_nodata=np.nan,
        dst_transform=from_origin(west, north, cell, cell), resampling=Resampling.bilinear,
    )  # fmt: skip
    z[~np.isfinite(z)] = np.nan
    if np.isnan(z).all():
        raise PackageError(f"{path}: does not cover the county; give a raster of the county's area")
    return Terrain(z, west, north, cell)


def _band(
    path: Path, file: Path, source: rasterio.DatasetReader
) -> tuple[rasterio.Band | NDArray[np.generic], rasterio.Affine]:
    """The heights and where they are: by the raster itself, else by the world file next to it."""
    if not source.transform.is_identity or (world := world_file(file)) is None:
        return rasterio.band(source, 1), source.transform
    if source.width * source.height > gdal_files.MAX_CELLS:
        raise PackageError(f"{path}: too large for a raster with a world file; write its position into the raster")
    return source.read(1), world


def _stated(path: Path, stated: Stated) -> rasterio.crs.CRS:
    if stated is None or isinstance(stated, str):
        raise PackageError(
            f"{path}: does not state its CRS; write it into the raster, or give --crs with its EPSG number"
        )
    return rasterio.crs.CRS.from_wkt(stated.to_wkt())
