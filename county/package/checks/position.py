"""Checks for layers displaced as a whole: degrees for metres, swapped axes, GCJ-02 taken for WGS84."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from pyproj.exceptions import ProjError

from county.package.checks.inspected import PARENTS, Inspected
from county.package.checks.relief import climb_share
from county.package.crs import LONLAT_EPSG, in_china, transformer
from county.package.finding import Finding
from county.package.offset import FAULT_SHARE, NAMES, Shifted, better_fits, moved, offsets_at, outside_share
from county.package.open import Table
from county.package.schema import CATALOGUED, LEVELS

Points = NDArray[np.float64]
OWN_CODES = ("villages", "grids", "places")


def displaced(package: Inspected, displaced_layers: set[str]) -> Iterator[Finding]:
    """Findings on layers that are displaced as a whole; adds their names to ``displaced_layers``."""
    boundary = package.boundary
    if boundary is None:
        return
    to_lonlat = transformer(package.manifest.epsg, LONLAT_EPSG)
    fault = _boundary_fault(shapely.get_coordinates(boundary), to_lonlat)
    if fault:
        displaced_layers.update(package.tables, {"terrain"})
        yield Finding("error", "boundary", package.manifest.code, fault)
        return
    for layer, table in package.tables.items():
        if layer != "boundary" and len(table) and (fault := _layer_fault(table, boundary)):
            displaced_layers.add(layer)
            yield Finding("error", layer, "", fault)
    offsets = _offsets_m(boundary, to_lonlat)
    yield from _shifted(package.without(displaced_layers), offsets, displaced_layers)


def _boundary_fault(xy: Points, to_lonlat: Transformer) -> str:
    if np.abs(xy).max() <= 360:
        return "its coordinates are degrees, not metres of the working CRS; import the file with its CRS"
    if not _in_zone(xy, to_lonlat):
        if _in_zone(xy[:, ::-1], to_lonlat):
            return "its easting and northing are swapped; swap its coordinates"
        return "is outside China by its coordinates and the manifest's CRS; import the file with its CRS"
    return ""


def _in_zone(xy: Points, to_lonlat: Transformer) -> bool:
    """Whether the points are in China and within 3 degrees of the zone's meridian, the valid range of Gauss-Krüger."""
    try:
        lon, lat = to_lonlat.transform(xy[:, 0], xy[:, 1], errcheck=False)
        meridian, _ = to_lonlat.transform(*_false_origin(to_lonlat))
    except ProjError:
        return False
    lon, lat = np.asarray(lon), np.asarray(lat)
    return bool(in_china(lon, lat).all() and np.abs(lon - meridian).max() <= 3)


def _false_origin(to_lonlat: Transformer) -> tuple[float, float]:
    x, _ = to_lonlat.transform(*to_lonlat.transform(500_000.0, 3_000_000.0), direction="INVERSE")
    return float(x), 3_000_000.0


def _layer_fault(table: Table, boundary: shapely.Geometry) -> str:
    xy = shapely.get_coordinates(table.geometry)
    west, south, east, north = boundary.bounds
    margin = max(east - west, north - south) / 2

    def near_county(points: Points) -> bool:
        x, y = np.median(points, axis=0)
        return bool(west - margin <= x <= east + margin and south - margin <= y <= north + margin)

    if near_county(xy):
        return ""
    if np.abs(xy).max() <= 360:
        return "its coordinates are degrees, not metres of the working CRS; reproject the layer"
    if near_county(xy[:, ::-1]):
        return "its easting and northing are swapped; swap its coordinates"
    return "is far outside the county; check its CRS"


def _offsets_m(boundary: shapely.Geometry, to_lonlat: Transformer) -> dict[Shifted, Points]:
    """The offsets of GCJ-02 and BD-09 at the centre of the county, metres (2,)."""
    middle = boundary.centroid
    lon, lat = to_lonlat.transform(middle.x, middle.y)
    offsets = {}
    for shift, (dlon, dlat) in offsets_at(lon, lat).items():
        x, y = to_lonlat.transform(lon + dlon, lat + dlat, direction="INVERSE")
        offsets[shift] = np.array([x - middle.x, y - middle.y])
    return offsets


def _shifted(package: Inspected, offsets: dict[Shifted, Points], displaced_layers: set[str]) -> Iterator[Finding]:
    """Compare each layer with the layer that it refers to.

    A layer with its own codes that fits a shifted layer, but not that layer corrected, is shifted as well.
    A layer whose divisions were assigned by position fits in any case, and is not compared with a shifted one.
    """
    signed: dict[tuple[Shifted, bool], Points] = {
        (shift, own): offset if own else -offset for own in (True, False) for shift, offset in offsets.items()
    }
    shift_of: dict[str, list[Shifted]] = {}
    for layer, geometry, misfit, whose in _pairs(package):
        if layer in displaced_layers or not len(geometry):
            continue
        wrong, other, shifts = layer, whose, shift_of.get(whose, [])
        if shifts:
            alike = misfit(geometry) <= FAULT_SHARE < misfit(moved(geometry, -offsets[shifts[0]]))
            if layer not in OWN_CODES or not alike:
                continue
        else:
            found = better_fits(geometry, misfit, signed)
            shifts = [shift for shift, own in found if own]
            if found and not shifts:
                wrong, other, shifts = whose, layer, [shift for shift, _ in found]
        if shifts:
            displaced_layers.add(wrong)
            shift_of[wrong] = shifts
            yield Finding(
                "error",
                wrong,
                "",
                f"by the position of the {other} its coordinates are {' or '.join(NAMES[s] for s in shifts)}; "
                f"import its file again as FILE@{shifts[0]}",
            )


Pair = tuple[str, NDArray[np.object_], Callable[[NDArray[np.object_]], float], str]


def _pairs(package: Inspected) -> Iterator[Pair]:
    """Layer, its geometry, its misfit, and the layer it is compared with."""
    tables = package.tables
    top = next((layer for layer in ("towns", "villages", "grids") if layer in tables), None)
    if top is not None and package.boundary is not None:
        yield (
            top,
            tables[top].geometry,
            outside_share(np.full(len(tables[top]), package.boundary, dtype=object)),
            "boundary",
        )
    for layer, (above, column) in PARENTS.items():
        if layer in tables and above in tables:
            yield _pair(layer, tables[layer].geometry, tables[layer][column], package, above)
    if "places" in tables:
        whose = _smallest(package, but="grids")
        yield _pair("places", tables["places"].geometry, tables["places"]["code"], package, whose)
    for layer in ("buildings", *CATALOGUED):
        if layer in tables:
            points = shapely.point_on_surface(tables[layer].geometry)
            yield _pair(layer, points, tables[layer]["division"], package, _smallest(package))
    if "rivers" in tables and package.terrain is not None:
        yield "rivers", tables["rivers"].geometry, climb_share(package.terrain), "terrain"


def _smallest(package: Inspected, *, but: str = "") -> str:
    """The layer of the smallest divisions."""
    return next((layer for layer in reversed(LEVELS) if layer in package.tables and layer != but), "boundary")


def _pair(
    layer: str, geometry: NDArray[np.object_], parent: NDArray[np.generic], package: Inspected, above: str
) -> Pair:
    outlines = package.divisions()
    known = np.array([str(code) in outlines for code in parent], dtype=bool)
    parents = np.array([outlines[str(code)] for code in parent[known]], dtype=object)
    return layer, geometry[known], outside_share(parents), above
