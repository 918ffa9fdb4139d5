"""Small files of tables, written by tests and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from county.tables.reader import TableFile
from county.tables.row import RowFault, TableRow
from county.tables.shape import TableShape


def read(path: Path) -> tuple[list[TableRow | RowFault], TableShape]:
    """All rows and faults of ``path``, and what was found out about it."""
    file = TableFile(path)
    try:
        return list(file.rows()), file.found
    finally:
        file.close()


def rows_of(path: Path, content: str | bytes) -> list[TableRow | RowFault]:
    """The rows and faults of a file with ``content``, a text in UTF-8."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(path)[0]


def values_of(path: Path, content: str | bytes | None = None) -> list[dict[str, Any]]:
    """The values of the rows of a file, which must have no faults; it is written first when ``content`` is given."""
    rows = read(path)[0] if content is None else rows_of(path, content)
    assert [row for row in rows if isinstance(row, RowFault)] == []
    return [row.values for row in rows if isinstance(row, TableRow)]


def faults_of(path: Path, content: str | bytes) -> list[tuple[str, str]]:
    """Place and text of the faults of a file with ``content``."""
    return [(row.where, row.text) for row in rows_of(path, content) if isinstance(row, RowFault)]
