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

from county.explained import ExplainedLine
from county.package.importing.site import Site
from county.package.importing.stated_crs import Stated
from county.package.importing.understood import fitting_outlines
from county.package.importing.world_file import world_file
from county.package.manifest import ImportOptionError, PackageError

DENSE = 16
"""Points on each side of a box whose outline is transformed."""
MARGIN = 0.1
"""Margin around the county, as a share of its larger side."""


class RasterPosition(NamedTuple):
    """``transform``: from column and row to coordinates of ``crs``."""

    crs: rasterio.crs.CRS
    transform: rasterio.Affine


def position_of(
    path: Path,
    file: Path,
    source: rasterio.DatasetReader,
    site: Site,
    stated: Stated,
    layer: str,
) -> RasterPosition:
    """The position of ``source``, which was opened from ``file``; ``path`` is the file that the user named.

    ``stated``: the CRS that the user states for this file alone, which comes before the raster's own.
    A CRS that is deduced, or is not that of the raster, is reported to ``site``.  Raises PackageError.
    """
    if isinstance(stated, str):
        raise ImportOptionError(
            "{path}@{shift}: a raster cannot be converted from shifted degrees; leave out @{shift} if it is not "
            "shifted, as most are, or give it in CGCS2000 or WGS84",
            path=path, shift=stated,
        )  # fmt: skip
    transform = source.transform
    if transform.is_identity:
        if source.gcps[0]:
            raise PackageError(
                "{path}: is positioned by control points only; rectify it (in QGIS: Warp) and give the result",
                path=path,
            )  # fmt: skip
        beside = world_file(file)
        if beside is None:
            raise PackageError(
                "{path}: does not state where it is; give it with its world file (.tfw) or write its position into it",
                path=path,
            )  # fmt: skip
        transform = beside
    own = _own_crs(source)
    of_all = site.stated if isinstance(site.stated, CRS) else None
    crs = stated or own or of_all or _deduced(path, source, transform, site, layer)
    if stated is not None and own is not None and not _same(stated, own):
        text = f"states {own.name}: taken as {stated.name} = EPSG {stated.to_epsg()}, as given after @"
        site.report(layer, path.name, text)
    if isinstance(site.stated, str) and stated is None and crs.is_geographic:
        text = f"is in degrees and was taken as not shifted: no raster is converted from {site.stated}; check its place"
        site.report(layer, path.name, text)
    if crs is own:
        return RasterPosition(source.crs, transform)
    return RasterPosition(rasterio.crs.CRS.from_wkt(crs.to_wkt("WKT1_GDAL")), transform)


def _own_crs(source: rasterio.DatasetReader) -> CRS | None:
    """The CRS that the raster states; None for one that is nowhere on earth, as of a drawing."""
    if source.crs is None:
        return None
    crs = CRS.from_wkt(source.crs.to_wkt())
    return crs if crs.is_geographic or crs.is_projected else None


def _same(one: CRS, other: CRS) -> bool:
    return one.to_epsg() == other.to_epsg() is not None or one.equals(other, ignore_axis_order=True)


def not_covering(
    path: Path, source: rasterio.DatasetReader, position: RasterPosition, site: Site, why: ExplainedLine
) -> PackageError:
    """The error on a raster that does not have what is wanted of the county, with the CRS in which it covers it.

    ``why``: what it lacks.
    """
    used = CRS.from_wkt(position.crs.to_wkt())
    ways = fitting_outlines(_corners(source, position.transform), site.boundary_lonlat, used)
    if not ways or any(_same(way.crs, used) or (way.crs.is_geographic and used.is_geographic) for way in ways):
        return PackageError("{path}: {why}; give a raster of the county's area", path=path, why=why)
    return PackageError(
        "{path}: {why} as {used}, but covers it as {names}; give {name}@{number}",
        path=path, why=why, used=used.name, names=" or ".join(way.name for way in ways), name=path.name,
        number=ways[0].crs.to_epsg() if len(ways) == 1 else "EPSG",
    )  # fmt: skip


def _corners(source: rasterio.DatasetReader, transform: rasterio.Affine) -> NDArray[np.float64]:
    corners = ((0, 0), (source.width, 0), (source.width, source.height), (0, source.height))
    return np.array([transform @ corner for corner in corners], dtype=float)


def _deduced(
    path: Path, source: rasterio.DatasetReader, transform: rasterio.Affine, site: Site, layer: str
) -> CRS:
    """The one CRS in which the raster covers the county, which is reported.  Raises PackageError."""
    outline = _corners(source, transform)
    ways = fitting_outlines(outline, site.boundary_lonlat)
    if len(ways) == 1:
        site.report(layer, path.name, f"states no CRS: taken as {ways[0].name}, in which it covers the county")
        return ways[0].crs
    if ways:
        names = " or ".join(way.name for way in ways)
        raise PackageError(
            "{path}: does not state its CRS, which may be {names}; give it as {name}@EPSG",
            path=path, names=names, name=path.name,
        )  # fmt: skip
    (west, south), (east, north) = outline.min(axis=0), outline.max(axis=0)
    raise PackageError(
        "{path}: does not state its CRS, and covers the county in none of the usual ones ({west} to {east}, {south} to "
        "{north}); give its EPSG number as {name}@EPSG, or write the CRS into the raster",
        path=path, west=f"{west:.8g}", east=f"{east:.8g}", south=f"{south:.8g}", north=f"{north:.8g}", name=path.name,
    )  # fmt: skip


def around(site: Site) -> tuple[float, float, float, float]:
    """The county's bounds with a margin, metres."""
    west, south, east, north = site.boundary.bounds
    margin = MARGIN * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


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
