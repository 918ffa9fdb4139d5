"""Whether the heights of a raster lie the right way round: rows from the north, columns from the west.

A raster that is turned over covers the county as well, and its heights are those of the county.  It is told by what
depends on the ground: heights that points state, rivers, standing water, and seats, which avoid steep slopes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.checks.relief import climb_share, inside
from county.package.importing.site import Site
from county.package.importing.spot_heights import SpotHeights
from county.package.open import Table, Terrain

Turn = Literal["north-south", "east-west", "north-south and east-west"]
TURNS: Mapping[Turn, tuple[bool, bool]] = {
    "north-south": (True, False), "east-west": (False, True), "north-south and east-west": (True, True),
}  # fmt: skip
"""Whether rows and columns are exchanged."""
FEWEST_HEIGHTS, FEWEST_CELLS, FEWEST_SEATS = 8, 12, 50
SEATS = "the seats"
SEATS_APART = 0.9
"""Divided by the root of the number of seats: three standard errors of the mean rank of their slopes.  Of 253 seats in
433123 it is 0.44, and 0.51, 0.46 and 0.47 turned over, in cells of 900 m."""
RIVERS_M = 5_000.0
"""Total length of rivers below which they tell nothing."""


class Evidence(NamedTuple):
    """What tells it, a misfit (0..1) of heights, and by how much the misfit of one way must be smaller to tell."""

    source: str
    misfit: Callable[[Terrain], float]
    apart: float


class Orientation(NamedTuple):
    """Which way the heights are turned over by ``source``; None: they are not; ``source`` "": nothing tells."""

    turned: Turn | None
    source: str


def check_orientation(site: Site, tables: Mapping[str, Table], ways: Mapping[Turn | None, Terrain]) -> None:
    """Report heights that are turned over, or that nothing tells it.  ``tables``: of files, not derived ones."""
    found = orientation_of(ways, evidence_of(tables, site.spot_heights, site.boundary))
    if found.turned is not None:
        text = f"by {found.source} its heights are turned over ({found.turned}): rows or columns are in the wrong order"
        way_out = "export the raster again with its first row in the north and its first column in the west"
        site.report("terrain", "", f"{text}; {way_out}", "warning" if found.source == SEATS else "error")
    elif not found.source:
        site.unchecked.append(
            "orientation of the heights not checked: --waters FILE with rivers, or points with a column 高程"
        )


def orientation_of(ways: Mapping[Turn | None, Terrain], evidence: Iterator[Evidence]) -> Orientation:
    """By the first evidence that tells; ``ways``: the heights as they are (None), and turned over."""
    for source, misfit, apart in evidence:
        found = {turn: misfit(terrain) for turn, terrain in ways.items()}
        if not np.isfinite(list(found.values())).all():
            continue
        best = min(found, key=lambda turn: found[turn])
        others = [share for turn, share in found.items() if turn != best]
        if best is None and min(others) - found[None] > apart:
            return Orientation(None, source)
        if best is not None and found[None] - found[best] > apart:
            return Orientation(best, source)
    return Orientation(None, "")


def evidence_of(
    tables: Mapping[str, Table], spots: list[SpotHeights], boundary: shapely.Geometry
) -> Iterator[Evidence]:
    """What a county's layers tell, the best first."""
    for spot in spots:
        if len(spot.z_m) >= FEWEST_HEIGHTS and np.ptp(spot.z_m) > 0:
            yield Evidence(f"the heights in {spot.source}", _of_heights(spot), 0.3)
    rivers = tables.get("rivers")
    if rivers is not None and shapely.length(rivers.geometry).sum() >= RIVERS_M:
        share = climb_share
        yield Evidence("the rivers", lambda terrain: share(terrain)(rivers.geometry), 0.1)
    if "waters" in tables:
        area = shapely.union_all(tables["waters"].geometry)
        yield Evidence("the standing water", lambda terrain: _rank_of_cells(terrain, boundary, area), 0.15)
    if "places" in tables and len(tables["places"]) >= FEWEST_SEATS:
        xy = shapely.get_coordinates(tables["places"].geometry)
        yield Evidence(SEATS, lambda terrain: _rank_of_points(terrain, boundary, xy), SEATS_APART / np.sqrt(len(xy)))


def _of_heights(spot: SpotHeights) -> Callable[[Terrain], float]:
    def misfit(terrain: Terrain) -> float:
        z = terrain.height_at(spot.xy_m[:, 0], spot.xy_m[:, 1])
        known = np.isfinite(z)
        if known.sum() < FEWEST_HEIGHTS or not np.ptp(z[known]) or not np.ptp(spot.z_m[known]):
            return float("nan")
        return 1 - max(0.0, float(np.corrcoef(_ranked(z[known]), _ranked(spot.z_m[known]))[0, 1]))

    return misfit


def _ranked(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """The place of each value from the smallest, which is 1; equal ones share the mean of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place], dtype=float)


def _slope_ranks(terrain: Terrain, boundary: shapely.Geometry) -> NDArray[np.float64]:
    """Ranks (0..1) of the slopes of the cells in the county; NaN elsewhere."""
    slope = np.hypot(*np.gradient(terrain.z_m.astype(np.float64), terrain.cell_m))
    known = inside(terrain, boundary) & np.isfinite(slope)
    ranks = np.full(slope.shape, np.nan)
    ranks[known] = (_ranked(slope[known]) - 0.5) / max(1, known.sum())
    return ranks


def _rank_of_points(terrain: Terrain, boundary: shapely.Geometry, xy_m: NDArray[np.float64]) -> float:
    """Mean rank of the slopes at points."""
    ranks = _slope_ranks(terrain, boundary)
    col = np.clip((xy_m[:, 0] - terrain.west_m) / terrain.cell_m, 0, ranks.shape[1] - 1).astype(int)
    row = np.clip((terrain.north_m - xy_m[:, 1]) / terrain.cell_m, 0, ranks.shape[0] - 1).astype(int)
    at = ranks[row, col]
    return float(np.nanmean(at)) if np.isfinite(at).sum() >= FEWEST_SEATS else float("nan")


def _rank_of_cells(terrain: Terrain, boundary: shapely.Geometry, area: shapely.Geometry) -> float:
    """Mean rank of the slopes of the cells whose middle is in ``area``."""
    ranks = _slope_ranks(terrain, boundary)
    rows, cols = np.indices(ranks.shape)
    x = terrain.west_m + (cols + 0.5) * terrain.cell_m
    y = terrain.north_m - (rows + 0.5) * terrain.cell_m
    shapely.prepare(area)
    at = ranks[shapely.contains_xy(area, x, y)]
    at = at[np.isfinite(at)]
    return float(np.mean(at)) if len(at) >= FEWEST_CELLS else float("nan")
