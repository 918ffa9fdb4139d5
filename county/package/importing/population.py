"""People by cells of a raster of population, as WorldPop and GHS-POP publish them, and the places where most live."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from county.explained import ExplainedLine
from county.package.importing.named_raster import named_raster
from county.package.importing.raster_position import RasterPosition, not_covering, window_of
from county.package.importing.site import Site
from county.package.manifest import PackageError

MOST_PEOPLE = 1e6
"""In one cell; larger values are voids that are not declared."""
MAX_CELLS = 16_000_000
ROUNDS = 30
"""Of moving the centres; they hardly move after ten."""


class Population(NamedTuple):
    """Raster cells in the county in which people live: middles (n, 2) in working metres, and people (n,)."""

    xy_m: NDArray[np.float64]
    people: NDArray[np.float64]

    def within(self, area: shapely.Geometry) -> Population:
        """The cells whose middles are in ``area``."""
        shapely.prepare(area)
        inside = shapely.contains_xy(area, self.xy_m)
        return Population(self.xy_m[inside], self.people[inside])

    def centres(self, number: int) -> NDArray[np.float64]:
        """At most ``number`` points (k, 2) to the nearest of which the people have the shortest way (k-means).

        The first is the cell with most people, each further one that with most people times squared distance.
        """
        found = self.xy_m[[int(np.argmax(self.people))]]
        away = np.full(len(self.people), np.inf)
        while len(found) < min(number, len(self.people)):
            away = np.minimum(away, np.sum((self.xy_m - found[-1]) ** 2, axis=1))
            if not (away > 0).any():
                break
            found = np.vstack([found, self.xy_m[int(np.argmax(self.people * away))]])
        for _ in range(ROUNDS):
            of = self._nearest(found)
            weight = np.bincount(of, self.people, len(found))
            sums = np.column_stack([np.bincount(of, self.people * axis, len(found)) for axis in self.xy_m.T])
            moved = np.where(weight[:, np.newaxis] > 0, sums / np.maximum(weight, 1e-9)[:, np.newaxis], found)
            if np.allclose(moved, found, rtol=0.0, atol=1.0):
                break
            found = moved
        return found

    def near(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """People (k,) who live nearest to each of ``points`` (k, 2)."""
        return np.asarray(np.bincount(self._nearest(points), self.people, len(points)), dtype=np.float64)

    def _nearest(self, points: NDArray[np.float64]) -> NDArray[np.int64]:
        tree = shapely.STRtree(shapely.points(points))
        return np.asarray(tree.nearest(shapely.points(self.xy_m)), dtype=np.int64)


def read_population(named: Path, site: Site) -> Population:
    """The people of the county by the raster that the user named.  Raises PackageError."""
    with named_raster(named, site, "population") as (path, source, position):
        return _read(path, source, position, site)


def _read(path: Path, source: rasterio.DatasetReader, position: RasterPosition, site: Site) -> Population:
    window = window_of(position, source, site.epsg, site.boundary.bounds)
    if window is None:
        raise not_covering(path, source, position, site, ExplainedLine("does not cover the county"))
    if source.count > 1 or window.width * window.height > MAX_CELLS:
        raise PackageError(
            "{path}: has {n} bands, and {cells} cells in the county; give a raster of one band with the number of "
            "people a cell",
            path=path, n=source.count, cells=f"{window.width * window.height:,.0f}",
        )  # fmt: skip
    values = source.read(1, window=window, masked=True).astype(np.float64).filled(np.nan)
    row, column = np.nonzero((values > 0) & (values <= MOST_PEOPLE))
    x, y = position.transform @ (column + window.col_off + 0.5, row + window.row_off + 0.5)
    to_working = Transformer.from_crs(CRS.from_wkt(position.crs.to_wkt()), site.epsg, always_xy=True)
    xy_m = np.column_stack(to_working.transform(x, y))
    found = Population(xy_m, values[row, column]).within(site.boundary)
    if not len(found.people):
        raise not_covering(path, source, position, site, ExplainedLine("has no people within the county"))
    text = f"{found.people.sum():,.0f} people live in the county by this raster, if its cells are numbers of people"
    site.report("population", path.name, text, "notice")
    return found
