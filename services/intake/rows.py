"""Parses the rows of a file into events, readings, or readings of an air quality table.

Formats of this program (columns in any order, further columns are ignored):

* events: ``subclass`` (key or Chinese name in the catalogue), ``title, lon, lat`` and, when known, ``at, source,
  level, reporter, note, event_id``;
* readings: ``sensor_id, channel, at, value`` and ``quality`` (good, uncertain, bad; good when missing).

``at`` is ISO 8601 (without an offset: 北京时间) or milliseconds since 1970; ``lon, lat`` are degrees, CGCS2000 or
WGS84.  An empty value, ``NA`` or ``NaN`` is a gap: no reading.  A number consists of ASCII digits with at most a sign,
a decimal point and an exponent: neither ``1_000`` nor ``true``, ``0x10`` or full-width digits are taken for one.

Air quality tables are those of UCI's Beijing Multi-Site data: ``year, month, day, hour, station`` (北京时间) and
``PM2.5 PM10 SO2 NO2 CO O3`` in µg/m³, ``TEMP DEWP`` in ℃, ``PRES`` in hPa, ``RAIN`` in mm, ``WSPM`` in m/s.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, get_args

import msgspec

from county.commands import EventLevel, Source
from county.numbering import COUNTY_TIME
from county.sensing import Quality
from county.tables.row import TableRow

GAPS = frozenset({"", "na", "nan", "null", "none"})
LATEST = datetime(2200, 1, 1, tzinfo=COUNTY_TIME)
"""A time after it has an error in its date."""
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 400
"""Characters; every finite double can be written in fewer."""
_QUOTED = 80
"""Characters of a wrong value that a message contains."""
AIR_COLUMNS: dict[str, tuple[str, float]] = {
    "pm2.5": ("pm25", 1.0),
    "pm10": ("pm10", 1.0),
    "so2": ("so2", 1.0),
    "no2": ("no2", 1.0),
    "co": ("co", 0.001),
    "o3": ("o3", 1.0),
    "temp": ("temperature", 1.0),
    "pres": ("pressure", 1.0),
    "dewp": ("dew_point", 1.0),
    "rain": ("rain", 1.0),
    "wspm": ("wind_speed", 1.0),
}
"""Column → channel of an air sensor, and the factor of the value (CO: µg/m³ → mg/m³)."""
Format = Literal["events", "readings", "air_quality"]
_NEEDS: dict[Format, frozenset[str]] = {
    "air_quality": frozenset({"year", "month", "day", "hour", "station"}),
    "readings": frozenset({"sensor_id", "channel", "at", "value"}),
    "events": frozenset({"subclass", "title", "lon", "lat"}),
}


class Measured(msgspec.Struct, frozen=True, tag=True):
    """Readings of one sensor at one time, by channel.  ``station`` is not yet a sensor of this county."""

    where: str
    at_ms: int
    sensor_id: str
    values: dict[str, float]
    gaps: int = 0
    """Values that the row marks as not measured."""
    quality: Quality = Quality.GOOD
    station: bool = False


class Reported(msgspec.Struct, frozen=True, tag=True):
    """An event of a file; ``at_ms`` None: now."""

    where: str
    at_ms: int | None
    lon: float
    lat: float
    subclass: str
    title: str
    source: Source = "file"
    level: EventLevel = "general"
    reporter: str = ""
    note: str = ""
    event_id: str = ""


Item = Measured | Reported


class BadRow(ValueError):
    """A row that cannot be used; the text states why."""

    def __init__(self, text: str, reason: str = "") -> None:
        """``reason``: ``text`` without values of the row, the same for rows with the same fault; "": ``text``."""
        super().__init__(text)
        self.reason = reason or text


def format_of(row: TableRow) -> Format | None:
    """The format of ``row`` by its columns; None when unknown."""
    return next((key for key, needs in _NEEDS.items() if needs <= row.values.keys()), None)


def item_of(row: TableRow) -> Item:
    """The item in ``row``.  Raises BadRow."""
    for column, value in row.values.items():
        if isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise BadRow(f"{column!a} {value!a} contains an unpaired surrogate", f"surrogate in {column!a}")
    match format_of(row):
        case "air_quality":
            return _air(row)
        case "readings":
            return _reading(row)
        case "events":
            return _event(row)
        case None:
            needs = "; or ".join(", ".join(sorted(columns)) for columns in _NEEDS.values())
            raise BadRow(f"has the columns of no known format: {needs}")


def _reading(row: TableRow) -> Measured:
    at_ms = _moment_ms(row.values["at"])
    if at_ms is None:
        raise BadRow("has no time; a reading needs one")
    value = _figure(row, "value")
    quality = str(row.values.get("quality") or "good").upper()
    if quality not in ("GOOD", "UNCERTAIN", "BAD"):
        raise BadRow(f"quality {quality.lower()!r} is not good, uncertain or bad", "quality")
    values = {} if value is None else {str(row.values["channel"]): value}
    return Measured(row.where, at_ms, str(row.values["sensor_id"]), values, 1 - len(values), Quality[quality])


def _event(row: TableRow) -> Reported:
    v = row.values
    lon, lat = _figure(row, "lon"), _figure(row, "lat")
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadRow(f"place {v['lon']}, {v['lat']} is not a longitude and latitude in degrees", "place")
    return Reported(
        row.where, _moment_ms(v.get("at")), lon, lat, str(v["subclass"]), str(v["title"]),
        source=_one_of(v.get("source") or "file", Source, "source"),
        level=_one_of(v.get("level") or "general", EventLevel, "level"),
        reporter=str(v.get("reporter") or ""), note=str(v.get("note") or "").replace("\r\n", "\n"),
        event_id=str(v.get("event_id") or ""),
    )  # fmt: skip


def _air(row: TableRow) -> Measured:
    year, month, day, hour = (_whole(row, key) for key in ("year", "month", "day", "hour"))
    try:
        at = datetime(year, month, day, hour, tzinfo=COUNTY_TIME)
    except (ValueError, OverflowError) as error:
        raise BadRow(f"year, month, day, hour are not a time ({error})", "hour") from None
    found = {column: _figure(row, column) for column in AIR_COLUMNS if column in row.values}
    values = {
        AIR_COLUMNS[column][0]: figure * AIR_COLUMNS[column][1]
        for column, figure in found.items()
        if figure is not None
    }
    gaps = len(found) - len(values)
    return Measured(row.where, _ms(at), str(row.values["station"]), values, gaps, station=True)


def _figure(row: TableRow, column: str) -> float | None:
    """The number in ``column``; None for a gap."""
    value = row.values[column]
    if value is None or str(value).strip().lower() in GAPS:
        return None
    figure = _number(value)
    if not math.isfinite(figure):
        raise BadRow(f"{column} {_quoted(value)} is not a number", f"{column} is not a number")
    return figure


def _whole(row: TableRow, column: str) -> int:
    value = row.values[column]
    figure = _number(value)
    if not figure.is_integer():
        raise BadRow(f"{column} {_quoted(value)} is not a whole number", f"{column} is not a whole number")
    return int(figure)


def _number(value: Any) -> float:
    """The value of a cell as a number; nan for anything else, inf for one that is too large."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return math.nan
    text = str(value) if not isinstance(value, str) else value.strip() if len(value) < _LONGEST_NUMBER else ""
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def _quoted(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _moment_ms(value: Any) -> int | None:
    if value is None or value == "":
        return None
    text = str(value)
    try:
        if isinstance(value, bool) or not text.isascii():
            raise ValueError
        at = datetime.fromtimestamp(int(text) / 1000, COUNTY_TIME) if text.isdigit() else datetime.fromisoformat(text)
        return _ms(at if at.tzinfo is not None else at.replace(tzinfo=COUNTY_TIME))
    except (ValueError, OverflowError, OSError) as error:
        if isinstance(error, BadRow):
            raise
        raise BadRow(f"at {_quoted(value)} is not a time like 2026-11-22T08:30:00+08:00", "at") from None


def _ms(at: datetime) -> int:
    if at > LATEST:
        raise BadRow(f"at {at.isoformat()} is after {LATEST.year}", "too late")
    ms = round(at.timestamp() * 1000)
    if ms < 0:
        raise BadRow(f"at {at.isoformat()} is before 1970", "before 1970")
    return ms


def _one_of(value: Any, kinds: Any, column: str) -> Any:
    if value not in get_args(kinds):
        raise BadRow(f"{column} {value!r} is not one of {', '.join(get_args(kinds))}", f"{column} is none of its kinds")
    return value
