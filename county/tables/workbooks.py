"""Sheets of Excel workbooks: XLSX and, through the same library, the older XLS.

The library gives no value for a cell with an error: these are found in the file itself, so that no row is used with a
gap in place of the error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from county.tables.choose import RowCounts, TablePart, chosen
from county.tables.grid import filled_cells
from county.tables.row import BadFile, CellRow, Continued
from county.tables.shape import TableShape

Errors = dict[tuple[int, int], str]
"""By row and column, from 0: what a spreadsheet shows there."""


def sheet_rows(
    path: Path, file: Path, named: str, found: TableShape, errors_of: Callable[[Path, str], Errors]
) -> Iterator[CellRow]:
    """The rows of the sheet ``named`` of ``file``, or of the only one that is a table.  Raises BadFile.

    ``path``: the name of ``file`` in messages.  ``errors_of``: the cells of a sheet that have an error.
    """
    try:
        with file.open("rb") as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
        parts = []
        for about in workbook.sheets_metadata:
            if about.typ is SheetTypeEnum.WorkSheet:
                rank = 0 if named else _rank(workbook.get_sheet_by_name(about.name))
                parts.append(TablePart(about.name, rank, about.visible is not SheetVisibleEnum.Visible))
        found.sheet = chosen(path, ExplainedLine("sheets"), parts, named)
        sheet = workbook.get_sheet_by_name(found.sheet)
        errors = errors_of(file, found.sheet)
    except PasswordError as error:
        raise BadFile("{path}: is protected by a password; save it without one", path=path) from error
    except (CalamineError, XmlError, ZipError, OSError, ValueError) as error:
        raise BadFile(
            "{path}: cannot be read as a workbook ({why}); open it in Excel and save it again", path=path, why=error
        ) from error
    yield from _rows(sheet, errors)


def _rank(sheet: CalamineSheet) -> int:
    counts = RowCounts()
    for row in sheet.iter_rows() if sheet.start is not None else ():
        counts.add(filled_cells(row))
        if counts.wide == 2:
            break
    return counts.rank


def _rows(sheet: CalamineSheet, errors: Errors) -> Iterator[CellRow]:
    if sheet.start is None or sheet.end is None:
        return
    last_row = sheet.end[0]
    left = [""] * sheet.start[1]
    below: dict[tuple[int, int], tuple[int, int]] = {}
    """Cells merged with the one above them: by place, the place of that one."""
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        below |= {(row, column): (top, column) for row in range(top + 1, min(bottom, last_row) + 1)}
    tops = set(below.values())
    values: dict[tuple[int, int], Any] = {}
    marked = {row for row, _ in errors} | {row for row, _ in below} | {row for row, _ in tops}
    for number, row in enumerate(sheet.iter_rows()):
        cells = left + [_plain(cell) for cell in row]
        if number in marked:
            for i, cell in enumerate(cells):
                if (number, i) in errors:
                    cells[i] = errors[number, i]
                elif (number, i) in tops:
                    values[number, i] = cell
                elif (number, i) in below and cell == "" and values.get(below[number, i], "") != "":
                    cells[i] = Continued(values[below[number, i]])
            for (_, column), text in ((at, text) for at, text in errors.items() if at[0] == number):
                if column >= len(cells):
                    cells += [""] * (column - len(cells)) + [text]
        yield CellRow(number + 1, f"row {number + 1}", cells)


def _plain(cell: Any) -> Any:
    """Whole numbers as int, days as datetime."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1 << 53 else cell
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    return cell
