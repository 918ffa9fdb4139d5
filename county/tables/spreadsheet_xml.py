"""Sheets of SpreadsheetML 2003, the XML of older Excel: many systems write it under the name .xls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from county.explained import ExplainedLine
from county.tables.cell_kinds import filled_cells, spreadsheet_number
from county.tables.choose import RowCounts, TablePart, chosen
from county.tables.row import CellRow, RowFault
from county.tables.shape import TableShape
from county.tables.sheet_marks import SheetMarks
from county.tables.spans import SpannedRow
from county.tables.xml_text import BrokenXml, Mark, marks

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_LAST_ROW = 1_048_576


def sheet_rows(
    path: Path, text: Callable[[], Iterable[str]], named: str, found: TableShape
) -> Iterator[CellRow | RowFault]:
    """The rows of the sheet ``named``, or of the only one that is a table.  Raises BadFile."""
    found.format = "Excel XML"
    counts: dict[str, RowCounts] = {}
    about = SheetMarks()
    try:
        for sheet, row in _rows(text(), about):
            counts.setdefault(sheet, RowCounts()).add(filled_cells(row.cells))
    except BrokenXml:
        pass  # reported below, after the rows before it
    parts = [TablePart(sheet, count.rank, sheet in about.hidden) for sheet, count in counts.items()]
    name = chosen(path, ExplainedLine("sheets"), parts, named)
    found.sheet, found.dates_1904 = name, about.dates_1904
    try:
        for sheet, row in _rows(text(), SheetMarks()):
            if sheet == name:
                yield row
    except BrokenXml as error:
        yield RowFault(error.where, f"is not XML ({error}); fix it, nothing after it was read", "not XML")


def _rows(text: Iterable[str], about: SheetMarks) -> Iterator[tuple[str, CellRow]]:
    """The rows with the names of their sheets; what is said of the sheets is noted in ``about``.  Raises BrokenXml."""
    unseen = False
    sheet, number = "", 0
    row: SpannedRow | None = None
    above: dict[int, tuple[int, Any]] = {}
    cell: Mark | None = None
    kind, value = "", ""
    for mark in marks(text):
        match mark.kind, mark.name:
            case "begin", "Worksheet":
                sheet, number, above = mark.attributes.get("Name", ""), 0, {}
            case "begin", "Row":
                number = min(_LAST_ROW, int(_count(mark, "Index", number + 1)))
                unseen = mark.attributes.get("Hidden") == "1"
                row = SpannedRow(above)
            case "begin", "Cell":
                cell, kind, value = mark, "", ""
            case "begin", "Data" if cell is not None:
                kind = mark.attributes.get("Type", "String")
            case "end", "Data" if cell is not None:
                value = mark.text
            case "end", "Cell" if cell is not None and row is not None:
                at = cell.attributes.get("Index")
                row.add(
                    _value(kind, value), column=_count(cell, "Index", 1) - 1 if at else None,
                    columns=1 + _count(cell, "MergeAcross", 0), rows=1 + _count(cell, "MergeDown", 0),
                )  # fmt: skip
                cell = None
            case "end", "Row" if row is not None:
                yield sheet, CellRow(number, f"row {number}", row.end(), unseen)
                row = None
            case "end", "Visible" if mark.text in ("SheetHidden", "SheetVeryHidden"):
                about.hidden.add(sheet)
            case "end", "Date1904":
                about.dates_1904 = mark.text != "0"


def _count(mark: Mark, name: str, default: int) -> int:
    value = mark.attributes.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else default


def _value(kind: str, text: str) -> Any:
    try:
        match kind:
            case "Number":
                return spreadsheet_number(float(text))
            case "DateTime":
                return datetime.fromisoformat(text)
            case "Boolean":
                return text == "1"
    except ValueError:
        pass
    return text
