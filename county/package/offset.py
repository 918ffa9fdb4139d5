"""Layers in GCJ-02 and BD-09, the shifted coordinates of Chinese web maps: undo the shift, and tell one that has it.

GCJ-02 lies some 500 m beside WGS84 by an offset that varies slowly, so within a county one vector stands for it.
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
STRAYS = 2
"""So many points outside their parents are strays, whatever share they are."""
MARKEDLY = 0.35
"""A shift is told when it leaves at most this part of the misfit."""


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
    """Whether ``geometry`` fits markedly better with the GCJ-02 ``offset`` (2,) taken out.

    ``misfit`` tells how badly a layer fits to what it belongs to: a share 0..1.
    """
    before = misfit(geometry)
    return before > FAULT_SHARE and misfit(moved(geometry, -offset)) < before * MARKEDLY


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
            return outside / len(geometry) if outside > STRAYS else 0.0
        inside = shapely.area(shapely.intersection(parents, geometry)).sum()
        whole = shapely.area(geometry).sum()
        return float(1 - inside / whole) if whole else 0.0

    return share
