"""GCJ-02 and BD-09, the shifted coordinates of Chinese web maps; points are lon, lat in degrees, (n, 2).

Neither is published.  The formulas are the reverse-engineered ones in general use, as in eviltransform
(github.com/googollee/eviltransform): polynomials and sines of the distance in degrees from 105 °E 35 °N give metres on
the Krasovsky 1940 ellipsoid.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

RADIUS_M = 6_378_245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid."""
ECCENTRICITY2 = 0.00669342162296594323
"""Square of its first eccentricity."""
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
"""The box in which GCJ-02 is shifted, degrees, borders included."""
BD_SHIFT = (0.0065, 0.006)
CLOSE_ENOUGH = 1e-10
"""Convergence threshold of the inverse: degrees, 0.01 mm."""
MOST_STEPS = 20
"""Maximum number of steps of the inverse.  Each step reduces the error a hundredfold; NaN never converges."""


def gcj02_from_wgs84(lonlat: Points) -> Points:
    """GCJ-02 of WGS84 points; unchanged outside the box."""
    return np.where(_in_box(lonlat), lonlat + _gcj02_shift(lonlat), lonlat)


def wgs84_from_gcj02(lonlat: Points) -> Points:
    """WGS84 of GCJ-02 points, within 0.1 mm of the exact inverse; unchanged outside the box."""
    return np.where(_in_box(lonlat), _inverse(lambda wgs84: wgs84 + _gcj02_shift(wgs84), lonlat), lonlat)


def bd09_from_gcj02(lonlat: Points) -> Points:
    """BD-09 of GCJ-02 points."""
    lon, lat = lonlat.T
    distance = np.hypot(lon, lat) + 0.000_02 * np.sin(np.radians(3000 * lat))
    angle = np.arctan2(lat, lon) + 0.000_003 * np.cos(np.radians(3000 * lon))
    return np.column_stack((distance * np.cos(angle), distance * np.sin(angle))) + BD_SHIFT


def gcj02_from_bd09(lonlat: Points) -> Points:
    """GCJ-02 of BD-09 points, within 0.1 mm of the exact inverse.

    The commonly published inverse evaluates the sines at the shifted point, with an error of up to 0.2 m.
    """
    return _inverse(bd09_from_gcj02, lonlat)


def _in_box(lonlat: Points) -> NDArray[np.bool_]:
    """Which points are shifted by GCJ-02, (n, 1)."""
    lon, lat = lonlat[:, :1], lonlat[:, 1:]
    return (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)


def _gcj02_shift(lonlat: Points) -> Points:
    """GCJ-02 minus WGS84 at WGS84 points, degrees."""
    x, y = (lonlat - (105.0, 35.0)).T
    lat = np.radians(lonlat[:, 1])
    wave = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    wave_x = wave + 20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)
    wave_x += 150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)
    wave_y = wave + 20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)
    wave_y += 160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + wave_x * 2 / 3
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + wave_y * 2 / 3
    curve = 1 - ECCENTRICITY2 * np.sin(lat) ** 2
    east_radius_m = RADIUS_M / np.sqrt(curve) * np.cos(lat)
    north_radius_m = RADIUS_M * (1 - ECCENTRICITY2) / curve**1.5
    shift: Points = np.degrees(np.column_stack((east_m / east_radius_m, north_m / north_radius_m)))
    return shift


def _inverse(forward: Callable[[Points], Points], shifted: Points) -> Points:
    """The points that ``forward``, which moves points slightly, maps to ``shifted``, by fixed-point iteration."""
    points = shifted
    for _ in range(MOST_STEPS):
        step = shifted - forward(points)
        points = points + step
        if not (np.abs(step) > CLOSE_ENOUGH).any():
            break
    return points
