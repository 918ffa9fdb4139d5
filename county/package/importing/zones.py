"""The Gauss-Krüger zones of China by EPSG number: CGCS2000, Xian 1980 and Beijing 1954, of 3 and of 6 degrees.

A zone "with prefix" has its number before the easting (x = 40 500 000 in zone 40), false easting 500 km.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pyproj import CRS

WEB_MERCATOR = 3857


class Datum(NamedTuple):
    """First EPSG number of each of its four series of zones; 3° zones are numbered from 25, 6° zones from 13."""

    name: str
    geographic: int
    three_prefixed: int
    three: int
    six_prefixed: int


CGCS2000 = Datum("CGCS2000", 4490, 4513, 4534, 4491)
XIAN_1980 = Datum("Xian 1980", 4610, 2349, 2370, 2327)
BEIJING_1954 = Datum("Beijing 1954", 4214, 2401, 2422, 21413)
_SEMI_MAJOR_M = {6_378_140.0: XIAN_1980, 6_378_245.0: BEIJING_1954}
_FIRST_MERIDIAN = 75


def datum_of(crs: CRS | None) -> Datum:
    """The Chinese datum of ``crs`` by its ellipsoid; CGCS2000 for all others, which equal it within metres."""
    if crs is None or crs.ellipsoid is None:
        return CGCS2000
    return _SEMI_MAJOR_M.get(crs.ellipsoid.semi_major_metre, CGCS2000)


def zones_with(easting_m: float, datum: Datum) -> Iterator[tuple[int, str]]:
    """EPSG number and name of every zone that has points at ``easting_m``."""
    number = int(easting_m // 1_000_000)
    rest = easting_m - number * 1_000_000
    if not 100_000 < rest < 900_000:
        return
    if 25 <= number <= 45:
        yield _named(datum, datum.three_prefixed + number - 25, f"zone {number}")
    elif 13 <= number <= 23:
        yield _named(datum, datum.six_prefixed + number - 13, f"6° zone {number}")
    elif number == 0:
        for i in range(21):
            yield _named(datum, datum.three + i, f"central meridian {_FIRST_MERIDIAN + 3 * i}°")


def utm_zones_with(easting_m: float) -> Iterator[tuple[int, str]]:
    """The zones of UTM (WGS 84, north) in China, whose eastings have no prefix."""
    if 100_000 < easting_m < 900_000:
        for zone in range(43, 54):
            yield 32_600 + zone, f"UTM zone {zone} = EPSG {32_600 + zone}"


def _named(datum: Datum, epsg: int, zone: str) -> tuple[int, str]:
    return epsg, f"{zone} = EPSG {epsg}" + ("" if datum is CGCS2000 else f" ({datum.name})")
