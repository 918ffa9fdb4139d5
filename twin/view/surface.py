"""The ground as the twin uses it: heights in scene coordinates, defined everywhere."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from county.package.open import CountyPackage, Terrain
from layers.refine import filled, refined

F64 = NDArray[np.float64]
MARGIN = 0.06
"""Of the county's size, added around it when there is no terrain."""
OUTLINE_STEPS = 400
"""Parts of the scene's size to which the county's outline is known where the ground around it fades."""


class Surface:
    """Heights over the county.  The scene's origin is the middle of ``extent_m``; flat when there is no terrain."""

    def __init__(self, package: CountyPackage) -> None:
        terrain = package.terrain
        self.flat = terrain is None
        self.extent_m = _extent(package) if terrain is None else terrain.extent_m
        self._terrain = None if terrain is None else _smooth(terrain)
        west, south, east, north = self.extent_m
        self.origin_m = np.array([(west + east) / 2, (south + north) / 2])
        self.size_m = np.array([east - west, north - south])
        county = shapely.union_all(package.table("boundary").geometry)
        self._county = shapely.simplify(county, float(self.size_m.max()) / OUTLINE_STEPS)
        shapely.prepare(self._county)
        z = np.zeros(1) if self._terrain is None else self._terrain.z_m
        self.lowest_m, self.highest_m = float(z.min()), float(z.max())

    def scene_xy(self, xy_m: ArrayLike) -> F64:
        """Scene coordinates (n, 2) of working-CRS points."""
        return np.asarray(np.asarray(xy_m, dtype=float).reshape(-1, 2) - self.origin_m)

    def height_at(self, x: ArrayLike, y: ArrayLike) -> F64:
        """Metres above sea level at scene points."""
        if self._terrain is None:
            return np.zeros(np.broadcast(x, y).shape)
        return self._terrain.height_at(np.asarray(x) + self.origin_m[0], np.asarray(y) + self.origin_m[1])

    def presence_at(self, x: F64, y: F64) -> F64:
        """How much of the ground shows at scene points: 1 in the county, less around it, 0 at the edge of the scene."""
        x_m, y_m = x + self.origin_m[0], y + self.origin_m[1]
        west, south, east, north = self.extent_m
        box = shapely.box(float(x_m.min()), float(y_m.min()), float(x_m.max()), float(y_m.max()))
        if shapely.contains(self._county, box):
            return np.ones(x.shape)
        beyond_m = shapely.distance(self._county, shapely.points(x_m, y_m))
        left_m = np.minimum(np.minimum(x_m - west, east - x_m), np.minimum(y_m - south, north - y_m)).clip(0.0)
        away = beyond_m / np.maximum(beyond_m + left_m, 1e-6)
        return np.asarray(1.0 - away * away * (3.0 - 2.0 * away))

    def range_m(self, west: float, south: float, east: float, north: float) -> tuple[float, float]:
        """Lowest and highest ground of a box in scene metres."""
        if self._terrain is None:
            return 0.0, 0.0
        t = self._terrain
        x0, y0 = self.origin_m[0] - t.west_m, t.north_m - self.origin_m[1]
        rows, cols = t.z_m.shape
        c0, c1 = (int(np.clip((x0 + x) / t.cell_m + d, 0, cols - 1)) for x, d in ((west, -1.5), (east, 1.5)))
        r0, r1 = (int(np.clip((y0 - y) / t.cell_m + d, 0, rows - 1)) for y, d in ((north, -1.5), (south, 1.5)))
        box = t.z_m[r0 : r1 + 1, c0 : c1 + 1]
        return float(box.min()), float(box.max())

    def on_ground(self, xy_m: ArrayLike, exaggeration: float, lift_m: float = 0.0) -> F64:
        """Scene points (n, 3) of working-CRS points on the exaggerated ground."""
        xy = self.scene_xy(xy_m)
        z = self.height_at(xy[:, 0], xy[:, 1]) * exaggeration + lift_m
        return np.column_stack([xy, z])


def _smooth(terrain: Terrain) -> Terrain:
    """Unknown cells take the height of the nearest known one, so that the ground has no holes; coarse cells are
    divided, so that it is round."""
    z_m = refined(filled(terrain.z_m), terrain.cell_m)
    cell_m = terrain.cell_m * terrain.z_m.shape[1] / z_m.shape[1]
    return Terrain(z_m, terrain.west_m, terrain.north_m, cell_m)


def _extent(package: CountyPackage) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(package.table("boundary").geometry)
    margin = MARGIN * max(east - west, north - south)
    return float(west - margin), float(south - margin), float(east + margin), float(north + margin)
