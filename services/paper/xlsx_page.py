"""A page as XLSX: a sheet for each of its tables, named by the heading above it, and one for its paragraphs."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import xlsxwriter

from services.paper.page import PaperLine, PaperPage, PaperRows

FONT = "仿宋"
LINES = {"zh": "说明", "en": "Notes"}
"""Name of the sheet of paragraphs."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,8})(?:\.\d+)?")
"""A cell that is written as a number; codes are longer, or begin with 0."""
NAME_MAX = 31
WIDTH = 110.0
"""Characters of a whole row."""


def xlsx_of(page: PaperPage) -> bytes:
    """The file.  Formulas and links are written as texts."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheets = _PageSheets(book)
        heading = page.title
        for block in page.blocks:
            if isinstance(block, PaperLine) and block.style in ("title", "heading"):
                heading = block.text
            elif isinstance(block, PaperRows):
                sheets.add(heading, block)
        lines = [block for block in page.blocks if isinstance(block, PaperLine)]
        sheets.add_lines(LINES[page.language], lines)
    return data.getvalue()


class _PageSheets:
    def __init__(self, book: Any) -> None:
        font = {"font_name": FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True}
        self._book = book
        self._text = book.add_format(font | {"border": 1})
        self._head = book.add_format(font | {"border": 1, "bold": True, "bg_color": "#DCE6F1", "align": "center"})
        self._line = book.add_format(font)
        self._names: set[str] = set()

    def add(self, heading: str, grid: PaperRows) -> None:
        sheet = self._book.add_worksheet(self._name(heading))
        for column, share in enumerate(grid.widths):
            sheet.set_column(column, column, max(9.0, WIDTH * share / sum(grid.widths)))
        for row, cells in enumerate(cells for cells in (grid.header, *grid.rows) if cells):
            is_head = bool(grid.header) and row == 0
            for column, text in enumerate(cells):
                if not is_head and _NUMBER.fullmatch(text):
                    sheet.write_number(row, column, float(text), self._text)
                else:
                    sheet.write_string(row, column, text, self._head if is_head else self._text)
        if grid.header:
            sheet.freeze_panes(1, 1)
            sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def add_lines(self, name: str, lines: list[PaperLine]) -> None:
        sheet = self._book.add_worksheet(self._name(name))
        sheet.set_column(0, 0, WIDTH)
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line.text, self._line)

    def _name(self, heading: str) -> str:
        """A name that a sheet may have, and no other one has."""
        plain = _FORBIDDEN.sub(" ", heading).strip()[:NAME_MAX] or "1"
        name, number = plain, 1
        while name.lower() in self._names:
            number += 1
            name = f"{plain[: NAME_MAX - 4]} {number}"
        self._names.add(name.lower())
        return name
