"""Polygons of a batch found by id and by place, from the batch's own columns: shapely objects of 60,000 buildings take
36 MB."""

from __future__ import annotations

import numpy as np
import shapely

from layers.batches import Polygons

Box = tuple[float, float, float, float]


class PolygonIndex:
    """The polygons of features, each of which may have several, one after the other."""

    def __init__(self, polygons: Polygons) -> None:
        self._polygons = polygons
        rows = range(len(polygons.ids) - 1, -1, -1)
        self._first = {str(polygons.ids[row]): row for row in rows}
        """The first polygon of each feature; the others follow it."""
        outer = polygons.rings[polygons.parts[:-1]]
        ends = polygons.rings[polygons.parts[:-1] + 1]
        reach = np.column_stack([outer, ends]).reshape(-1)[:-1]
        low, high = (
            of.reduceat(polygons.xy_m, reach)[::2] if len(outer) else np.empty((0, 2))
            for of in (np.minimum, np.maximum)
        )
        self._boxes = np.ascontiguousarray(np.hstack([low, high]).T)
        """West, south, east, north (4, n)."""

    def __len__(self) -> int:
        """Number of features."""
        return len(self._first)

    def row(self, item_id: str) -> int | None:
        """The first polygon of a feature; None where there is none of this id."""
        return self._first.get(item_id)

    def bounds_m(self, item_id: str) -> Box | None:
        """West, south, east, north of a feature; None where there is none of this id."""
        first = self.row(item_id)
        if first is None:
            return None
        end = first + 1
        while end < len(self._polygons.ids) and self._polygons.ids[end] == item_id:
            end += 1
        low, high = self._boxes[:2, first:end].min(axis=1), self._boxes[2:, first:end].max(axis=1)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def nearest(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        """Id of the feature nearest to a place, at most ``radius_m`` from it; None where there is none."""
        west_m, south_m, east_m, north_m = self._boxes
        near = (west_m <= x_m + radius_m) & (east_m >= x_m - radius_m)
        near &= (south_m <= y_m + radius_m) & (north_m >= y_m - radius_m)
        rows = np.flatnonzero(near)
        aside_m = np.maximum(np.maximum(west_m[rows] - x_m, x_m - east_m[rows]), 0.0)
        ahead_m = np.maximum(np.maximum(south_m[rows] - y_m, y_m - north_m[rows]), 0.0)
        least_m = np.hypot(aside_m, ahead_m)
        place, found, found_m = shapely.Point(x_m, y_m), None, radius_m
        for n in np.argsort(least_m, kind="stable"):
            if least_m[n] > found_m:
                break
            row = rows[n]
            distance_m = self._shape(int(row)).distance(place)
            if distance_m < found_m or (found is None and distance_m == found_m):
                found, found_m = str(self._polygons.ids[row]), distance_m
        return found

    def _shape(self, row: int) -> shapely.Polygon:
        polygons = self._polygons
        first, end = polygons.parts[row], polygons.parts[row + 1]
        shell, *holes = (polygons.xy_m[polygons.rings[j] : polygons.rings[j + 1]] for j in range(first, end))
        return shapely.Polygon(shell, holes)
