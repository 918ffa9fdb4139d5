"""Sheets of OpenDocument spreadsheets, with the types of their cells."""

from __future__ import annotations

import codecs
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from county.explained import ExplainedLine
from county.tables.cell_kinds import filled_cells, percentage, spreadsheet_number
from county.tables.choose import RowCounts, TablePart, chosen
from county.tables.row import ERRORS, NOT_AVAILABLE, UNKNOWN_ERROR, BadFile, CellRow, Continued, RowFault
from county.tables.shape import TableShape
from county.tables.sheet_marks import SheetMarks
from county.tables.spans import WIDEST
from county.tables.xml_text import BrokenXml, Mark, marks

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MAX_BYTES = 1 << 30
PART = 1 << 18
MAX_CELLS = 20_000_000
"""Of all rows up to the last filled one of each, repeated ones as often as they are."""
MOST_REPEATED = 100_000
"""Equal filled rows after each other."""


def sheet_rows(path: Path, file: Path, named: str, found: TableShape) -> Iterator[CellRow | RowFault]:
    """The rows of the sheet ``named`` of ``file``, or of the only one that is a table.  Raises BadFile."""
    found.format = "ODS"
    counts: dict[str, RowCounts] = {}
    about = SheetMarks()
    try:
        for sheet, row in _rows(path, _content(path, file), about):
            counts.setdefault(sheet, RowCounts()).add(filled_cells(row.cells))
        parts = [TablePart(sheet, count.rank, sheet in about.hidden) for sheet, count in counts.items()]
        name = chosen(path, ExplainedLine("sheets"), parts, named)
    except (BrokenXml, zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, NotImplementedError) as error:
        raise BadFile(
            "{path}: cannot be read as a workbook ({why}); open it in Excel and save it again", path=path, why=error
        ) from error
    found.sheet, found.dates_1904 = name, about.dates_1904
    for sheet, row in _rows(path, _content(path, file), SheetMarks()):
        if sheet == name:
            yield row


def _content(path: Path, file: Path) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    left = MAX_BYTES
    with zipfile.ZipFile(file) as archive, archive.open("content.xml") as packed:
        while part := packed.read(PART):
            left -= len(part)
            if left < 0:
                raise _too_large(path)
            yield decoder.decode(part)


def _too_large(path: Path) -> BadFile:
    return BadFile("{path}: is too large a workbook; delete what is far from the table, or save it as CSV", path=path)


def _rows(path: Path, text: Iterable[str], about: SheetMarks) -> Iterator[tuple[str, CellRow]]:
    """The rows with the names of their sheets; what is said of the sheets is noted in ``about``.  Raises BrokenXml,
    BadFile."""
    hiding: set[str] = set()
    left = MAX_CELLS
    style = sheet = ""
    number = repeated = notes = 0
    unseen = False
    row: _OdsRow | None = None
    above: dict[int, tuple[int, Any]] = {}
    cell: Mark | None = None
    paragraphs: list[str] = []
    for mark in marks(text):
        match mark.kind, mark.name:
            case "begin", "style":
                style = mark.attributes.get("name", "")
            case "begin", "table-properties" if mark.attributes.get("display") == "false":
                hiding.add(style)
            case "begin", "table" if mark.attributes.get("name"):
                sheet, number, above = mark.attributes["name"], 0, {}
                if mark.attributes.get("style-name") in hiding:
                    about.hidden.add(sheet)
            case "begin", "null-date":
                about.dates_1904 = mark.attributes.get("date-value", "").startswith("1904")
            case "begin", "table-row":
                unseen = mark.attributes.get("visibility", "visible") != "visible"
                repeated = _count(mark, "number-rows-repeated")
                row = _OdsRow(above)
            case "begin", "table-cell" | "covered-table-cell":
                cell, paragraphs = mark, []
            case "begin", "annotation":
                notes += 1
            case "end", "annotation":
                notes -= 1
            case "end", "p" if cell is not None and not notes:
                paragraphs.append(mark.text)
            case "end", "table-cell" | "covered-table-cell" if cell is not None and row is not None:
                row.add(cell, _value(cell.attributes, "\n".join(paragraphs)))
                cell = None
            case "end", "table-row" if row is not None:
                times = min(repeated, MOST_REPEATED) if row.cells else 1
                left -= times * len(row.cells)
                if left < 0:
                    raise _too_large(path)
                for n in range(number + 1, number + times + 1):
                    yield sheet, CellRow(n, f"row {n}", row.cells, unseen)
                number += repeated
                row = None


class _OdsRow:
    """The cells of one row up to the last one with a value."""

    def __init__(self, above: dict[int, tuple[int, Any]]) -> None:
        """``above``: by column, for how many more rows a merged cell lasts, and its value; changed for the next row."""
        self.cells: list[Any] = []
        self._above = above
        self._column = 0

    def add(self, cell: Mark, value: Any) -> None:
        """A cell, or several equal ones; of a covered one the value is that of the cell it is merged with."""
        columns = min(_count(cell, "number-columns-repeated"), WIDEST - self._column)
        if cell.name == "covered-table-cell":
            for column in range(self._column, self._column + columns):
                if column in self._above:
                    rows, continued = self._above.pop(column)
                    self._put(column, Continued(continued))
                    if rows > 1:
                        self._above[column] = rows - 1, continued
        elif value != "":
            for column in range(self._column, self._column + columns):
                self._put(column, value)
            if (rows := _count(cell, "number-rows-spanned")) > 1:
                self._above[self._column] = rows - 1, value
        self._column += columns

    def _put(self, column: int, value: Any) -> None:
        self.cells += [""] * (column - len(self.cells)) + [value]


def _count(mark: Mark, name: str) -> int:
    value = mark.attributes.get(name, "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 8 else 1


def _value(attributes: dict[str, str], shown: str) -> Any:
    value = attributes.get("value", "")
    try:
        match attributes.get("value-type", ""):
            case "float" | "currency":
                return spreadsheet_number(float(value))
            case "percentage":
                return percentage(float(value))
            case "date":
                return datetime.fromisoformat(attributes.get("date-value", ""))
            case "boolean":
                return attributes.get("boolean-value") == "true"
            case "error":
                return shown if shown in ERRORS or shown == NOT_AVAILABLE else UNKNOWN_ERROR
    except ValueError:
        pass
    return shown
