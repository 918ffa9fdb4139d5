"""Layers in GCJ-02 and BD-09, the shifted coordinates of Chinese web maps: detect and undo the shift.

GCJ-02 is offset from WGS84 by some 500 m.  The offset varies slowly, so that one vector is used for a whole county.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.gcj02 import gcj02_from_bd09, gcj02_from_wgs84, wgs84_from_gcj02

Shifted = Literal["gcj02", "bd09"]
FAULT_SHARE = 0.005
"""Below this share of misfit a layer fits as it is: digitising noise, not a shift."""
MAX_STRAYS = 2
"""Up to this number of points outside their parents are tolerated, whatever their share."""
DETECTED_SHARE = 0.35
"""A shift is detected if removing it reduces the misfit to at most this share."""


def to_wgs84(lonlat: NDArray[np.float64], shifted: Shifted) -> NDArray[np.float64]:
    """WGS84 degrees (n, 2) of points (n, 2) in GCJ-02 or BD-09."""
    return wgs84_from_gcj02(gcj02_from_bd09(lonlat) if shifted == "bd09" else lonlat)


def gcj_offset(lon: float, lat: float) -> NDArray[np.float64]:
    """GCJ-02 minus WGS84 at a WGS84 point, degrees (2,)."""
    point = np.array([[lon, lat]])
    return np.asarray((gcj02_from_wgs84(point) - point)[0])


def moved(geometry: NDArray[np.object_], by: NDArray[np.float64]) -> NDArray[np.object_]:
    """``geometry`` with every point moved by the vector ``by`` (2,)."""
    return np.asarray(shapely.transform(geometry, lambda xy: xy + by), dtype=object)


def looks_shifted(
    geometry: NDArray[np.object_], misfit: Callable[[NDArray[np.object_]], float], offset: NDArray[np.float64]
) -> bool:
    """Whether ``geometry`` fits clearly better with the GCJ-02 ``offset`` (2,) removed.

    ``misfit`` measures how badly a layer fits its reference layer: a share 0..1.
    """
    before = misfit(geometry)
    return before > FAULT_SHARE and misfit(moved(geometry, -offset)) < before * DETECTED_SHARE


def outside_share(parents: NDArray[np.object_]) -> Callable[[NDArray[np.object_]], float]:
    """A misfit: the share of the layer outside its parents, where feature i belongs in ``parents[i]``.

    By number for points, by area for polygons.
    """
    shapely.prepare(parents)

    def share(geometry: NDArray[np.object_]) -> float:
        if not len(geometry):
            return 0.0
        if shapely.get_dimensions(geometry[0]) < 2:
            outside = int(np.sum(~shapely.intersects(parents, geometry)))
            return outside / len(geometry) if outside > MAX_STRAYS else 0.0
        inside = shapely.area(shapely.intersection(parents, geometry)).sum()
        whole = shapely.area(geometry).sum()
        return float(1 - inside / whole) if whole else 0.0

    return share
