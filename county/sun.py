"""Where the sun stands over a place.

The formulas of NOAA's solar calculator (https://gml.noaa.gov/grad/solcalc/calcdetails.html), which are those of
J. Meeus, Astronomical Algorithms, 2nd ed.: chapter 25 for the sun at low accuracy (0.01°), 12 for sidereal time, 22 for
the obliquity, 40 for the parallax; refraction as NOAA has it.  Within 0.02° of the example of the Solar Position
Algorithm (I. Reda, A. Andreas, NREL/TP-560-34302, 2008) for the years 1900 to 2100.

Terrestrial time is taken to be UTC, which moves the sun by less than 0.001°.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from county.durations import DAY_MS

F64 = NDArray[np.float64]

EPOCH_J2000_MS = 946_728_000_000
"""2000-01-01 12:00 UTC, Julian day 2451545.0."""
CENTURY_DAYS = 36_525.0
PARALLAX_DEG = 8.794 / 3600
"""Of the sun at the horizon (Meeus, chapter 40)."""


class SunPosition(NamedTuple):
    """Degrees; ``azimuth_deg`` clockwise from north, ``elevation_deg`` over the horizon as it is seen, with the
    refraction of air at 1,010 hPa and 10 °C."""

    azimuth_deg: F64
    elevation_deg: F64


def sun_position(utc_ms: ArrayLike, lon_deg: ArrayLike, lat_deg: ArrayLike) -> SunPosition:
    """The sun at UTC milliseconds since 1970 over WGS 84 longitudes and latitudes in degrees, which broadcast."""
    days = (np.asarray(utc_ms, dtype=np.float64) - EPOCH_J2000_MS) / DAY_MS
    ascension, declination, sidereal_deg = _equatorial(days)
    lat = np.radians(np.asarray(lat_deg, dtype=np.float64))
    hour = np.radians(sidereal_deg + np.asarray(lon_deg, dtype=np.float64)) - ascension
    sine = np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour)
    elevation = np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
    elevation -= PARALLAX_DEG * np.cos(np.radians(elevation))
    azimuth = np.arctan2(
        -np.sin(hour) * np.cos(declination),
        np.cos(lat) * np.sin(declination) - np.sin(lat) * np.cos(declination) * np.cos(hour),
    )
    return SunPosition(np.mod(np.degrees(azimuth), 360.0), elevation + _refraction_deg(elevation))


def _equatorial(days: F64) -> tuple[F64, F64, F64]:
    """Apparent right ascension and declination in radians, and the apparent sidereal time at Greenwich in degrees,
    ``days`` after J2000."""
    t = days / CENTURY_DAYS
    mean_longitude = 280.46646 + t * (36_000.76983 + t * 0.0003032)
    anomaly = np.radians(357.52911 + t * (35_999.05029 - t * 0.0001537))
    centre = (
        np.sin(anomaly) * (1.914602 - t * (0.004817 + t * 0.000014))
        + np.sin(2 * anomaly) * (0.019993 - t * 0.000101)
        + np.sin(3 * anomaly) * 0.000289
    )
    node = np.radians(125.04 - 1_934.136 * t)
    nutation_deg = -0.00478 * np.sin(node)
    longitude = np.radians(mean_longitude + centre - 0.00569 + nutation_deg)
    seconds = 21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))
    obliquity = np.radians(23.0 + (26.0 + seconds / 60.0) / 60.0 + 0.00256 * np.cos(node))
    ascension = np.arctan2(np.cos(obliquity) * np.sin(longitude), np.cos(longitude))
    declination = np.arcsin(np.sin(obliquity) * np.sin(longitude))
    sidereal_deg = 280.46061837 + 360.98564736629 * days + t * t * (0.000387933 - t / 38_710_000.0)
    return ascension, declination, sidereal_deg + nutation_deg * np.cos(obliquity)


def _refraction_deg(elevation_deg: F64) -> F64:
    """How much higher than it is the sun is seen, at its geometric elevation."""
    tan = np.tan(np.radians(np.where(np.abs(elevation_deg) < 0.1, 0.1, elevation_deg)))
    with np.errstate(over="ignore"):  # far from where each of the formulas holds
        high = 58.1 / tan - 0.07 / tan**3 + 0.000086 / tan**5
    e = elevation_deg
    low = 1_735.0 + e * (-518.2 + e * (103.4 + e * (-12.79 + e * 0.711)))
    seconds = np.select([e > 85.0, e > 5.0, e > -0.575], [np.zeros_like(e), high, low], -20.774 / tan)
    return np.asarray(seconds / 3600.0)
