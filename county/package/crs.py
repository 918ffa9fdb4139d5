"""The working CRS of a county: the CGCS2000 3-degree Gauss-Krüger zone nearest to it.

EPSG 4534-4554 are the zones without prefix, central meridians 75-135 °E (GB/T 17798; EPSG registry).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from county.china import CHINA_LAT, CHINA_LON
from county.package.manifest import WORKING_EPSG, PackageError

if TYPE_CHECKING:
    from pyproj import Geod, Transformer

LONLAT_EPSG = 4490
"""CGCS2000 geographic; equal to WGS84 within decimetres."""
_FIRST_EPSG, _FIRST_MERIDIAN = 4534, 75


def central_meridian(lon: float) -> int:
    """Central meridian in degrees of the 3-degree zone of longitude ``lon``.  Raises PackageError."""
    if not CHINA_LON[0] <= lon <= CHINA_LON[1]:
        raise PackageError(
            "longitude {lon} is outside China (73-136 °E); check the CRS of the boundary", lon=f"{lon:.4f}"
        )
    return int(np.clip(np.floor(lon / 3 + 0.5) * 3, 75, 135))


def working_epsg(lon: float) -> int:
    """EPSG code of the working CRS for a county centred on longitude ``lon``.  Raises PackageError."""
    return _FIRST_EPSG + (central_meridian(lon) - _FIRST_MERIDIAN) // 3


def in_china(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points in degrees are in China's bounding box."""
    return (
        (lon >= CHINA_LON[0]) & (lon <= CHINA_LON[1]) & (lat >= CHINA_LAT[0]) & (lat <= CHINA_LAT[1])
    )  # fmt: skip


def zone_of(epsg: int) -> tuple[int, int]:
    """Number and central meridian (°E) of a working CRS."""
    zone = epsg - WORKING_EPSG[0] + 25 if epsg < _FIRST_EPSG else 25 + epsg - _FIRST_EPSG
    return zone, 3 * zone


def without_prefix(epsg: int) -> int:
    """The zone of a working CRS whose eastings have no number before them."""
    return _FIRST_EPSG + zone_of(epsg)[0] - 25


def same_crs(stated: object, epsg: int) -> bool:
    """Whether ``stated`` (EPSG text, WKT) is equivalent to the CRS ``epsg``."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(stated)
    except CRSError:
        return False
    return crs.equals(CRS.from_epsg(epsg), ignore_axis_order=True) or crs.to_epsg(min_confidence=70) == epsg


@cache
def transformer(source: int, target: int) -> Transformer:
    """From one EPSG code to another, x before y.  Creating one takes some 40 ms, loading PROJ twice that."""
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def ground_lengths_m(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lengths of the n - 1 parts of a line of n points in degrees, in metres along geodesics of the ellipsoid of
    CGCS2000, at height 0."""
    return np.asarray(_geod().line_lengths(lon, lat), dtype=float)


@cache
def _geod() -> Geod:
    from pyproj import CRS

    geod = CRS.from_epsg(LONLAT_EPSG).get_geod()
    assert geod is not None, "a geographic CRS has an ellipsoid"
    return geod
