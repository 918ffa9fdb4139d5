"""Coordinates as people write and read them: longitude and latitude, and Gauss-Krüger metres with their zone."""

from __future__ import annotations

import re

from county.package.crs import zone_of
from county.package.open import CountyPackage
from county.tables.angles import degrees

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
FALSE_EASTING_M = 500_000.0
EARTH_RADIUS_M = 6_371_000.0
BETWEEN = re.compile(r"[,，;；]")
"""Separates two coordinates, where there is one."""
WORDS = re.compile(r"[°,，;；\s]|[EeNnXxYy东经北纬:：=]")


_SEXAGESIMAL = re.compile(
    r"\d{1,3}\s*[°º度]\s*\d{1,2}(?:\.\d+)?\s*[′'’分](?:\s*\d{1,2}(?:\.\d+)?\s*(?:[″\"”秒]|''|′′))?"
)
"""Degrees, minutes and perhaps seconds: 109°36′12.5″, 109度36分12.5秒, 109°36.2'."""


def _in_decimals(text: str) -> str:
    """``text`` with degrees, minutes and seconds as decimal degrees; unchanged where minutes or seconds reach 60."""

    def decimal(match: re.Match[str]) -> str:
        value = degrees(match.group())
        return match.group() if value is None else f"{value:.8f}°"

    return _SEXAGESIMAL.sub(decimal, text)


def degrees_text(lon: float, lat: float) -> str:
    """Degrees with their hemispheres: 109.600000°E  27.950000°N."""
    return f"{abs(lon):.6f}°{'E' if lon >= 0 else 'W'}  {abs(lat):.6f}°{'N' if lat >= 0 else 'S'}"


def _two_angles(text: str) -> tuple[float, float] | None:
    """Two angles of as many parts each, also without signs: ``110 59 30 28 10 30``, ``110-59.5, 28-10.5``."""
    sides = [[part for part in WORDS.split(side) if part] for side in BETWEEN.split(text)]
    if len(sides) == 1:
        (parts,) = sides
        sides = [parts[: len(parts) // 2], parts[len(parts) // 2 :]]
    if len(sides) != 2 or len(sides[0]) != len(sides[1]) or len(sides[0]) not in (1, 2, 3):
        return None
    first, second = (degrees(" ".join(parts)) for parts in sides)
    return None if first is None or second is None else (first, second)


def two_numbers(text: str) -> tuple[float, float] | None:
    """Two numbers or angles and nothing else but what people write about coordinates."""
    decimal = _in_decimals(text)
    if decimal == text and (angles := _two_angles(text)) is not None:
        return angles
    text = decimal
    numbers = [float(number) for number in NUMBER.findall(text)]
    if len(numbers) != 2 or WORDS.sub("", NUMBER.sub("", text)):
        return None
    return numbers[0], numbers[1]


def parse_point(text: str, package: CountyPackage) -> tuple[float, float] | None:
    """Working-CRS metres of a typed point; None when ``text`` is not two numbers or is nowhere near China.

    Degrees: longitude first, or latitude first when only that can be.  Metres: easting (with or without its
    zone prefix) and northing in either order.
    """
    numbers = two_numbers(text)
    if numbers is None:
        return None
    first, second = numbers
    for lon, lat in ((first, second), (second, first)):
        if 70 <= lon <= 140 and 0 <= lat <= 60:
            x_m, y_m = package.xy_m(lon, lat)
            return float(x_m), float(y_m)
    epsg = package.manifest.epsg
    zone, _ = zone_of(epsg)
    prefix = zone * 1e6
    for east, north in ((first, second), (second, first)):
        if prefix <= east < prefix + 1e6:
            east -= prefix
        if 1e5 <= east <= 9e5 and 1e6 <= north <= 6e6:
            return (east + prefix if epsg <= 4533 else east), north
    return None


def ground_per_grid(x_m: float) -> float:
    """Metres on the ground for one metre of the working CRS at an easting, within 0.001 %.

    Inverse of the transverse Mercator scale on the sphere, 1 + d^2 / 2R^2 (Snyder, Map Projections, 1987, eq. 8-4 to
    the second order); ``d`` is the distance from the central meridian.
    """
    east_m = x_m % 1e6 - FALSE_EASTING_M  # zones with prefix have their number in the millions
    return 1.0 / (1.0 + (east_m / EARTH_RADIUS_M) ** 2 / 2)
