"""The rows of a file as events and readings, and the report of those that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from county.tables.reader import TableFile
from county.tables.row import RowFault
from services.intake.file_options import FileOptions
from services.intake.items import BadRow, Item, NoPlace
from services.intake.rows import Interpreter
from services.send_report import SendReport


def surveyed(file: Path, options: FileOptions | None) -> Interpreter:
    """An interpreter that knows the order of the dates in ``file``.  Raises BadFile, WrongArgument."""
    interpreter = Interpreter(options)
    with closing(TableFile(file)) as first:
        interpreter.survey(first.rows())
    return interpreter


def interpreted(rows: TableFile, interpreter: Interpreter, report: SendReport) -> Iterator[Item]:
    """The items of the rows; counts them, and what cannot be used, in ``report``."""
    for row in rows.rows():
        report.rows += 1
        if report.rows == 1 and interpreter.options.decimal_comma is None:
            interpreter.decimal_comma = rows.found.decimal_comma
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
