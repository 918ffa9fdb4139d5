"""The largest table of an HTML page: what many systems export under the name .xls or .csv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from county.tables.cell_kinds import filled_cells
from county.tables.choose import RowCounts
from county.tables.row import BadFile, CellRow, RowFault
from county.tables.spans import SpannedRow

LONGEST_CELL = 1 << 20
LONGEST_TAG = 1 << 20
DEEPEST = 50
"""Tables within tables."""
_HIDDEN = frozenset({"script", "style", "template"})
_BREAKS = frozenset({"br", "p", "div", "li"})


class UnreadablePage(ValueError):
    """A page whose structure is not read."""


def table_rows(path: Path, text: Iterable[str], again: Iterable[str]) -> Iterator[CellRow | RowFault]:
    """The rows of the largest table in ``text``; ``again``: the same text.  Raises BadFile."""
    page = _Page()
    try:
        for _ in page.rows(text):
            pass
        best = max(page.counts, key=lambda table: (page.counts[table].rank, page.filled[table]), default=0)
        if page.asks_password or not best or page.counts[best].rank < 2:
            raise _no_table(path, page)
        for table, number, cells in _Page().rows(again):
            if table == best:
                yield CellRow(number, f"row {number}", cells)
    except UnreadablePage as error:
        yield RowFault("from here on", f"the page cannot be read ({error}); save it as CSV", "page cannot be read")


def _no_table(path: Path, page: _Page) -> BadFile:
    title = " ".join(page.title.split())[:60]
    return BadFile(
        "{path}: is a web page without a table ({title}), maybe a login or error page; log in and download it again",
        path=path, title=title or "–",
    )  # fmt: skip


class _Page(HTMLParser):
    """Parses one page; its tables are numbered from 1 in the order of their begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.asks_password = False
        self.counts: dict[int, RowCounts] = {}
        """By table."""
        self.filled: dict[int, int] = {}
        """By table: filled cells."""
        self._done: list[tuple[int, int, list[Any]]] = []
        self._open: list[_Table] = []
        self._tables = 0
        self._in_title = False
        self._hidden = 0

    def rows(self, text: Iterable[str]) -> Iterator[tuple[int, int, list[Any]]]:
        """Table, number of the row in it, cells.  Raises UnreadablePage."""
        for part in text:
            self.feed(part)
            if len(self.rawdata) > LONGEST_TAG:
                raise UnreadablePage("a tag is too long")
            yield from self._done
            self._done.clear()
        self.close()
        while self._open:
            self.handle_endtag("table")
        yield from self._done

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, row or cell; end what HTML lets authors leave open."""
        if tag == "table":
            if len(self._open) == DEEPEST:
                raise UnreadablePage("tables are nested too deeply")
            self._tables += 1
            self._open.append(_Table(self._tables))
        elif tag == "title":
            self._in_title = True
        elif tag == "input" and ("type", "password") in attrs:
            self.asks_password = True
        elif tag in _HIDDEN:
            self._hidden += 1
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                self._end_row(table)
                table.begin_row()
            elif tag in ("td", "th"):
                table.begin_cell(dict(attrs))
            elif tag in _BREAKS:
                table.add(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<td/>`` is a cell, ``<br/>`` a break."""
        self.handle_starttag(tag, attrs)
        if tag not in _BREAKS and tag != "input":
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a table, row or cell."""
        if tag == "title":
            self._in_title = False
        elif tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif self._open:
            table = self._open[-1]
            if tag in ("td", "th"):
                table.end_cell()
            elif tag in ("tr", "table"):
                self._end_row(table)
            if tag == "table":
                self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text of a cell, or of the title."""
        if self._in_title:
            self.title = (self.title + data)[:200]
        elif self._open and not self._hidden:
            self._open[-1].add(data)

    def _end_row(self, table: _Table) -> None:
        if (cells := table.end_row()) is not None:
            filled = filled_cells(cells)
            self.counts.setdefault(table.number, RowCounts()).add(filled)
            self.filled[table.number] = self.filled.get(table.number, 0) + filled
            self._done.append((table.number, table.row, cells))


class _Table:
    """A table that is being read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.row = 0
        self._cells: SpannedRow | None = None
        self._above: dict[int, tuple[int, Any]] = {}
        self._text: list[str] | None = None
        self._length = 0
        self._columns = self._rows = 1

    def begin_row(self) -> None:
        self.row += 1
        self._cells = SpannedRow(self._above)

    def begin_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        if self._cells is None:
            self.begin_row()
        self._text, self._length = [], 0
        self._columns = _count(attributes.get("colspan"))
        self._rows = _count(attributes.get("rowspan"))

    def add(self, text: str) -> None:
        if self._text is not None and self._length < LONGEST_CELL:
            self._text.append(text)
            self._length += len(text)

    def end_cell(self) -> None:
        if self._text is not None and self._cells is not None:
            self._cells.add(" ".join("".join(self._text).split()), columns=self._columns, rows=self._rows)
        self._text = None

    def end_row(self) -> list[Any] | None:
        self.end_cell()
        cells, self._cells = self._cells, None
        return cells.end() if cells is not None else None


def _count(value: str | None) -> int:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 6 else 1
