"""Where an event is: degrees, metres of a zone, or an area of the Common Alerting Protocol."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import shapely

from county.china import CHINA_LAT, CHINA_LON
from county.commands import PlaceLevel
from county.explained import ExplainedLine
from county.package.crs import LONLAT_EPSG, transformer
from county.package.importing.zones import CGCS2000, WEB_MERCATOR, zones_with
from county.package.offset import NAMES, Shifted, shift_named, to_wgs84
from county.tables.units import METRES, is_degrees
from county.tables.values import BadValue, number, plain_text, quoted, unit_key
from services.intake.items import BadRow

_PAIR = re.compile(r"([^,]+),([^,]+)")
_AROUND_COMMA = re.compile(r" *, *")
_LARGEST_DEGREES = 360.0
_NORTHING_M = (300_000.0, 6_000_000.0)
"""Of China in a Gauss-Krüger zone."""
_EASTING_M = (100_000.0, 900_000.0)
"""In a zone, without its number."""
_MERCATOR_M = (8_100_000.0, 13_000_000.0)
"""Easting of Web Mercator in China, below those with the number of a 6° zone."""
_MERCATOR_NORTHING_M = (300_000.0, 7_300_000.0)


EXCHANGED = ExplainedLine("the latitude stands first or under the name of the longitude: exchanged")


class EventPlace(NamedTuple):
    """Where an event is, as in :class:`services.intake.items.Reported`."""

    x: float
    y: float
    metric: bool = False
    how: str = ""
    """What was deduced about the position, for the report."""
    level: PlaceLevel = "point"
    name: str = ""
    """By which the place was found, where it has no coordinates."""


def point_of(lon: float | None, lat: float | None, *, shown: str) -> EventPlace:
    """The place of a longitude and latitude in degrees, exchanged where they are in China only so.

    ``shown``: as the file writes them.  Raises BadRow.
    """
    if lon is None or lat is None or not (_in_degrees(lon, lat) or _in_degrees(lat, lon)):
        raise BadRow(ExplainedLine("place {place} is not a longitude and latitude in degrees", place=shown), "place")
    if lon == lat:  # 0, 0 and -1, -1 stand for none; in China the two are never equal
        raise BadRow(ExplainedLine("place {place} is one number twice, no position", place=shown), "place")
    if not _in_degrees(lon, lat) or (_in_china(lat, lon) and not _in_china(lon, lat)):
        return EventPlace(lat, lon, how=EXCHANGED)
    return EventPlace(lon, lat)


def place_of(x: float, y: float, *, unit: str, shown: str) -> EventPlace:
    """The place of two coordinates in degrees, or in metres of a Gauss-Krüger zone or of Web Mercator.

    Which of these they are, and which of them is the northing, is told by their size; ``unit``: in their headers.
    Raises BadRow, also for a unit that they cannot be in.
    """
    size = METRES.get(unit_key(unit))
    if size is not None:
        x, y = x * size, y * size
    if max(abs(x), abs(y)) <= _LARGEST_DEGREES:
        return unshifted(point_of(x, y, shown=shown), unit=unit if size is None else "")
    if size is None and not is_degrees(unit):
        raise BadRow(
            ExplainedLine("place is in {unit} by its header, not in metres; give degrees", unit=repr(unit)),
            "unit of place",
        )
    orders = ((x, y, False), (y, x, True))
    found = [place for east, north, swapped in orders for place in [_in_metres(east, north, swapped)] if place]
    if len(found) != 1:
        raise BadRow(
            ExplainedLine("place {place} is neither degrees nor metres of a zone of China; give degrees", place=shown),
            "place",
        )
    return found[0]


def _in_order(how: ExplainedLine, northing_first: bool) -> ExplainedLine:
    return ExplainedLine("{how}, the first is the northing", how=how) if northing_first else how


def _in_metres(east: float, north: float, northing_first: bool) -> EventPlace | None:
    low, high = _NORTHING_M
    if low < north < high:
        if _EASTING_M[0] < east < _EASTING_M[1]:
            zone = ExplainedLine("metres in the county's zone")
            return EventPlace(east, north, metric=True, how=_in_order(zone, northing_first))
        for epsg, name in zones_with(east, CGCS2000):
            lon, lat = transformer(epsg, LONLAT_EPSG).transform(east, north)
            how = _in_order(ExplainedLine("metres in {zone}", zone=name), northing_first)
            return EventPlace(float(lon), float(lat), how=how)
    if _MERCATOR_M[0] < east < _MERCATOR_M[1] and _MERCATOR_NORTHING_M[0] < north < _MERCATOR_NORTHING_M[1]:
        lon, lat = transformer(WEB_MERCATOR, LONLAT_EPSG).transform(east, north)
        how = _in_order(ExplainedLine("metres of Web Mercator"), northing_first)
        return EventPlace(float(lon), float(lat), how=how)
    return None


def unshifted(place: EventPlace, *, unit: str, shift: Shifted | None = None) -> EventPlace:
    """WGS 84 of a point in degrees whose header has ``unit``: that of a web map states its shift, as its name may.

    Raises BadRow for a unit that is none of degrees.
    """
    shift = shift or shift_named(unit)
    if shift is None and not is_degrees(unit):
        raise BadRow(
            ExplainedLine("place is in {unit} by its header, not in degrees; give degrees", unit=repr(unit)),
            "unit of place",
        )
    if shift is None:
        return place
    found = to_wgs84(np.array([[place.x, place.y]]), shift)[0]
    how = ExplainedLine("{datum} by their header: converted", datum=NAMES[shift])
    if place.how:
        how = ExplainedLine("{how}; {more}", how=how, more=place.how)
    return EventPlace(float(found[0]), float(found[1]), how=how)


def point_in(area: str) -> EventPlace:
    """A point in an area of CAP: ``lat,lon radius`` is a circle, ``lat,lon lat,lon …`` a polygon.  Raises BadRow."""
    words = _AROUND_COMMA.sub(",", plain_text(area).split(";")[0]).split()
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
    polygon = shapely.Polygon([(corner.x, corner.y) for corner in corners]) if len(corners) >= 4 else None
    if polygon is None or not polygon.area:
        return corners[0]
    point = polygon.representative_point()
    return EventPlace(float(point.x), float(point.y), how=next((corner.how for corner in corners if corner.how), ""))


def _in_degrees(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90


def _in_china(lon: float, lat: float) -> bool:
    return CHINA_LON[0] <= lon <= CHINA_LON[1] and CHINA_LAT[0] <= lat <= CHINA_LAT[1]


def _figure(word: str, area: str) -> float:
    try:
        figure = number(word)
    except BadValue:
        figure = None
    if figure is None:
        raise _no_area(area)
    return figure


def _no_area(area: str) -> BadRow:
    return BadRow(ExplainedLine("place {place} is neither a circle nor a polygon", place=quoted(area)), "place")
