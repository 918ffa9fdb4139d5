"""Permanent numbers of keys, independent of their numbers in the package, which change when it is rebuilt."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from county.streams import KeyTable, Stream
from services.store.sqlite.history_tables import StreamTables

Array = NDArray[Any]


class StreamKeys:
    """Translates between a key table's row numbers and the store's own numbers."""

    def __init__(self, tables: StreamTables, table: KeyTable) -> None:
        self._tables = tables
        self._table = table
        self._seen = -1
        self._stored = np.full(len(table), -1, np.int32)
        self._row = np.empty(0, np.int32)

    def register(self, db: sqlite3.Connection) -> None:
        """Assign a number to every key of the table, within the open transaction."""
        if self._count(db) == self._seen and (self._stored >= 0).all():
            return
        parts = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in self._table.rows)
        db.executemany(f"INSERT OR IGNORE INTO {self._tables.keys} (parts) VALUES (?)", ((part,) for part in parts))
        self._seen = -1
        self.read(db)

    def read(self, db: sqlite3.Connection) -> None:
        """Read the numbers that were assigned since the last call."""
        count = self._count(db)
        if count == self._seen:
            return
        self._row = np.full(count, -1, np.int32)
        for number, parts in db.execute(f"SELECT number, parts FROM {self._tables.keys}"):
            self._row[number - 1] = self._table.number.get(_key(parts), -1)
        self._stored[:] = -1
        given = np.flatnonzero(self._row >= 0)
        self._stored[self._row[given]] = given
        self._seen = count

    def _count(self, db: sqlite3.Connection) -> int:
        (count,) = db.execute(f"SELECT coalesce(max(number), 0) FROM {self._tables.keys}").fetchone()
        return int(count)

    def stored(self, rows: Array) -> Array:
        """The store's numbers of rows of the key table.  Raises ValueError for rows outside the table."""
        if len(rows) and int(rows.max()) >= len(self._stored):
            raise ValueError(f"{self._tables.stream.key}: key {int(rows.max())} of a table of {len(self._stored)}")
        return self._stored[rows]

    def rows(self, stored: Array) -> Array:
        """Rows of the key table; -1 for keys that are not in it."""
        return self._row[stored]


def stored_keys(db: sqlite3.Connection, stream: Stream) -> list[tuple[str, ...]]:
    """All keys of a stream that a journal ever had, whichever package has them today; none of a damaged table."""
    try:
        return [_key(parts) for (parts,) in db.execute(f"SELECT parts FROM {StreamTables(stream).keys}")]
    except sqlite3.Error:
        return []


def _key(parts: Any) -> tuple[str, ...]:
    """A stored key; one that is damaged is in no table."""
    try:
        return msgspec.json.decode(parts, type=tuple[str, ...])
    except (msgspec.DecodeError, TypeError):
        return ()
