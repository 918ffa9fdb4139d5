"""The rows of a file as events and readings, and the report of those that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain, islice

from county.place_names import PlaceNames
from county.tables.reader import TableFile
from county.tables.row import RowFault, TableRow
from county.tables.times import DAY_0_OF_1904
from services.intake.file_options import FileOptions
from services.intake.items import BadRow, Item, NoPlace
from services.intake.rows import SURVEYED, Interpreter
from services.intake.titles import said_in
from services.sending.report import SendReport


def surveyed(
    rows: TableFile, options: FileOptions | None, places: Callable[[], PlaceNames] | None = None
) -> Interpreter:
    """An interpreter that knows the order of the dates in the file of ``rows``, and the named ``places``.

    Reads the file a second time only when there are more rows than it surveys, and all of them decide the order.
    Raises BadFile, WrongArgument.
    """
    interpreter = Interpreter(options, places)
    first = rows.first(SURVEYED)
    interpreter.titled = said_in(rows.found.titles)
    interpreter.survey(chain(first, _after(first, rows)))
    return interpreter


def _after(first: list[TableRow | RowFault], rows: TableFile) -> Iterator[TableRow | RowFault]:
    """The rows of the file after its ``first`` ones."""
    if len(first) == SURVEYED:
        with closing(rows.again()) as again:
            yield from islice(again.rows(), SURVEYED, None)


def interpreted(rows: TableFile, interpreter: Interpreter, report: SendReport) -> Iterator[Item]:
    """The items of the rows; counts them, and what cannot be used, in ``report``."""
    for row in rows.rows():
        report.rows += 1
        if report.rows == 1:
            if interpreter.options.decimal_comma is None:
                interpreter.decimal_comma = rows.found.decimal_comma
            if rows.found.dates_1904:
                interpreter.day_0 = DAY_0_OF_1904
        if isinstance(row, RowFault):
            report.unusable.add(row.reason, row.where, row.text)
            continue
        try:
            items = interpreter.items(row)
        except NoPlace as error:
            line = "has no point; give it one" if rows.found.format == "GeoJSON" else error.line
            report.unusable.add(line, row.where, line)
            continue
        except BadRow as error:
            report.unusable.add(error.reason, row.where, error.line)
            continue
        for item in items:
            if isinstance(item, RowFault):
                report.unusable.add(item.reason, item.where, item.text)
            else:
                yield item
