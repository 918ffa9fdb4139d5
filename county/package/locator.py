"""Lookup of the division that contains a point."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

BORDER_M = 0.001
"""Tolerance for points on an outline, whose coordinates are rounded."""


class Locator:
    """Levels of divisions, smallest first, and the outline of the county around them."""

    def __init__(
        self, levels: Iterable[tuple[NDArray[np.object_], NDArray[np.generic]]], boundary: NDArray[np.object_]
    ) -> None:
        """Polygons and codes (n,) of each level, polygons of the county (n,); all in metres."""
        self._levels = [_Level(geometry, [str(code) for code in codes]) for geometry, codes in levels if len(codes)]
        self._boundary = boundary
        shapely.prepare(self._boundary)

    def at(self, x_m: float, y_m: float) -> str | None:
        """Code of the smallest division that contains the point; "" in the county but in none; None outside it."""
        if not (math.isfinite(x_m) and math.isfinite(y_m)):
            return None
        point = shapely.Point(x_m, y_m)
        for level in self._levels:
            code = level.at(point, x_m, y_m)
            if code is not None:
                return code
        return "" if shapely.dwithin(self._boundary, point, BORDER_M).any() else None


class _Level:
    def __init__(self, geometry: NDArray[np.object_], codes: list[str]) -> None:
        self._geometry = geometry
        self._codes = codes
        self._tree = shapely.STRtree(geometry)
        shapely.prepare(geometry)

    def at(self, point: shapely.Point, x_m: float, y_m: float) -> str | None:
        """Code of the first polygon that contains the point or has it on its outline; None when none does."""
        near = self._tree.query(point)
        hits = near[shapely.intersects_xy(self._geometry[near], x_m, y_m)]
        return self._codes[int(hits.min())] if len(hits) else None
