"""Lookup of the division that contains a point."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

BORDER_M = 0.001
"""Tolerance for points on an outline, whose coordinates are rounded."""
INDEXED = 500
"""Vertices from which an outline gets an index.  GEOS builds it at the first search in that outline and keeps it, at
some 60 bytes a vertex; searching fewer vertices one by one takes a few microseconds."""


class Locator:
    """Levels of divisions, smallest first, and the outline of the county around them.

    A point in a gap between the divisions of one level is in one of the next level, finally in the county itself.
    """

    def __init__(
        self,
        levels: Iterable[tuple[NDArray[np.object_], NDArray[np.generic]]],
        boundary: NDArray[np.object_],
        county: str,
    ) -> None:
        """Polygons and codes (n,) of each level, polygons of the county (n,), all in metres, and its code."""
        self._levels = [_Level(geometry, [str(code) for code in codes]) for geometry, codes in levels if len(codes)]
        self._boundary = boundary
        self._extent_m = shapely.total_bounds(boundary)
        self._county = county
        shapely.prepare(self._boundary)

    def at(self, x_m: float, y_m: float) -> str | None:
        """Code of the smallest division that contains the point: the county's where no outline does; None outside."""
        if not (math.isfinite(x_m) and math.isfinite(y_m)):
            return None
        point = shapely.Point(x_m, y_m)
        for level in self._levels:
            code = level.at(point, x_m, y_m)
            if code is not None:
                return code
        west, south, east, north = self._extent_m
        if not (west - BORDER_M <= x_m <= east + BORDER_M and south - BORDER_M <= y_m <= north + BORDER_M):
            return None  # squares of what no place on Earth has would overflow
        return self._county if shapely.dwithin(self._boundary, point, BORDER_M).any() else None


class _Level:
    def __init__(self, geometry: NDArray[np.object_], codes: list[str]) -> None:
        self._geometry = geometry
        self._codes = codes
        self._tree = shapely.STRtree(geometry)
        shapely.prepare(geometry[shapely.get_num_coordinates(geometry) >= INDEXED])

    def at(self, point: shapely.Point, x_m: float, y_m: float) -> str | None:
        """Code of the first polygon that contains the point or has it on its outline; None when none does."""
        near = self._tree.query(point)
        hits = near[shapely.intersects_xy(self._geometry[near], x_m, y_m)]
        return self._codes[int(hits.min())] if len(hits) else None
