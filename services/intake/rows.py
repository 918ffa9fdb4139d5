"""Interprets the rows of a file as events or readings.

Which column is which field is decided by :mod:`services.intake.layout`, numbers and times are those of
:mod:`county.tables.values` and :mod:`county.tables.times`; ``lon, lat`` are degrees, CGCS2000 or WGS84.  An empty value
is a gap: no reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any, get_args
from unicodedata import category

from county.commands import EventLevel, Source
from county.event import LONGEST_TITLE
from county.explained import Explained
from county.figure_inputs import CountCalls, ReportIndicator, VisitGrid
from county.numbering import COUNTY_TIME
from county.package.offset import Shifted
from county.sensing import Quality
from county.tables import aliases
from county.tables.angles import maybe_packed
from county.tables.mojibake import meant
from county.tables.positions import coordinate, halves
from county.tables.row import RowFault, TableRow
from county.tables.times import DateOrder, moment_ms, moment_of, on_day, order_of, unclear_parts
from county.tables.values import BadValue, identifier, is_gap, label, number, quoted, text
from county.texts import without_refused
from services.intake.file_options import FileOptions
from services.intake.items import BadRow, Figured, Item, Measured, Reported
from services.intake.layout import Layout, layout_of
from services.intake.period_cells import period_in
from services.intake.places import EventPlace, metres_of, point_in, point_of, position_of, unshifted
from services.intake.unmapped_times import require_time

LAYOUTS_MAX = 1_000
"""Different sets of columns that are remembered; rows of JSON may each have their own."""
SURVEYED = 1_000
"""Rows in which the form of the dates is looked for."""
_SHIFTS: dict[str, Shifted] = {"lon_gcj02": "gcj02", "lon_bd09": "bd09"}
"""The shift that the field of a longitude states."""
NOW = "now"
"""``--map at==now``: the events happen when they are sent."""
_QUALITIES = {quality.name.lower(): quality for quality in Quality if quality is not Quality.PLAYED}
_SURROGATE = re.compile("[\ud800-\udfff]")
_MISREAD = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
"""Private use, as which bytes of another encoding are read, and the replacement for what could not be read."""


class Interpreter:
    """Interprets the rows of one file."""

    def __init__(self, options: FileOptions | None = None) -> None:
        self.options = options or FileOptions()
        self.decimal_comma = bool(self.options.decimal_comma)
        self.date_order = self.options.date_order
        self.layouts: dict[tuple[str, ...], Layout] = {}
        """By the columns of a row, in the order of the file."""
        self.otherwise: Counter[tuple[str, str]] = Counter()
        """Rows by field and the word that they got because the profile does not know theirs."""
        self.unknown_words: dict[tuple[str, str], list[str]] = {}
        """The first of those words of the file."""
        self.invisible = 0
        """Characters that were removed from texts of events, as they cannot be seen."""
        self.packed = False
        """Whether the degrees of the surveyed events may be degrees, minutes and seconds without signs: 109.3512."""
        self.places: Counter[str] = Counter()
        """Events by what was deduced about their place."""
        self.days_alone = 0
        """Events whose file has a column for the time of day, which is empty: they are dated at 00:00."""
        self.undated = 0
        """Events of rows without a column for their time: they are reported as of now."""

    def survey(self, rows: Iterable[TableRow | RowFault]) -> None:
        """Decide the order of the dates, unless it is given, from the rows of the file: a day after the 12th shows it.

        Reads the first rows, and all when there are dates of that form.  Raises WrongArgument when the time of events
        is in a column that is not known as such.
        """
        remaining = iter(rows)
        first = list(self._laid_out(islice(remaining, SURVEYED)))
        require_time(first)
        self.packed = maybe_packed({text(cell) for cell in _degrees(first)})
        dates = list(_dates(first))
        if self.options.date_order is None and any(unclear_parts(value) is not None for value in dates):
            self.date_order = order_of([*dates, *_dates(self._laid_out(remaining))])

    def _laid_out(self, rows: Iterable[TableRow | RowFault]) -> Iterator[tuple[TableRow, Layout]]:
        for row in rows:
            if isinstance(row, TableRow):
                with suppress(BadRow):
                    yield row, self.layout(row)

    def layout(self, row: TableRow) -> Layout:
        """The layout of ``row``.  Raises BadRow, WrongArgument."""
        columns = tuple(row.values)
        if columns not in self.layouts:
            found = layout_of(columns, self.options)
            if len(self.layouts) >= LAYOUTS_MAX:
                self.layouts.pop(next(iter(self.layouts)))
            self.layouts[columns] = found
        return self.layouts[columns]

    def items(self, row: TableRow) -> list[Item | RowFault]:
        """What ``row`` holds, and what in it cannot be used.  Raises BadRow when that is all of it, WrongArgument."""
        try:
            return self._items(row)
        except (BadRow, Explained):
            raise
        except Exception as error:  # cells may be anything; the other rows of the file are not affected
            reason = f"cannot be interpreted ({type(error).__name__})"
            raise BadRow(f"{reason}: {quoted(str(error))}; change the row, and report this defect", reason) from error

    def _items(self, row: TableRow) -> list[Item | RowFault]:
        for column, value in row.values.items():
            if isinstance(value, str) and not value.isascii():
                _require_text(column, value)
        cells = _Cells(row, self.layout(row), self)
        _require_accepted(row, cells.layout)
        match cells.layout.kind:
            case "events":
                event, how = _event(cells)
                if how:
                    self.places[how] += 1
                self.undated += event.at_ms is None
                self.days_alone += event.at_ms is not None and cells.day_alone
                return [event]
            case "readings":
                return [_reading(cells)]
            case "wide":
                return _wide(cells)
            case _:
                return [_figured(cells)]

    def order(self, layout: Layout, value: Any) -> DateOrder | None:
        """The order of the date ``value``: given, the profile's, or decided by the survey, which holds only for years
        of four digits: 18-04-12 and 26.11.2024 in one column are of different origin."""
        stated = self.options.date_order or (layout.profile.date_order if layout.profile else None)
        surveyed = self.date_order
        return stated or (surveyed if surveyed is not None and unclear_parts(value) is not None else None)


def _require_text(column: str, value: str) -> None:
    """Raises BadRow for characters that only a wrong encoding, or a defect, leaves in a cell."""
    if _SURROGATE.search(value):
        raise BadRow(f"{column!a} {value!a} contains an unpaired surrogate", f"surrogate in {column!a}")
    if _MISREAD.search(value) or (not value.isprintable() and any(map(_is_unassigned, value))):
        reason = "is not text in the encoding the file was read in"
        found = meant(value)
        was = f", was perhaps {quoted(found.text)}" if found and found.text else ""
        raise BadRow(f"{column} {quoted(value)} {reason}{was}; save the file as UTF-8", reason)


def _require_well_decoded(cells: _Cells) -> None:
    """Raises BadRow for a text of an event that was decoded wrongly before it was saved: an event cannot be renamed."""
    for field in ("title", "subclass", "note", "reporter"):
        raw = cells.raw(field)
        # of the first plane, which is nearly full: newer names may have later characters of the others
        value = "".join(sign for sign in raw if sign <= "\uffff") if isinstance(raw, str) else ""
        found = meant(value) if field == "title" or not value.isascii() else None
        if found is not None:
            was = f", was perhaps {quoted(found.text)}" if found.text else ""
            reason = f"{cells.name(field)} was decoded wrongly before it was saved ({found.how})"
            raise BadRow(f"{reason}: {quoted(value)}{was}; export the file again as UTF-8", reason)


def _require_accepted(row: TableRow, layout: Layout) -> None:
    """Raises BadRow for a row with a word that the profile refuses."""
    for column, reasons in layout.refused.items():
        reason = reasons.get(text(row.values[column]).lower())
        if reason is not None:
            raise BadRow(reason)


def _is_unassigned(character: str) -> bool:
    """Of the first plane, which is nearly full: newer names may have later characters of the others."""
    return character <= "\uffff" and category(character) == "Cn"


def _degrees(rows: Iterable[tuple[TableRow, Layout]]) -> Iterator[Any]:
    for row, layout in rows:
        yield from (row.values[layout.columns[name]] for name in layout.place if name in layout.columns)


def _dates(rows: Iterable[tuple[TableRow, Layout]]) -> Iterator[Any]:
    for row, layout in rows:
        dated = [name for name in ("at", "date") if name in layout.columns]
        yield from (row.values[layout.columns[name]] for name in dated)


class _Cells:
    """The cells of one row by field."""

    def __init__(self, row: TableRow, layout: Layout, interpreter: Interpreter) -> None:
        self.row = row
        self.layout = layout
        self._of = interpreter

    def raw(self, field: str) -> Any:
        """The cell of a field or its constant; None without."""
        column = self.layout.columns.get(field)
        return self.layout.constants.get(field) if column is None else self.row.values[column]

    def text(self, field: str) -> str:
        """The cell of a field in one line, as a command accepts it."""
        return text(self._visible(field, self.raw(field)))

    def identifier(self, field: str) -> str:
        """The cell of a field as the id of a thing.  Raises BadRow when a spreadsheet has shortened it."""
        value = self._visible(field, self.raw(field))
        try:
            return identifier(value if isinstance(value, float) else text(value))
        except BadValue as error:
            raise self._fault(field, error) from None

    def lines(self, field: str) -> str:
        """The same with its line breaks."""
        value = self.raw(field)
        lines = "\n".join(value.splitlines()) if isinstance(value, str) else value or ""
        return str(self._visible(field, lines)).strip()

    def _visible(self, field: str, value: Any) -> Any:
        """``value`` without invisible characters that a command must not contain; counts them."""
        if not isinstance(value, str):
            return value
        kept = without_refused(field, value)
        self._of.invisible += len(value) - len(kept)
        return kept

    def number(self, field: str) -> float | None:
        return self.number_in(self.layout.columns.get(field, field), self.raw(field), self.layout.units.get(field, ""))

    def coordinate(self, field: str) -> float | None:
        """The cell of a field as a number or an angle.  Raises BadRow."""
        value, unit = self.raw(field), self.layout.units.get(field, "")
        try:
            return coordinate(value, decimal_comma=self.decimal_comma, unit=unit)
        except BadValue:
            return self.number_in(self.name(field), value, unit)

    def name(self, field: str) -> str:
        """The column of a field, or its name without."""
        return self.layout.columns.get(field, field)

    @property
    def decimal_comma(self) -> bool:
        return self._of.decimal_comma

    def number_in(self, column: str, value: Any, unit: str) -> float | None:
        """A cell as a number; None for a gap.  Raises BadRow."""
        try:
            return number(value, decimal_comma=self._of.decimal_comma, unit=unit)
        except BadValue as error:
            comma = ", or give --decimal-comma" if error.reason in ("decimal comma", "one of two numbers") else ""
            raise BadRow(f"{column} {quoted(value)} {error}{comma}", f"{column} {error.reason}") from None

    def moment_ms(self) -> int | None:
        """The time of the row, None without; a day alone is its 00:00.  Raises BadRow."""
        if self.layout.constants.get("at") == NOW:
            return None
        names = self.layout.columns.keys() | self.layout.constants.keys()
        clock = self.raw("at")
        if "at" not in names or (is_gap(clock) and "date" in names):
            return self._moment_in("date")
        dated = "date" in names and not is_gap(clock)
        try:
            found = self._on_day(clock) if dated else None
        except BadValue:
            found = None
        if found is not None:
            return found
        try:
            return self._moment_in("at")  # with a column for the date, too, this may be a whole time
        except BadRow:
            if dated:
                self._require_day()
            raise

    def _moment_in(self, field: str) -> int | None:
        """The whole time in the cell of ``field``, None without.  Raises BadRow."""
        value = self.raw(field)
        try:
            return moment_ms(value, self._of.order(self.layout, value))
        except BadValue as error:
            raise self._fault(field, error) from None

    @property
    def day_alone(self) -> bool:
        """Whether the row has a day, but the cell for its time of day is empty."""
        return {"at", "date"} <= self.layout.columns.keys() and is_gap(self.raw("at")) and not is_gap(self.raw("date"))

    def _on_day(self, clock: Any) -> int | None:
        """The time ``clock`` of the day of the row.  Raises BadValue."""
        day = self.raw("date")
        return on_day(day, clock, self._of.order(self.layout, day))

    def _require_day(self) -> None:
        """Raises BadRow when the cell for the date holds something else."""
        try:
            self._on_day("00:00")
        except BadValue as error:
            raise self._fault("date", error) from None

    def _fault(self, field: str, error: BadValue) -> BadRow:
        column = self.layout.columns.get(field, field)
        return BadRow(f"{column} {quoted(self.raw(field))} {error}", f"{column} {error.reason}")

    def word(self, field: str) -> str:
        """The cell of a field in this program's words, as the profile says; as it is when it says nothing."""
        word = self.text(field)
        profile = self.layout.profile
        if profile is None or field not in self.layout.columns:
            return word
        known = profile.words.get(field, {}).get(word)
        if known is None:
            starts = profile.beginnings.get(field, {})
            known = next((key for start, key in starts.items() if word.startswith(start)), None)
        if known is None and field in profile.otherwise:
            known = profile.otherwise[field]
            self._of.otherwise[field, known] += 1
            samples = self._of.unknown_words.setdefault((field, known), [])
            if len(samples) < 3 and word not in samples:
                samples.append(word)
        return word if known is None else known

    def one_of(self, field: str, kinds: Any, otherwise: str) -> Any:
        """One of the words of a closed vocabulary.  Raises BadRow."""
        word = self.word(field) or otherwise
        known = word if word in get_args(kinds) else aliases.meaning(field, word)
        if known is None:
            column = self.layout.columns.get(field, field)
            message = f"{column} {quoted(word)} is not one of {', '.join(get_args(kinds))}"
            raise BadRow(message, f"{column} is none of its kinds")
        return known

    def quality(self, value: Any) -> Quality:
        """The quality that a word means; good without one.  Raises BadRow."""
        word = text(value)
        own = self.layout.profile.words.get("quality", {}) if self.layout.profile else {}
        known = own.get(word) or (aliases.meaning("quality", word) if word else "good")
        if known is None:
            raise BadRow(f"quality {quoted(word)} is not good, uncertain or bad", "quality")
        return _QUALITIES[known]


def _reading(cells: _Cells) -> Measured:
    at_ms = _measured_ms(cells)
    value = cells.number("value")
    values = {} if value is None else {label(cells.raw("channel")): value}
    quality = cells.quality(cells.raw("quality"))
    return Measured(cells.row.where, at_ms, cells.identifier("sensor_id"), values, 1 - len(values), quality)


def _wide(cells: _Cells) -> list[Item | RowFault]:
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


def _measured_ms(cells: _Cells) -> int:
    """The time of a reading.  Raises BadRow for one without, or without its time of day."""
    at_ms = cells.moment_ms()
    if at_ms is None:
        raise BadRow("has no time; a reading needs one")
    if cells.day_alone:
        raise BadRow(f"{cells.layout.columns['at']} is empty: a reading needs the time of day, too")
    return at_ms


def _reported_ms(cells: _Cells) -> int | None:
    """The time of an event, None for now: only in a file without times.  Raises BadRow."""
    at_ms = cells.moment_ms()
    columns = [cells.layout.columns[name] for name in ("at", "date") if name in cells.layout.columns]
    if at_ms is None and columns and cells.layout.constants.get("at") != NOW:
        raise BadRow(f"{' and '.join(columns)} is empty; fill it in, or give --map at==now if the events happen now")
    return at_ms


def _hour_ms(cells: _Cells) -> int:
    year, month, day, hour = (_whole(cells, name) for name in ("year", "month", "day", "hour"))
    try:
        return moment_of(datetime(year, month, day, hour, tzinfo=COUNTY_TIME))
    except BadValue as error:
        raise BadRow(f"hour {year}-{month}-{day} {hour}:00 {error}", error.reason) from None
    except (ValueError, OverflowError) as error:
        raise BadRow(f"year, month, day, hour are not a time ({error})", "hour") from None


def _whole(cells: _Cells, name: str) -> int:
    value = cells.raw(name)
    try:
        figure = number(value)
    except BadValue:
        figure = None
    if figure is None or not figure.is_integer():
        raise BadRow(f"{name} {quoted(value)} is not a whole number", f"{name} is not a whole number")
    return int(figure)


def _figured(cells: _Cells) -> Figured:
    note, where = cells.lines("note"), cells.row.where
    match cells.layout.kind:
        case "visits":
            at_ms = cells.moment_ms()
            if at_ms is None:
                raise BadRow("has no time; a visit needs one")
            grid, worker = cells.identifier("grid"), cells.identifier("worker")
            return Figured(where, at_ms, VisitGrid(grid=grid, worker=worker, note=note))
        case "calls":
            offered, answered = _whole(cells, "offered"), _whole(cells, "answered")
            calls = CountCalls(period=_period(cells), offered=offered, answered=answered, note=note)
            return Figured(where, None, calls)
    value = cells.number("value")
    if value is None:
        raise BadRow("has no value")
    body = ReportIndicator(
        indicator=cells.text("indicator"), division=cells.identifier("division"), period=_period(cells), value=value,
        note=note,
    )  # fmt: skip
    return Figured(where, None, body)


def _period(cells: _Cells) -> str:
    """The period as :mod:`county.periods` writes it.  Raises BadRow."""
    value = cells.raw("period")
    period = period_in(value)
    if period is None:
        raise BadRow(f"period {quoted(value)} is not a period like 2026-11-25 or 2026-11", "period is none")
    return period


def _event(cells: _Cells) -> tuple[Reported, str]:
    """The event of a row, and what was deduced about its place.  Raises BadRow."""
    _require_well_decoded(cells)
    place = _place(cells)
    subclass = cells.word("subclass")
    columns = cells.layout.columns
    names = columns.keys() | cells.layout.constants.keys()
    title = cells.text("title") or cells.text("subclass")
    if "title" in columns and columns["title"] == columns.get("note"):
        title = title[:LONGEST_TITLE]  # the note has all of it
    event = Reported(
        cells.row.where, _reported_ms(cells), place.x, place.y, subclass if "subclass" in names else "other_matter",
        title, source=cells.one_of("source", Source, "file"), level=cells.one_of("level", EventLevel, "general"),
        reporter=cells.text("reporter"), note=cells.lines("note"),
        event_id=cells.identifier("event_id"), metric=place.metric,
    )  # fmt: skip
    return event, place.how


def _place(cells: _Cells) -> EventPlace:
    """Where the event of a row is.  Raises BadRow."""
    place = cells.layout.place
    if place == ("latlon",):
        return point_in(cells.text("latlon"))
    if place == ("lonlat",):
        return _place_in_one(cells)
    (x, y), unit = map(cells.coordinate, place), cells.layout.units.get(place[0], "")
    if x is None and y is None:
        raise BadRow(f"has no place: {' and '.join(cells.name(field) for field in place)} are empty")
    shown = ", ".join(text(cells.raw(field)) for field in place)
    if place != ("x", "y"):
        shift: Shifted | None = _SHIFTS.get(place[0])
        return unshifted(point_of(x, y, shown=shown), unit=unit, shift=shift)
    if x is None or y is None:
        raise BadRow(f"place {shown} has one coordinate only", "place")
    size = metres_of(unit)
    return position_of(x * size, y * size, shown=shown)


def _place_in_one(cells: _Cells) -> EventPlace:
    """The place in the one cell that holds both coordinates.  Raises BadRow."""
    value = cells.raw("lonlat")
    if is_gap(value):
        raise BadRow(f"has no place: {cells.name('lonlat')} is empty")
    comma = cells.decimal_comma
    pair = halves(value, decimal_comma=comma)
    if pair is None:
        column = cells.name("lonlat")
        raise BadRow(
            f"{column} {quoted(value)} is no position like 109.6,27.9; give longitude and latitude",
            f"{column} is no position",
        )
    x, y = (coordinate(part, decimal_comma=comma) or 0.0 for part in pair)
    found = position_of(x, y, shown=quoted(value))
    return found if found.metric else unshifted(found, unit=cells.layout.units.get("lonlat", ""))
