"""Writes and reads the annex of a bulletin as XLSX: its tables with real numbers, and all figures in a sheet."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from county.catalog import Catalog
from county.figures.metric import Metric
from county.figures.text import UNIT_MS
from county.numbering import moment
from services.brief.bulletin import Bulletin, BulletinTable, Number
from services.brief.stated import NotVerifiable, Stated, read_stated, stated

FIGURES = "figures"
"""The hidden sheet with what the file carries; its cells hold at most CHUNK characters."""
CHUNK = 30_000
SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
FONT = "仿宋"


def write_xlsx(bulletin: Bulletin, catalog: Catalog, path: Path) -> None:
    """Raises OSError."""
    numbers: dict[str, Number] = {}
    try:
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            formats = _Formats(book)
            for grid in (block for block in bulletin.blocks if isinstance(block, BulletinTable)):
                _write_grid(book, formats, grid, catalog, numbers)
            _write_source(book, formats, bulletin)
            hidden = book.add_worksheet(FIGURES)
            hidden.very_hidden()
            text = stated(bulletin, numbers).decode()
            for row in range(0, len(text), CHUNK):
                hidden.write_string(row // CHUNK, 0, text[row : row + CHUNK])
    except xlsxwriter.exceptions.FileCreateError as error:
        raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from error


class _Formats:
    def __init__(self, book: Any) -> None:
        font = {"font_name": FONT, "font_size": 11, "valign": "vcenter", "border": 1}
        self.head = book.add_format(font | {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "align": "center"})
        self.text = book.add_format(font | {"text_wrap": True})
        self.right = book.add_format(font | {"align": "right"})
        self._book, self._font = book, font
        self._known: dict[str, Any] = {}

    def number(self, form: str) -> Any:
        """With a number format."""
        if form not in self._known:
            self._known[form] = self._book.add_format(self._font | {"num_format": form, "align": "right"})
        return self._known[form]


def _write_grid(
    book: Any, formats: _Formats, grid: BulletinTable, catalog: Catalog, numbers: dict[str, Number]
) -> None:
    name = SHEET_NAME.sub(" ", grid.title)[:31]
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 2 if len(grid.header) > 3 else 1)
    for column, (title, share) in enumerate(zip(grid.header, grid.widths, strict=True)):
        sheet.set_column(column, column, max(9.0, 110 * share))
        sheet.write_string(0, column, title, formats.head)
    for row, pieces in enumerate(grid.rows, start=1):
        for column, piece in enumerate(pieces):
            if isinstance(piece, str):
                sheet.write_string(row, column, piece, formats.text)
                continue
            numbers[f"{name}!{xl_rowcol_to_cell(row, column)}"] = piece
            metric = catalog.metrics[piece.figure.metric]
            value = cell_value(piece, metric)
            if isinstance(value, str):
                sheet.write_string(row, column, value, formats.right)
            else:
                sheet.write_number(row, column, value, formats.number(_number_format(metric)))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_source(book: Any, formats: _Formats, bulletin: Bulletin) -> None:
    sheet = book.add_worksheet("数据来源")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    rows = (
        ("县", bulletin.county), ("时段", bulletin.month), ("截至", moment(bulletin.as_of_ms)),
        ("日志条号", str(bulletin.as_of_seq)), ("该条哈希", bulletin.head_hash), ("口径表摘要", bulletin.catalog),
        ("核对", "main.py brief verify 本文件：由日志重新计算每个数字并比较"),
    )  # fmt: skip
    for row, (title, text) in enumerate(rows):
        sheet.write_string(row, 0, title, formats.head)
        sheet.write_string(row, 1, text, formats.text)


def cell_value(number: Number, metric: Metric) -> float | str:
    """A number where there is one that may stand alone: of a share 0–1, of a duration in its unit."""
    value = number.figure.value
    if number.form != "value" or value.value is None or value.quality == "small_sample":
        return number.text(metric)
    return value.value / UNIT_MS[metric.unit.en] if metric.kind == "duration" else value.value


def _number_format(metric: Metric) -> str:
    places = "." + "0" * metric.decimals if metric.decimals else ""
    return f"0{places}%" if metric.is_share else f"#,##0{places}"


def read_xlsx(path: Path) -> tuple[Stated, dict[str, float | str]]:
    """What the file carries, and the content of the cells of its numbers.  Raises NotVerifiable, OSError."""
    content = BytesIO(path.read_bytes())
    try:
        with CalamineWorkbook.from_filelike(content) as book:
            sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except CalamineError as error:
        raise NotVerifiable("{path}: is no XLSX file; choose the bulletin's", path=path) from error
    if FIGURES not in sheets:
        raise NotVerifiable("{path}: carries no figures; verify a bulletin as it was made", path=path)
    found = read_stated("".join(str(row[0]) for row in sheets[FIGURES] if row), path)
    return found, {name: _content(sheets, name) for name in found.numbers}


def _content(sheets: dict[str, list[list[Any]]], name: str) -> float | str:
    """Of a cell; "" where there is none."""
    sheet, _, cell = name.rpartition("!")
    row, column = xl_cell_to_rowcol(cell)
    rows = sheets.get(sheet, [])
    if row >= len(rows) or column >= len(rows[row]):
        return ""
    value = rows[row][column]
    return float(value) if isinstance(value, int | float) else str(value)
