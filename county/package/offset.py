"""Layers in GCJ-02 and BD-09, the shifted coordinates of Chinese web maps: detect and undo the shift.

GCJ-02 is offset from WGS84 by some 500 m.  The offset varies slowly, so that one vector is used for a whole county.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.gcj02 import bd09_from_gcj02, gcj02_from_bd09, gcj02_from_wgs84, wgs84_from_gcj02
from county.tables.simplified import simplified

Shifted = Literal["gcj02", "bd09"]
FAULT_SHARE = 0.005
"""Below this share of misfit a layer fits as it is: digitising noise, not a shift."""
MAX_STRAYS = 2
"""Up to this number of points outside their parents are tolerated, whatever their share."""
DETECTED_SHARE = 0.35
"""A shift is detected if removing it reduces the misfit to at most this share."""
ALIKE_SHARE = 0.05
"""Two shifts are not told apart if the misfits without them differ by at most this share of the misfit with it."""
NAMES: Mapping[Shifted, str] = {"gcj02": "GCJ-02", "bd09": "BD-09"}
_WORDS: Mapping[str, Shifted] = {
    "gcj02": "gcj02", "高德": "gcj02", "腾讯": "gcj02", "火星": "gcj02",
    "bd09": "bd09", "bd09ll": "bd09", "百度": "bd09",
}  # fmt: skip
Key = TypeVar("Key")


def shift_named(word: str) -> Shifted | None:
    """The shift that a user, or the header of a coordinate, names: ``GCJ-02``, ``百度``; None for another word."""
    return _WORDS.get(simplified(re.sub(r"[-_\s]", "", word).lower()))


def shift_in(header: str) -> Shifted | None:
    """The shift that a header of coordinates names among other words: 百度地图经度; None for none, and for two."""
    text = simplified(re.sub(r"[-_\s]", "", header).lower())
    found = {shift for word, shift in _WORDS.items() if word in text}
    return found.pop() if len(found) == 1 else None


def to_wgs84(lonlat: NDArray[np.float64], shifted: Shifted) -> NDArray[np.float64]:
    """WGS84 degrees (n, 2) of points (n, 2) in GCJ-02 or BD-09."""
    return wgs84_from_gcj02(gcj02_from_bd09(lonlat) if shifted == "bd09" else lonlat)


def gcj_offset(lon: float, lat: float) -> NDArray[np.float64]:
    """GCJ-02 minus WGS84 at a WGS84 point, degrees (2,)."""
    point = np.array([[lon, lat]])
    return np.asarray((gcj02_from_wgs84(point) - point)[0])


def offsets_at(lon: float, lat: float) -> dict[Shifted, NDArray[np.float64]]:
    """GCJ-02 and BD-09 minus WGS84 at a WGS84 point, degrees (2,)."""
    gcj02 = gcj_offset(lon, lat)
    point = np.array([[lon, lat]])
    return {"gcj02": gcj02, "bd09": np.asarray((bd09_from_gcj02(point + gcj02) - point)[0])}


def moved(geometry: NDArray[np.object_], by: NDArray[np.float64]) -> NDArray[np.object_]:
    """``geometry`` with every point moved by the vector ``by`` (2,)."""
    return np.asarray(shapely.transform(geometry, lambda xy: xy + by), dtype=object)


def better_fits(
    geometry: NDArray[np.object_],
    misfit: Callable[[NDArray[np.object_]], float],
    offsets: Mapping[Key, NDArray[np.float64]],
) -> list[Key]:
    """The keys of the offsets (2,) without which ``geometry`` fits clearly better, the best first.

    Several when the misfit, a share 0..1 of how badly a layer fits its reference layer, does not tell them apart.
    """
    before = misfit(geometry)
    if before <= FAULT_SHARE:
        return []
    after = {key: misfit(moved(geometry, -offset)) for key, offset in offsets.items()}
    best = min(after.values())
    if best >= before * DETECTED_SHARE:
        return []
    alike = [key for key, share in after.items() if share <= best + before * ALIKE_SHARE]
    return sorted(alike, key=lambda key: after[key])


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
