"""Rows of a sheet of an XLSX or XLS file by the library calamine, in the process that may end by it.

The library gives no value for a cell with an error: these are found in the file itself, so that no row is used with a
gap in place of the error.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from county.explained import ExplainedLine
from county.tables import xls_parts, xlsx_formats, xlsx_parts
from county.tables.cell_kinds import filled_cells, spreadsheet_number
from county.tables.cell_lines import RowLine, SheetLine
from county.tables.choose import RowCounts, TablePart, chosen
from county.tables.row import BadFile, CellErrors, Continued
from county.tables.xlsx_formats import ShownCell

MAX_MERGED = 1_000_000
"""Rows of all merged cells together; those of overlapping ones count for each."""


def sheet_rows(path: Path, file: Path, named: str, kind: str) -> Iterator[SheetLine | RowLine]:
    """The sheet ``named`` of ``file``, or the only one that is a table, and its rows.  Raises BadFile.

    ``path``: the name of ``file`` in messages.  ``kind``: XLSX or XLS.
    """
    parts = xlsx_parts if kind == "XLSX" else xls_parts
    parts.check_size(path, file)
    try:
        with file.open("rb") as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
        sheets = []
        for about in workbook.sheets_metadata:
            if about.typ is SheetTypeEnum.WorkSheet:
                rank = 0 if named else _rank(_bounded(path, workbook.get_sheet_by_name(about.name)))
                sheets.append(TablePart(about.name, rank, about.visible is not SheetVisibleEnum.Visible))
        name = chosen(path, ExplainedLine("sheets"), sheets, named)
        sheet = _bounded(path, workbook.get_sheet_by_name(name))
        at = [about.name for about in workbook.sheets_metadata].index(name)
        errors = parts.errors_of(path, file, at)
        hidden = parts.hidden_rows(file, at)
        dates_1904 = parts.dates_from_1904(file)
        shown = xlsx_formats.shown_of(path, file, at) if kind == "XLSX" else {}
    except PasswordError as error:
        raise BadFile("{path}: is protected by a password; save it without one", path=path) from error
    except (CalamineError, XmlError, ZipError, OSError, ValueError) as error:
        if kind == "XLS" and xls_parts.is_encrypted(file):
            raise BadFile("{path}: is protected by a password; save it without one", path=path) from error
        raise BadFile(
            "{path}: cannot be read as a workbook ({why}); open it in Excel and save it again", path=path, why=error
        ) from error
    yield SheetLine(name, dates_1904)
    for row in _rows(path, sheet, errors, shown, hidden):
        if kind == "XLS" and any(isinstance(cell, str) and "\0" in cell for cell in row.cells):
            # The library puts zeros between the bytes of a text of Excel 95 in a code page of Chinese.
            raise BadFile(
                "{path}: row {n} has text that cannot be read; open it in Excel and save it as XLSX",
                path=path, n=row.number,
            )  # fmt: skip
        yield row


def _bounded(path: Path, sheet: CalamineSheet) -> CalamineSheet:
    """``sheet``, whose cells may have no places by which they are counted before.  Raises BadFile."""
    if sheet.height * sheet.width > xlsx_parts.MAX_CELLS:
        raise xlsx_parts.too_large(path)
    return sheet


def _rank(sheet: CalamineSheet) -> int:
    counts = RowCounts()
    for row in sheet.iter_rows() if sheet.start is not None else ():
        counts.add(filled_cells(row))
        if counts.wide == 2:
            break
    return counts.rank


def _rows(
    path: Path, sheet: CalamineSheet, errors: CellErrors, shown: dict[int, list[ShownCell]], hidden: frozenset[int]
) -> Iterator[RowLine]:
    if sheet.start is None or sheet.end is None:
        return
    left = [""] * sheet.start[1]
    below = _merged(path, sheet, sheet.end[0])
    tops = set(below.values())
    values: dict[tuple[int, int], Any] = {}
    marked = {row for row, _ in below} | {row for row, _ in tops}
    for number, row in enumerate(sheet.iter_rows()):
        cells = left + [_plain(cell) for cell in row]
        for one in shown.get(number, ()):
            if one.column < len(cells):
                cells[one.column] = one.text(cells[one.column])
        if number in errors:
            for column, text in errors[number].items():
                cells += [""] * (column + 1 - len(cells))
                cells[column] = text
        if number in marked:
            for i, cell in enumerate(cells):
                if (number, i) in tops:
                    values[number, i] = cell
                elif (number, i) in below and cell == "" and values.get(below[number, i], "") != "":
                    cells[i] = Continued(values[below[number, i]])
        yield RowLine(number + 1, cells, number in hidden)


def _merged(path: Path, sheet: CalamineSheet, last_row: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells merged with the one above them: by place, the place of that one.  Raises BadFile."""
    below: dict[tuple[int, int], tuple[int, int]] = {}
    left = MAX_MERGED
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        rows = range(top + 1, min(bottom, last_row) + 1)
        left -= len(rows)
        if left < 0:
            raise BadFile("{path}: has too many merged cells; save it as CSV", path=path)
        below |= {(row, column): (top, column) for row in rows}
    return below


def _plain(cell: Any) -> Any:
    """Whole numbers as int, days as datetime."""
    if isinstance(cell, float):
        return spreadsheet_number(cell)
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    return cell
