"""The rows of a file that were not stored: collected while it is sent, then written as a workbook that can be corrected
and imported again.

The rows are spooled into a private file: their reporters must not outlive the import.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import msgspec
from xlsxwriter import Workbook

from county.refusals import filled
from county.tables.reader import Rows as TableRows
from county.tables.reader import TableFile
from county.tables.row import TableRow
from services.file_import.messages import FileSaved, Reason, SaveRefused
from services.store.private import private_file

RECENT = 2_000
"""Rows remembered until their group is answered; a group has fewer."""
ROWS_MAX = 1_000_000
"""Rows of a sheet."""
CELL_MAX = 32_767
"""Characters of a cell, by the format."""
COLUMNS_MAX = 1_000
CUT = "…"
EXACT = 1 << 53
"""Whole numbers below are exact in a workbook."""
_UNFIT = re.compile("[\ufffe\uffff\ud800-\udfff]")
"""Characters that a workbook cannot hold."""


class SpooledRow(msgspec.Struct, frozen=True, array_like=True):
    where: str
    reason: Reason
    values: dict[str, Any]


class RecentRows(TableFile):
    """A file that remembers its last rows by their place."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._recent: OrderedDict[str, TableRow] = OrderedDict()

    def rows(self) -> TableRows:
        for row in super().rows():
            if isinstance(row, TableRow):
                self._recent[row.where] = row
                if len(self._recent) > RECENT:
                    self._recent.popitem(last=False)
            yield row

    def at(self, where: str) -> dict[str, Any]:
        """The cells of a row; none of one that could not be read."""
        found = self._recent.get(where)
        return {} if found is None else found.values


class RefusedRows:
    """Appends rows to the spool."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        private_file(path)
        self._last = ""
        self.kept = 0

    def add(self, where: str, message: str, values: Mapping[str, Any]) -> None:
        """Keep a row, once however many of its values were refused."""
        if where == self._last:
            return
        self._last = where
        cells = {_fit(name): _plain(value) for name, value in values.items()}
        row = msgspec.msgpack.encode(SpooledRow(where, Reason.of(message), cells))
        self._file.write(len(row).to_bytes(4, "big") + row)
        self.kept += 1

    def close(self) -> None:
        self._file.close()


def save(request: SaveRefused) -> FileSaved:
    """Write the spooled rows to a workbook: the columns of the file, then place and reason.  Raises OSError."""
    spool, path = Path(request.refused), Path(request.path)
    columns = list(dict.fromkeys(name for row in _spooled(spool) for name in row.values))[:COLUMNS_MAX]
    total = 0
    with Workbook(path, {"constant_memory": True, "nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet()
        _write(sheet, 0, (*columns, request.place_head, request.reason_head))
        for row in _spooled(spool):
            total += 1
            if total <= ROWS_MAX:
                values = (row.values.get(name) for name in columns)
                _write(sheet, total, (*values, row.where, _worded(row.reason, request.words)))
    return FileSaved(path=str(path), rows=min(total, ROWS_MAX), left_out=max(0, total - ROWS_MAX))


def _spooled(spool: Path) -> Iterator[SpooledRow]:
    decoder = msgspec.msgpack.Decoder(SpooledRow)
    with spool.open("rb") as file:
        while size := file.read(4):
            yield decoder.decode(file.read(int.from_bytes(size, "big")))


def _worded(reason: Reason, words: Mapping[str, str]) -> str:
    template = words.get(reason.english)
    if template is None or not reason.context:
        return reason.line
    params = {
        name: value if part is None else _worded(part, words)
        for (name, value), part in zip(reason.line_params.items(), reason.parts, strict=True)
    }
    return filled(template, params, params) if params else template


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _fit(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < EXACT):
        return value
    return _fit(str(value))


def _fit(text: str) -> str:
    return text if text.isprintable() else _UNFIT.sub("\ufffd", text)


def _write(sheet: Any, row: int, cells: Iterable[Any]) -> None:
    """A row of cells, none of them a formula."""
    for column, value in enumerate(cells):
        match value:
            case str():
                sheet.write_string(row, column, value if len(value) <= CELL_MAX else value[: CELL_MAX - 1] + CUT)
            case bool():
                sheet.write_boolean(row, column, value)
            case int() | float():
                sheet.write_number(row, column, value)
