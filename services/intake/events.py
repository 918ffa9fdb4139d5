"""Interprets a row as an event: what happened, when and where."""

from __future__ import annotations

import re

from county.commands import EventLevel, ReportSource
from county.events.event import LONGEST_TITLE
from county.explained import ExplainedLine
from county.package.offset import shift_in, shift_named
from county.tables.mojibake import meant
from county.tables.positions import coordinate, coordinates_in
from county.tables.units import is_degrees
from county.tables.values import is_gap, quoted, text
from services.intake.items import BadRow, Reported
from services.intake.named_place import named_place
from services.intake.places import EventPlace, place_of, point_in, point_of, unshifted
from services.intake.row_cells import NOW, RowCells

_NATIONAL = re.compile("2000|45[0-9]{2}")
"""In the name of a zone of CGCS2000, or its number of EPSG."""


def event(cells: RowCells) -> tuple[Reported, str]:
    """The event of a row, and what was deduced about its place.  Raises BadRow."""
    _require_well_decoded(cells)
    place = _place(cells)
    subclass = cells.word("subclass")
    columns = cells.layout.columns
    names = columns.keys() | cells.layout.constants.keys()
    title = cells.text("title")
    if not title:
        cells.note_untitled()
        title = cells.text("subclass")
    if "title" in columns and columns["title"] == columns.get("note"):
        title = title[:LONGEST_TITLE]  # the note has all of it
    found = Reported(
        cells.row.where, _reported_ms(cells), place.x, place.y, subclass if "subclass" in names else "other_matter",
        title, source=cells.one_of("source", ReportSource, "file"), level=cells.one_of("level", EventLevel, "general"),
        address=cells.text("address"), reporter=_reporter(cells), note=cells.lines("note"),
        event_id=cells.identifier("event_id"), metric=place.metric, place_level=place.level, place_name=place.name,
    )  # fmt: skip
    return found, place.how


def _require_well_decoded(cells: RowCells) -> None:
    """Raises BadRow for a text of an event that was decoded wrongly before it was saved: notes cannot be corrected, and
    titles only one by one."""
    for field in ("title", "subclass", "note", "address", "reporter"):
        value = cells.raw(field)
        if not isinstance(value, str):
            continue
        found = meant(value) if field == "title" or not value.isascii() else None
        if found is not None:
            was = f", was perhaps {quoted(found.text)}" if found.text else ""
            reason = f"{cells.name(field)} was decoded wrongly before it was saved ({found.how})"
            line = ExplainedLine(
                "{column} was decoded wrongly before it was saved ({how}): {value}{was}; export the file again as "
                "UTF-8",
                column=cells.name(field), how=found.how, value=quoted(value), was=was,
            )  # fmt: skip
            raise BadRow(line, reason)


def _reported_ms(cells: RowCells) -> int | None:
    """The time of an event, None for now: only in a file without times.  Raises BadRow."""
    at_ms = cells.moment_ms()
    columns = [cells.layout.columns[name] for name in ("at", "date") if name in cells.layout.columns]
    if at_ms is None and columns and cells.layout.constants.get("at") != NOW:
        raise BadRow(
            ExplainedLine(
                "{columns} is empty; fill it in, or give --map at==now if the events happen now",
                columns=" and ".join(columns),
            )
        )
    return at_ms


def _reporter(cells: RowCells) -> str:
    """Name and phone of the reporter, which may have columns of their own.  Raises BadRow for a shortened number."""
    reporter, phone = cells.text("reporter"), cells.identifier("phone")
    return reporter if is_gap(phone) or phone in reporter else f"{reporter} {phone}".strip()


def _place(cells: RowCells) -> EventPlace:
    """Where the event of a row is.  Raises BadRow."""
    place, may_be_named = cells.layout.place, cells.layout.names_places
    if not place or (may_be_named and all(is_gap(cells.raw(field)) for field in place)):
        return named_place(cells)
    if place == ("latlon",):
        return point_in(cells.text("latlon"))
    if place == ("lonlat",):
        return _place_in_one(cells)
    (x, y), unit = map(cells.coordinate, place), _unit(cells, place[0])
    if may_be_named and x == y == 0:  # what programs write for none
        return named_place(cells)
    if x is None and y is None:
        raise BadRow(
            ExplainedLine(
                "has no place: {columns} are empty", columns=", ".join(cells.name(field) for field in place)
            )
        )
    shown = ", ".join(text(cells.raw(field)) for field in place)
    if place != ("x", "y"):
        shift = shift_named(place[0].partition("_")[2])
        return unshifted(point_of(x, y, shown=shown), unit=unit, shift=shift)
    if x is None or y is None:
        raise BadRow(ExplainedLine("place {place} has one coordinate only", place=shown), "place")
    return place_of(x, y, unit=unit, shown=shown)


def _unit(cells: RowCells, field: str) -> str:
    """The unit of a coordinate, or the shift of a web map, by its header; else what the row states as its datum, unless
    that is the national one."""
    stated = cells.layout.units.get(field, "")
    datum = cells.text("datum")
    if is_gap(datum) or (stated and not is_degrees(stated)):
        return stated
    national = is_degrees(datum) or (field == "x" and _NATIONAL.search(datum))
    return shift_in(datum) or (stated if national else datum)


def _place_in_one(cells: RowCells) -> EventPlace:
    """The place in the one cell that holds both coordinates.  Raises BadRow."""
    value = cells.raw("lonlat")
    if is_gap(value):
        raise BadRow(ExplainedLine("has no place: {column} is empty", column=cells.name("lonlat")))
    comma = cells.decimal_comma
    pair = coordinates_in(value, decimal_comma=comma)
    if pair is None:
        column = cells.name("lonlat")
        raise BadRow(
            ExplainedLine(
                "{column} {value} is no position like 109.6,27.9; give longitude and latitude",
                column=column,
                value=quoted(value),
            ),
            f"{column} is no position",
        )
    x, y = (coordinate(part, decimal_comma=comma) or 0.0 for part in pair)
    return place_of(x, y, unit=_unit(cells, "lonlat"), shown=quoted(value))
