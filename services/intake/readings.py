"""Interprets a row as readings: one, or one for each column of a channel."""

from __future__ import annotations

from datetime import datetime

from county.explained import ExplainedLine
from county.numbering import COUNTY_TIME
from county.sensing import Quality
from county.tables.aliases import header_key
from county.tables.row import RowFault
from county.tables.times import moment_of
from county.tables.units import is_unit
from county.tables.values import BadValue, label, number
from services.intake.items import BadRow, Item, Measured
from services.intake.layout import HOUR, known_channel
from services.intake.named import FieldNames
from services.intake.row_cells import RowCells, not_whole


def reading(cells: RowCells) -> Measured:
    """The reading of a row.  Raises BadRow."""
    at_ms = _measured_ms(cells)
    channel = label(cells.raw("channel"))
    unit, own_unit, factor = _unit(cells, channel)
    value = cells.number_in(cells.name("value"), cells.raw("value"), unit or own_unit)
    values = {} if value is None else {channel: value * factor}
    quality = cells.quality(cells.raw("quality"))
    return Measured(cells.row.where, at_ms, cells.identifier("sensor_id"), values, 1 - len(values), quality)


def _unit(cells: RowCells, channel: str) -> tuple[str, str, float]:
    """The unit of the value of a row, in a column of its own or in the header of the values; that of its channel; and
    what the value is multiplied by.

    The last two are "" and 1 for a channel of the county's own catalogue, which only its backend knows.  Raises BadRow.
    """
    unit = cells.unit()
    if not unit:
        unit = cells.layout.units.get("value", "")
        unit = unit if is_unit(unit) else ""
    try:
        found = known_channel(header_key(channel), unit)
    except BadValue as error:
        raise BadRow(ExplainedLine("the value of {channel} {why}", channel=channel, why=error.text)) from None
    return (unit, "", 1.0) if found is None else (unit, found.unit, found.factor)


def wide_readings(cells: RowCells) -> list[Item | RowFault]:
    """Readings of a table with a column per channel, by their quality; a cell that is no number is a fault."""
    where, layout = cells.row.where, cells.layout
    at_ms = _measured_ms(cells) if cells.raw("at") is not None or "year" not in layout.columns else _hour_ms(cells)
    station = "station" in layout.columns
    sensor = cells.identifier("station" if station else "sensor_id")
    by_quality: dict[Quality, dict[str, float]] = {}
    found: list[Item | RowFault] = []
    gaps = 0
    for column, channel in layout.channels.items():
        try:
            value = cells.number_in(column, cells.row.values[column], channel.given)
            quality = cells.quality(cells.row.values[channel.flag] if channel.flag else cells.raw("quality"))
        except BadRow as error:
            found.append(RowFault(where, error.line, error.reason))
            continue
        if value is None:
            gaps += 1
        else:
            by_quality.setdefault(quality, {})[channel.channel] = value * channel.factor
    for quality, values in by_quality.items():
        found.append(Measured(where, at_ms, sensor, values, gaps, quality, station))
        gaps = 0
    if gaps:
        found.append(Measured(where, at_ms, sensor, {}, gaps, station=station))
    return found


def _measured_ms(cells: RowCells) -> int:
    """The time of a reading.  Raises BadRow for one without, or without its time of day."""
    at_ms = cells.moment_ms()
    if at_ms is None:
        raise BadRow(ExplainedLine("has no time; a reading needs one"))
    if cells.clock_missing:
        raise BadRow(
            ExplainedLine("{column} is empty: a reading needs the time of day, too", column=cells.layout.columns["at"])
        )
    return at_ms


def _hour_ms(cells: RowCells) -> int:
    year, month, day, hour = (_whole(cells, name) for name in HOUR)
    try:
        return moment_of(datetime(year, month, day, hour, tzinfo=COUNTY_TIME))
    except BadValue as error:
        at = f"{year}-{month}-{day} {hour}:00"
        raise BadRow(ExplainedLine("hour {at} {why}", at=at, why=error.text), error.reason) from None
    except (ValueError, OverflowError) as error:
        line = ExplainedLine("{columns} are not a time ({why})", columns=FieldNames(*HOUR), why=error)
        raise BadRow(line, "hour") from None


def _whole(cells: RowCells, name: str) -> int:
    value = cells.raw(name)
    try:
        figure = number(value)
    except BadValue:
        figure = None
    if figure is None or not figure.is_integer():
        raise BadRow(not_whole(cells.name(name), value), f"{name} is not a whole number")
    return int(figure)
