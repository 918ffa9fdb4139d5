"""Reads one table from a file, row by row: CSV, workbooks, HTML, XML, JSON, DBF, also in a zip or gzip file.

What the file contains is found out by its content, never by its name.  Unreadable rows become a :class:`RowFault` with
their place; the rest is read on.  Text is read in parts with bounded memory; workbooks are bounded in size.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from county.contained import Outside, regular
from county.tables import (
    csv_records,
    dbf,
    html_tables,
    json_rows,
    ods,
    packed,
    spreadsheet_xml,
    workbooks,
    xml_rows,
)
from county.tables.angle_columns import with_joined_angles
from county.tables.encoding import BLANK, NAMES, chunks, encoding_of, lines
from county.tables.formats import Kind, kind_of
from county.tables.grid import TableGrid
from county.tables.json_items import NoSuchList
from county.tables.named_part import divided
from county.tables.row import BadFile, CellRow, RowFault, TableRow
from county.tables.shape import TableShape

Rows = Iterator[TableRow | RowFault]
Progress = Callable[[float, str], None]


class TableFile:
    """Reads one file from the beginning to the end, once."""

    def __init__(self, path: Path, progress: Progress = lambda share, text: None) -> None:
        """``path``: also with the name of a sheet, list or packed file: ``points.xlsx|2024``.

        ``progress`` receives the share done of a first reading, which decides on the encoding.
        Raises BadFile when the file cannot be opened.
        """
        self._given = path
        self.path, self._named = divided(path)
        self.found = TableShape()
        """Complete after the last row."""
        self._progress = progress
        self._folder: TemporaryDirectory[str] | None = None
        self._truncated = ""
        try:
            regular(self.path, self.path.parent, links=True)
            self._file: BinaryIO = self.path.open("rb")
            self._size = self.path.stat().st_size
        except Outside as error:
            raise BadFile("{why}", why=error) from error
        except OSError as error:
            raise BadFile("{path}: {why}; give a file that can be read", path=self.path, why=error) from error
        self._at = self.path
        self._first: list[TableRow | RowFault] = []
        self._left = self._guarded()

    @property
    def share_read(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._file.tell() / max(1, self._size))

    def close(self) -> None:
        """Close the file, and end the process that reads a workbook."""
        self._left.close()
        self._file.close()
        if self._folder is not None:
            self._folder.cleanup()

    def first(self, count: int) -> list[TableRow | RowFault]:
        """The first rows and faults, which :meth:`rows` yields, too.  Raises BadFile when there is no table."""
        self._first += islice(self._left, count)
        return self._first

    def again(self) -> TableFile:
        """The same file, to be read from its beginning.  Raises BadFile."""
        return TableFile(self._given)

    def rows(self) -> Rows:
        """All rows and faults of the file.  Raises BadFile when it contains no table."""
        yield from self._first
        yield from self._left

    def _guarded(self) -> Generator[TableRow | RowFault]:
        try:
            yield from with_joined_angles(self._rows(), self.found)
        except OSError as error:
            yield RowFault("from here on", f"the file cannot be read ({error}); get a complete copy", "cannot be read")
        if self._truncated:
            what = f"the file is truncated ({self._truncated}); get a complete copy"
            yield RowFault("from here on", what, "truncated")

    def _rows(self) -> Rows:
        match self._unpacked_kind():
            case Kind.XLSX:
                yield from self._grid(workbooks.sheet_rows(self.path, self._at, self._named, self.found, "XLSX"))
            case Kind.XLS:
                yield from self._grid(workbooks.sheet_rows(self.path, self._at, self._named, self.found, "XLS"))
            case Kind.ODS:
                yield from self._grid(ods.sheet_rows(self.path, self._at, self._named, self.found))
            case Kind.DBF:
                yield from dbf.rows(self.path, self._at, self._file, self.found)
            case _:
                yield from self._text_rows()

    def _unpacked_kind(self) -> Kind:
        """Open what is in a zip or gzip file instead of it; the kind of the file that is open then."""
        for _ in range(2):
            kind = kind_of(self.path, self._file, self._size)
            if kind not in (Kind.ZIP, Kind.GZIP):
                return kind
            if self._folder is not None:
                break
            self._folder = TemporaryDirectory(prefix="county-table-")
            folder = Path(self._folder.name)
            if kind is Kind.ZIP:
                self._at, self.found.packed, self._named = packed.from_zip(self.path, self._at, self._named, folder)
            else:
                self._at, self._truncated = packed.from_gzip(self.path, self._at, folder)
                self.found.packed = "gzip"
            self._file.close()
            self._file = self._at.open("rb")
            self._size = self._at.stat().st_size
        raise BadFile("{path}: is an archive in an archive; unpack it first", path=self.path)

    def _grid(self, raw: Iterator[CellRow | RowFault] | Iterator[CellRow], *, exact: bool = False) -> Rows:
        yield from TableGrid(self.path, self.found, exact=exact).rows(raw)

    def _text_rows(self) -> Rows:
        encoding = encoding_of(self._file, lambda read: self._progress(read / max(1, self._size), ""))
        self.found.encoding = NAMES[encoding]

        def text() -> Iterator[str]:
            return chunks(self._file, encoding)

        start = next(text(), "")
        if not start:
            if self._truncated:
                return
            raise BadFile("{path}: is empty; give a file with at least one row", path=self.path)
        if start.startswith("<"):
            yield from self._markup(text, start[:65_536].lower())
        elif start.startswith(("{", "[")):
            yield from self._json(text, encoding)
        else:
            yield from self._csv(encoding)

    def _markup(self, text: Callable[[], Iterator[str]], start: str) -> Rows:
        if xml_rows.CAP in start:
            yield from xml_rows.cap_rows(text(), self.found)
        elif spreadsheet_xml.NAMESPACE in start and "<workbook" in start:
            yield from self._grid(spreadsheet_xml.sheet_rows(self.path, text, self._named, self.found))
        elif start.startswith("<!doctype html") or any(f"<{tag}" in start for tag in ("html", "table", "body", "meta")):
            self.found.format = "HTML"
            yield from self._grid(html_tables.table_rows(self.path, text(), text()))
        else:
            yield from xml_rows.element_rows(self.path, text, self._named, self.found)

    def _json(self, text: Callable[[], Iterator[str]], encoding: str) -> Rows:
        if not json_rows.is_lines(lines(self._file, encoding)):
            try:
                yield from json_rows.document_rows(self.path, text, self._named, self.found)
                return
            except NoSuchList:
                pass  # maybe lines, of which the first is malformed
        yield from json_rows.line_rows(lines(self._file, encoding), self.found)

    def _csv(self, encoding: str) -> Rows:
        self.found.format = "CSV"
        left = lines(self._file, encoding)
        sample = list(islice(left, csv_records.SAMPLE_LINES))
        first = 1
        width = 0
        if delimiter := csv_records.stated_delimiter(sample[0].lstrip(BLANK)):
            del sample[0]
            first = 2
        else:
            delimiter, width = csv_records.delimiter_of(sample)
        self.found.delimiter = delimiter
        grid = TableGrid(self.path, self.found, exact=True)
        all_lines = chain(sample, left)
        yield from grid.rows(csv_records.records(all_lines, delimiter, lambda: grid.width or width, first))
