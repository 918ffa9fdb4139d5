"""Where a raster is: its own CRS and transform, a world file, the user's CRS, or the one that covers the county."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio.windows import Window

from county.package.importing.site import Site
from county.package.importing.understood import fitting_outlines
from county.package.importing.world_file import world_file
from county.package.manifest import PackageError

DENSE = 16
"""Points on each side of a box whose outline is transformed."""


class RasterPosition(NamedTuple):
    """``transform``: from column and row to coordinates of ``crs``."""

    crs: rasterio.crs.CRS
    transform: rasterio.Affine


def position_of(path: Path, file: Path, source: rasterio.DatasetReader, site: Site) -> RasterPosition:
    """The position of ``source``, which was opened from ``file``; ``path`` is the file that the user named.

    A deduced CRS is reported to ``site``.  Raises PackageError.
    """
    transform = source.transform
    if transform.is_identity:
        if source.gcps[0]:
            raise PackageError(
                f"{path}: is positioned by control points only; rectify it (in QGIS: Warp) and give the result"
            )
        beside = world_file(file)
        if beside is None:
            raise PackageError(
                f"{path}: does not state where it is; give it with its world file (.tfw) or write its position into it"
            )
        transform = beside
    if source.crs is not None:
        return RasterPosition(source.crs, transform)
    crs = site.stated if isinstance(site.stated, CRS) else _deduced(path, source, transform, site)
    return RasterPosition(rasterio.crs.CRS.from_wkt(crs.to_wkt("WKT1_GDAL")), transform)


def _deduced(path: Path, source: rasterio.DatasetReader, transform: rasterio.Affine, site: Site) -> CRS:
    """The one CRS in which the raster covers the county, which is reported.  Raises PackageError."""
    corners = ((0, 0), (source.width, 0), (source.width, source.height), (0, source.height))
    outline = np.array([transform @ corner for corner in corners], dtype=float)
    ways = fitting_outlines(outline, site.boundary_lonlat)
    if len(ways) == 1:
        site.report("terrain", path.name, f"states no CRS: taken as {ways[0].name}, in which it covers the county")
        return ways[0].crs
    if ways:
        names = " or ".join(way.name for way in ways)
        raise PackageError(f"{path}: does not state its CRS, which may be {names}; give it as {path.name}@EPSG")
    (west, south), (east, north) = outline.min(axis=0), outline.max(axis=0)
    raise PackageError(
        f"{path}: does not state its CRS, and covers the county in none of the usual ones ({west:.8g} to {east:.8g}, "
        f"{south:.8g} to {north:.8g}); give its EPSG number as {path.name}@EPSG, or write the CRS into the raster"
    )


def window_of(
    position: RasterPosition, source: rasterio.DatasetReader, epsg: int, bounds: tuple[float, float, float, float]
) -> Window | None:
    """The cells of ``source`` in a box in metres of ``epsg``, and one more on each side; None when there are none."""
    outline = _outline(bounds)
    to_source = Transformer.from_crs(epsg, CRS.from_wkt(position.crs.to_wkt()), always_xy=True)
    x, y = to_source.transform(outline[:, 0], outline[:, 1])
    back = ~position.transform
    column, row = back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f
    if not (np.isfinite(column).all() and np.isfinite(row).all()):
        return None
    left, right = max(0, math.floor(column.min()) - 1), min(source.width, math.ceil(column.max()) + 1)
    top, bottom = max(0, math.floor(row.min()) - 1), min(source.height, math.ceil(row.max()) + 1)
    if left >= right or top >= bottom:
        return None
    return Window(left, top, right - left, bottom - top)


def _outline(bounds: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """Points (n, 2) on the sides of a box."""
    west, south, east, north = bounds
    x, y = np.linspace(west, east, DENSE), np.linspace(south, north, DENSE)
    horizontal = [np.column_stack((x, np.full(DENSE, side))) for side in (south, north)]
    vertical = [np.column_stack((np.full(DENSE, side), y)) for side in (west, east)]
    return np.concatenate([*horizontal, *vertical])
