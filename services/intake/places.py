"""Where an event is: longitude and latitude in degrees, or an area of the Common Alerting Protocol."""

from __future__ import annotations

import re

import numpy as np
import shapely

from county.package.offset import Shifted, to_wgs84
from county.tables.values import BadValue, number, quoted, undressed
from services.intake.items import BadRow

_DEGREES = frozenset({"", "°", "度", "deg", "degree", "degrees", "wgs84", "cgcs2000", "e", "n"})
_SHIFTS: dict[str, Shifted] = {
    "gcj02": "gcj02", "高德": "gcj02", "腾讯": "gcj02", "火星": "gcj02", "bd09": "bd09", "百度": "bd09",
}  # fmt: skip
"""Words in the headers of longitudes that state the shift of a web map."""
_PAIR = re.compile(r"([^,]+),([^,]+)")
_AROUND_COMMA = re.compile(r" *, *")


def point_of(lon: float | None, lat: float | None, *, shown: str) -> tuple[float, float]:
    """``lon, lat`` when they are longitude and latitude; ``shown``: as the file writes them.  Raises BadRow."""
    if lon is None or lat is None or not _in_degrees(lon, lat):
        swapped = lon is not None and lat is not None and _in_degrees(lat, lon)
        hint = "; are longitude and latitude exchanged?" if swapped else ""
        raise BadRow(f"place {shown} is not a longitude and latitude in degrees{hint}", "place")
    return lon, lat


def unshifted(lon: float, lat: float, *, unit: str) -> tuple[float, float]:
    """WGS 84 of a point whose header has ``unit``: that of a web map states its shift.  Raises BadRow for others."""
    word = unit.strip().lower().replace("-", "")
    if word in _DEGREES:
        return lon, lat
    if word not in _SHIFTS:
        raise BadRow(f"place is in {unit!r} by its header, not in degrees; give degrees", "unit of place")
    found = to_wgs84(np.array([[lon, lat]]), _SHIFTS[word])[0]
    return float(found[0]), float(found[1])


def point_in(area: str) -> tuple[float, float]:
    """A point in an area of CAP: ``lat,lon radius`` is a circle, ``lat,lon lat,lon …`` a polygon.  Raises BadRow."""
    words = _AROUND_COMMA.sub(",", undressed(area).split(";")[0]).split()
    pairs = [_PAIR.fullmatch(word) for word in words]
    if len(words) == 2 and pairs[0] and not pairs[1]:
        _figure(words[1], area)  # the radius
        del pairs[1]
    corners = []
    for pair in pairs:
        if pair is None:
            raise _no_area(area)
        corners.append(point_of(_figure(pair[2], area), _figure(pair[1], area), shown=quoted(area)))
    if not corners:
        raise _no_area(area)
    polygon = shapely.Polygon(corners) if len(corners) >= 4 else None
    if polygon is None or not polygon.area:
        return corners[0]
    point = polygon.representative_point()
    return float(point.x), float(point.y)


def _in_degrees(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90


def _figure(word: str, area: str) -> float:
    try:
        figure = number(word)
    except BadValue:
        figure = None
    if figure is None:
        raise _no_area(area)
    return figure


def _no_area(area: str) -> BadRow:
    return BadRow(f"place {quoted(area)} is neither a circle nor a polygon", "place")
