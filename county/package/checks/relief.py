"""Checks of heights: gaps, implausible values, rivers that run uphill, seats in water."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import geometry_mask
from rasterio.transform import from_origin

from county.package.checks.inspected import Inspected, listed
from county.package.finding import Finding, Severity
from county.package.landcover import LandCover
from county.package.manifest import TERRAIN
from county.package.open import Terrain

LOWEST_M, HIGHEST_M = -160.0, 8850.0
"""China's lowest ground is the shore of Aydingkol (-154 m), its highest Qomolangma (8,848.86 m)."""

VOIDS = 0.01
"""Share of the county without heights above which that is an error."""


def inside(raster: Terrain | LandCover, boundary: shapely.Geometry) -> NDArray[np.bool_]:
    """The cells of a raster that touch the county."""
    transform = from_origin(raster.west_m, raster.north_m, raster.cell_m, raster.cell_m)
    mask = geometry_mask([boundary], raster.shape, transform, invert=True, all_touched=True)
    return np.asarray(mask, dtype=bool)


def _severity_of_voids(share: float) -> Severity:
    """How severe it is that ``share`` (0..1) of the county has no heights."""
    return "error" if share > VOIDS else "warning"


def heights(package: Inspected) -> Iterator[Finding]:
    """Unknown and implausible heights within the county, and areas not covered by the terrain."""
    terrain, boundary = package.terrain, package.boundary
    if terrain is None or boundary is None:
        return
    uncovered = shapely.difference(boundary, shapely.box(*terrain.extent_m)).area / boundary.area
    if uncovered > 0.001:
        yield Finding("error", TERRAIN, "", f"does not cover {uncovered:.1%} of the county; give a larger raster")
    within = inside(terrain, boundary)
    z = terrain.z_m[within]
    if unknown := int(np.sum(~np.isfinite(z))):
        severity = "error" if np.isinf(z).any() else _severity_of_voids(unknown / z.size)
        x, y = _middle(terrain, within & ~np.isfinite(terrain.z_m))
        text = f"has no heights for {unknown / z.size:.2%} of the county ({unknown} cells, around x {x:.0f}, y {y:.0f})"
        yield Finding(severity, TERRAIN, "", f"{text}; give a larger raster or fill the gaps")
    absurd = np.isfinite(z) & ((z < LOWEST_M) | (z > HIGHEST_M))
    if absurd.any():
        yield Finding(
            "error",
            TERRAIN,
            "",
            f"{absurd.sum()} heights within the county are implausible ({z[absurd].min():.0f} "
            f"to {z[absurd].max():.0f} m); declare them as nodata or give metres",
        )


def _middle(terrain: Terrain, cells: NDArray[np.bool_]) -> tuple[float, float]:
    """The marked cell nearest to the middle of all marked ones, in metres."""
    rows, cols = np.nonzero(cells)
    nearest = int(np.argmin((rows - rows.mean()) ** 2 + (cols - cols.mean()) ** 2))
    x, y = (cols[nearest] + 0.5) * terrain.cell_m, (rows[nearest] + 0.5) * terrain.cell_m
    return terrain.west_m + x, terrain.north_m - y


def rivers(package: Inspected) -> Iterator[Finding]:
    """Rivers that rise more than the terrain's resolution explains, in either drawing direction."""
    terrain = package.terrain
    if terrain is None or "rivers" not in package.tables:
        return
    tolerance = max(10.0, 0.3 * terrain.cell_m)
    table = package.tables["rivers"]
    for river, geometry in zip(table["id"].astype(str), table.geometry, strict=True):
        climb = max((_climb(z) for z in _profiles(terrain, np.array([geometry], dtype=object))), default=0.0)
        if climb > tolerance:
            yield Finding("warning", "rivers", river, f"runs {climb:.0f} m uphill by the terrain; check its line")


def climb_share(terrain: Terrain) -> Callable[[NDArray[np.object_]], float]:
    """A misfit for rivers: the share of ascent in their total height change; 0 when they run in valleys."""

    def share(geometry: NDArray[np.object_]) -> float:
        up = total = 0.0
        for z in _profiles(terrain, geometry):
            steps = np.diff(z)
            up += min(steps[steps > 0].sum(), -steps[steps < 0].sum())
            total += np.abs(steps).sum()
        return float(up / total) if total else 0.0

    return share


def _profiles(terrain: Terrain, geometry: NDArray[np.object_]) -> Iterator[NDArray[np.float64]]:
    """Known heights along each line, metres."""
    lines = shapely.get_parts(geometry)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    z = terrain.height_at(xy[:, 0], xy[:, 1])
    for part in np.split(z, np.flatnonzero(np.diff(line)) + 1):
        known = part[np.isfinite(part)]
        if len(known) > 1:
            yield known


def _climb(z: NDArray[np.float64]) -> float:
    """The largest rise along a profile, in the direction that rises less."""
    return float(min(np.max(p - np.minimum.accumulate(p)) for p in (z, z[::-1])))


def seats_in_water(package: Inspected) -> Iterator[Finding]:
    """Seats of divisions inside standing water."""
    if "places" not in package.tables or "waters" not in package.tables:
        return
    places, waters = package.tables["places"], package.tables["waters"]
    wet, _ = shapely.STRtree(waters.geometry).query(places.geometry, predicate="within")
    yield from listed(
        "warning", "places", places["code"][np.unique(wet)], "the seat is in water; move it or fix the water"
    )
