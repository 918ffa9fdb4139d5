"""Where an event is: longitude and latitude in degrees, or an area of the Common Alerting Protocol."""

from __future__ import annotations

import re

import shapely

from county.tables.values import BadValue, number, quoted, undressed
from services.intake.items import BadRow

_PAIR = re.compile(r"([^,]+),([^,]+)")
_AROUND_COMMA = re.compile(r" *, *")


def point_of(lon: float | None, lat: float | None, *, shown: str) -> tuple[float, float]:
    """``lon, lat`` when they are longitude and latitude; ``shown``: as the file writes them.  Raises BadRow."""
    if lon is None or lat is None or not _in_degrees(lon, lat):
        swapped = lon is not None and lat is not None and _in_degrees(lat, lon)
        hint = "; are longitude and latitude exchanged?" if swapped else ""
        raise BadRow(f"place {shown} is not a longitude and latitude in degrees{hint}", "place")
    return lon, lat


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
