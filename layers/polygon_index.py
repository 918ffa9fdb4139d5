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
        reach = np.column_stack([outer, ends]).reshape(-1)[:-1] if len(outer) else outer
        self._low = np.minimum.reduceat(polygons.xy_m, reach)[::2] if len(outer) else np.empty((0, 2))
        self._high = np.maximum.reduceat(polygons.xy_m, reach)[::2] if len(outer) else np.empty((0, 2))

    def bounds_m(self, item_id: str) -> Box | None:
        """West, south, east, north of a feature; None where there is none of this id."""
        first = self._first.get(item_id)
        if first is None:
            return None
        end = first + 1
        while end < len(self._low) and self._polygons.ids[end] == item_id:
            end += 1
        (west, south), (east, north) = self._low[first:end].min(axis=0), self._high[first:end].max(axis=0)
        return float(west), float(south), float(east), float(north)

    def nearest(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        """Id of the feature nearest to a place, at most ``radius_m`` from it; None where there is none."""
        beside = np.maximum(np.maximum(self._low - (x_m, y_m), (x_m, y_m) - self._high), 0.0)
        least_m = np.hypot(beside[:, 0], beside[:, 1])
        rows = np.flatnonzero(least_m <= radius_m)
        place, found, found_m = shapely.Point(x_m, y_m), None, radius_m
        for row in rows[np.argsort(least_m[rows], kind="stable")]:
            if found is not None and least_m[row] >= found_m:
                break
            distance_m = self._shape(int(row)).distance(place)
            if distance_m < found_m or (found is None and distance_m <= found_m):
                found, found_m = str(self._polygons.ids[row]), distance_m
        return found

    def _shape(self, row: int) -> shapely.Polygon:
        polygons = self._polygons
        first, end = polygons.parts[row], polygons.parts[row + 1]
        shell, *holes = (polygons.xy_m[polygons.rings[j] : polygons.rings[j + 1]] for j in range(first, end))
        return shapely.Polygon(shell, holes)
