"""Interprets the rows of a file as events or readings.

Which column is which field is decided by :mod:`services.intake.layout`, its cells are read by
:mod:`services.intake.row_cells`, and become what :mod:`services.intake.events` and :mod:`services.intake.readings` make
of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import Any

from county.explained import Explained, ExplainedLine
from county.place_names import PlaceNames
from county.tables.angles import maybe_packed
from county.tables.mojibake import is_undecoded, meant
from county.tables.positions import coordinates_in
from county.tables.rough_degrees import step_km
from county.tables.row import RowFault, TableRow
from county.tables.times import SPREADSHEET_DAY_0, DateOrder, is_midnight, moment_ms, order_of, unclear_parts
from county.tables.values import BadValue, quoted, text
from services.intake.events import event
from services.intake.figure_rows import figured, subtotal
from services.intake.file_options import FileOptions
from services.intake.items import BadRow, Item, Measured
from services.intake.layout import Layout, layout_of
from services.intake.readings import reading, wide_readings
from services.intake.row_cells import RowCells
from services.intake.scan_rows import scanned
from services.intake.titles import NOTHING_TITLED
from services.intake.unmapped_times import require_time

LAYOUTS_MAX = 1_000
"""Different sets of columns that are remembered; rows of JSON may each have their own."""
SURVEYED = 1_000
"""Rows in which the form of the dates is looked for."""
FEWEST_AT_ONE_PLACE = 5
"""Events from which on it is no accident."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class Interpreter:
    """Interprets the rows of one file."""

    def __init__(
        self, options: FileOptions | None = None, places: Callable[[], PlaceNames] | None = None
    ) -> None:
        """``places``: the named places of the county, asked for when an event has no coordinates; None: not known."""
        self._places = places
        self.options = options or FileOptions()
        self.decimal_comma = bool(self.options.decimal_comma)
        self.date_order = self.options.date_order
        self.day_0 = SPREADSHEET_DAY_0
        """Of numbers of days: the workbook may count from 1904."""
        self.titled = NOTHING_TITLED
        """What the titles above the table say."""
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
        """Events whose row has a day and no time of day: they are dated at 00:00."""
        self.daily = 0
        """The same of readings."""
        self.whole_days = False
        """Whether all surveyed times are at 00:00: of a single one it cannot be told whether it is a day alone."""
        self.step_km = 0
        """Of the degrees of the surveyed events, rounded to so much; 0 where they are not."""
        self.one_place: tuple[str, int, int] = ("", 0, 0)
        """A place at which most of the surveyed events are, how many, and of how many."""
        self.untitled = 0
        """Events of rows without a title: they are called as their class is named there."""
        self.subtotals = 0
        """Rows of figures that were left out, as they are totals of other rows or parts of one."""
        self.first_subtotal: tuple[str, str] = ("", "")
        """Where the first of them is, and the cell that says so."""
        self.undated = 0
        """Events of rows without a column for their time: they are reported as of now."""

    @cached_property
    def place_names(self) -> PlaceNames | None:
        """The named places of the county; None where it is not known."""
        return None if self._places is None else self._places()

    def survey(self, rows: Iterable[TableRow | RowFault]) -> None:
        """Decide the order of the dates, unless it is given, from the rows of the file: a day after the 12th shows it.

        Reads the first rows, and all when there are dates of that form.  Raises WrongArgument when the time of events
        is in a column that is not known as such.
        """
        remaining = iter(rows)
        first = list(self._laid_out(islice(remaining, SURVEYED)))
        require_time(first)
        coordinates = [text(cell) for cell in _coordinates(first)]
        self.packed = maybe_packed(set(coordinates))
        self.step_km = step_km(filter(None, coordinates))
        self.one_place = _one_place(first)
        dates = list(_dates(first))
        self.whole_days = _all_at_midnight(dates)
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
            found = layout_of(columns, self.options, self.titled)
            if len(self.layouts) >= LAYOUTS_MAX:
                self.layouts.pop(next(iter(self.layouts)))
            self.layouts[columns] = found
        return self.layouts[columns]

    def items(self, row: TableRow) -> list[Item | RowFault]:
        """What ``row`` holds, and what in it cannot be used; nothing of a subtotal.

        Raises BadRow when all of it cannot be used, WrongArgument.
        """
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
        cells = RowCells(row, self.layout(row), self)
        _require_accepted(row, cells.layout)
        match cells.layout.kind:
            case "events":
                found, how = event(cells)
                if how:
                    self.places[how] += 1
                self.undated += found.at_ms is None
                self.days_alone += found.at_ms is not None and cells.day_alone(found.at_ms)
                return [found]
            case "readings" | "wide":
                measured: list[Item | RowFault] = (
                    [reading(cells)] if cells.layout.kind == "readings" else wide_readings(cells)
                )
                times = [item.at_ms for item in measured if isinstance(item, Measured)]
                self.daily += bool(times) and cells.day_alone(times[0])
                return measured
            case "scans":
                return [scanned(cells)]
            case _:
                if said := subtotal(cells):
                    self.first_subtotal = self.first_subtotal if self.subtotals else (row.where, said)
                    self.subtotals += 1
                    return []
                return [figured(cells)]

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
    if is_undecoded(value):
        reason = "is not text in the encoding the file was read in"
        found = meant(value)
        was = f", was perhaps {quoted(found.text)}" if found and found.text else ""
        line = ExplainedLine(
            "{column} {value} is not text in the encoding the file was read in{was}; save the file as UTF-8",
            column=column, value=quoted(value), was=was,
        )  # fmt: skip
        raise BadRow(line, reason)


def _require_accepted(row: TableRow, layout: Layout) -> None:
    """Raises BadRow for a row with a word that the profile refuses."""
    for column, reasons in layout.refused.items():
        reason = reasons.get(text(row.values[column]).lower())
        if reason is not None:
            raise BadRow(ExplainedLine(reason))


def _coordinates(rows: Iterable[tuple[TableRow, Layout]]) -> Iterator[Any]:
    for row, layout in rows:
        cells = [row.values[layout.columns[name]] for name in layout.place if name in layout.columns]
        yield from (coordinates_in(cells[0]) or () if layout.place == ("lonlat",) and cells else cells)


def _one_place(rows: Iterable[tuple[TableRow, Layout]]) -> tuple[str, int, int]:
    """The place of most events, how many are there, and of how many; "", 0, 0 where they are few or less than half."""
    places: Counter[str] = Counter()
    for row, layout in rows:
        cells = [text(row.values[layout.columns[name]]) for name in layout.place if name in layout.columns]
        if cells and all(any(map(str.isdecimal, cell)) for cell in cells):
            places[", ".join(cells)] += 1
    place, number = max(places.items(), key=lambda item: item[1], default=("", 0))
    few = number < FEWEST_AT_ONE_PLACE or 2 * number < places.total()
    return ("", 0, 0) if few else (place, number, places.total())


def _all_at_midnight(values: Iterable[Any]) -> bool:
    found = []
    for value in values:
        with suppress(BadValue):
            found.append(moment_ms(value))
    times = [at_ms for at_ms in found if at_ms is not None]
    return bool(times) and all(map(is_midnight, times))


def _dates(rows: Iterable[tuple[TableRow, Layout]]) -> Iterator[Any]:
    for row, layout in rows:
        dated = [name for name in ("at", "date") if name in layout.columns]
        yield from (row.values[layout.columns[name]] for name in dated)
