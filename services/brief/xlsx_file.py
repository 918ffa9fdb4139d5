"""Writes and reads the annex of a briefing as XLSX: its tables with real numbers, and all figures in a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from county.catalog import Catalog
from county.figures.metric import Metric
from county.figures.text import UNIT_MS
from county.numbering import moment
from services.brief.bounded_package import bounded_package
from services.brief.document import BriefDocument, BriefFact, BriefTable, Number, Paragraph, Piece, piece_text
from services.brief.stated import NotVerifiable, Stated, digest_of_stated, read_stated, stated

FIGURES = "figures"
"""The hidden sheet with what the file carries; its cells hold at most CHUNK characters."""
CHUNK = 30_000
SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
FONT = "仿宋"
LINES, SOURCE = "正文", "数据来源"


def xlsx_bytes(document: BriefDocument, catalog: Catalog) -> bytes:
    """The file."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheets = _Sheets(book, catalog)
        for grid in document.tables:
            sheets.add_table(grid)
        sheets.add_lines([block for block in document.blocks if isinstance(block, Paragraph)])
        sheets.add_source(document)
        hidden = book.add_worksheet(FIGURES)
        hidden.very_hidden()
        text = stated(document, sheets.numbers, sheets.facts, sheets.texts).decode()
        for row in range(0, len(text), CHUNK):
            hidden.write_string(row // CHUNK, 0, text[row : row + CHUNK])
    return buffer.getvalue()


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


class _Sheets:
    """The sheets of one file, and what is in their cells."""

    def __init__(self, book: Any, catalog: Catalog) -> None:
        self._book = book
        self._metrics = catalog.metrics
        self._formats = _Formats(book)
        self.numbers: dict[str, Number] = {}
        self.facts: dict[str, BriefFact] = {}
        self.texts: dict[str, str] = {}

    def add_table(self, grid: BriefTable) -> None:
        name = SHEET_NAME.sub(" ", grid.title)[:31]
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 2 if len(grid.header) > 3 else 1)
        for column, (title, share) in enumerate(zip(grid.header, grid.widths, strict=True)):
            sheet.set_column(column, column, max(9.0, 110 * share))
            self._write(sheet, name, 0, column, title, self._formats.head)
        for row, pieces in enumerate(grid.rows, start=1):
            for column, piece in enumerate(pieces):
                self._piece(sheet, name, row, column, piece)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def add_lines(self, lines: Sequence[Paragraph]) -> None:
        """Every number and fact of the text, with the words before it."""
        sheet = self._book.add_worksheet(LINES)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 70)
        for column, title in enumerate(("文字", "内容")):
            self._write(sheet, LINES, 0, column, title, self._formats.head)
        row = 0
        for line in lines:
            before = ""
            for piece in line.pieces:
                if isinstance(piece, str):
                    before = piece
                    continue
                row += 1
                self._write(sheet, LINES, row, 0, _words(before, piece), self._formats.text)
                self._piece(sheet, LINES, row, 1, piece)

    def add_source(self, document: BriefDocument) -> None:
        sheet = self._book.add_worksheet(SOURCE)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 90)
        rows = (
            ("县", document.county), ("标题", document.title), ("期号", document.issue or "–"),
            ("时段", document.period or "–"), ("截至", moment(document.as_of_ms)),
            ("日志条号", str(document.as_of_seq)), ("该条哈希", document.head_hash or "–"),
            ("口径表摘要", document.catalog), ("核对", "main.py brief verify 本文件：由日志重新计算每个数字并比较"),
        )  # fmt: skip
        for row, (title, text) in enumerate(rows):
            self._write(sheet, SOURCE, row, 0, title, self._formats.head)
            self._write(sheet, SOURCE, row, 1, text, self._formats.text)

    def _piece(self, sheet: Any, name: str, row: int, column: int, piece: Piece) -> None:
        if isinstance(piece, str):
            self._write(sheet, name, row, column, piece, self._formats.text)
            return
        place = f"{name}!{xl_rowcol_to_cell(row, column)}"
        if isinstance(piece, BriefFact):
            self.facts[place] = piece
            sheet.write_string(row, column, piece_text(piece, self._metrics), self._formats.text)
            return
        self.numbers[place] = piece
        metric = self._metrics[piece.figure.metric]
        value = cell_value(piece, metric)
        if isinstance(value, str):
            sheet.write_string(row, column, value, self._formats.right)
        else:
            sheet.write_number(row, column, value, self._formats.number(_number_format(metric)))

    def _write(self, sheet: Any, name: str, row: int, column: int, text: str, form: Any) -> None:
        self.texts[f"{name}!{xl_rowcol_to_cell(row, column)}"] = text
        sheet.write_string(row, column, text, form)


def _words(before: str, piece: Number | BriefFact) -> str:
    """What a number or fact of the text is called by the words before it; a bracket that they close belongs to them."""
    words = before.lstrip(" ，、（）。：").rstrip(" ，、（。：")
    return words or ("分子/分母" if isinstance(piece, Number) and piece.form == "basis" else "–")


def cell_value(number: Number, metric: Metric) -> float | str:
    """A number where there is one that may stand alone: of a share 0–1, of a duration in its unit."""
    value = number.figure.value
    if number.form not in ("value", "short") or value.value is None or value.quality == "small_sample":
        return number.text(metric)
    return value.value / UNIT_MS[metric.unit.en] if metric.kind == "duration" else value.value


def _number_format(metric: Metric) -> str:
    places = "." + "0" * metric.decimals if metric.decimals else ""
    return f"0{places}%" if metric.is_share else f"#,##0{places}"


class ReadXlsx(NamedTuple):
    """What a file carries, and what is written in it."""

    stated: Stated
    digest: str
    """Of what it states."""
    cells: dict[str, float | str]
    """Of its numbers and facts."""
    texts: dict[str, str]
    """As :attr:`services.brief.stated.Stated.texts`."""


def read_xlsx(path: Path) -> ReadXlsx:
    """Raises NotVerifiable, OSError."""
    content = bounded_package(path, "XLSX")
    try:
        with CalamineWorkbook.from_filelike(content) as book:
            sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except CalamineError as error:
        raise NotVerifiable("{path}: is no XLSX file; choose the briefing's", path=path) from error
    if FIGURES not in sheets:
        raise NotVerifiable("{path}: carries no figures; verify a briefing as it was made", path=path)
    text = "".join(str(row[0]) for row in sheets[FIGURES] if row)
    found = read_stated(text, path)
    cells = {name: _content(sheets, name) for name in (*found.numbers, *found.facts)}
    texts = {name: str(_content(sheets, name)) for name in found.texts}
    return ReadXlsx(found, digest_of_stated(text.encode()), cells, texts)


def _content(sheets: dict[str, list[list[Any]]], name: str) -> float | str:
    """Of a cell; "" where there is none."""
    sheet, _, cell = name.rpartition("!")
    row, column = xl_cell_to_rowcol(cell)
    rows = sheets.get(sheet, [])
    if row >= len(rows) or column >= len(rows[row]):
        return ""
    value = rows[row][column]
    return float(value) if isinstance(value, int | float) else str(value)
