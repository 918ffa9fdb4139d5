"""Permanent numbers of keys, independent of their numbers in the package, which change when it is rebuilt."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.streams import KeyTable
from services.store.sqlite.history_tables import StreamTables

Array = NDArray[Any]


class StreamKeys:
    """Translates between a key table's row numbers and the store's own numbers."""

    def __init__(self, tables: StreamTables, table: KeyTable) -> None:
        self._tables = tables
        self._table = table
        self._seen = -1
        self._stored = np.full(len(table), -1, np.int64)
        self._row = np.empty(0, np.int64)

    def register(self, db: sqlite3.Connection) -> None:
        """Assign a number to every key of the table, within the open transaction."""
        if self._count(db) == self._seen and (self._stored >= 0).all():
            return
        query = f"INSERT OR IGNORE INTO {self._tables.keys} (parts) VALUES (?)"
        db.executemany(query, ((parts,) for parts in self._parts()))
        self._seen = -1
        self.read(db)

    def read(self, db: sqlite3.Connection) -> None:
        """Read the numbers that were assigned since the last call."""
        count = self._count(db)
        if count == self._seen:
            return
        numbers = {parts: number - 1 for number, parts in db.execute(f"SELECT number, parts FROM {self._tables.keys}")}
        self._stored = np.array([numbers.get(parts, -1) for parts in self._parts()], dtype=np.int64)
        self._row = np.full(count, -1, np.int64)
        given = np.flatnonzero(self._stored >= 0)
        self._row[self._stored[given]] = given
        self._seen = count

    def _parts(self) -> Iterator[str]:
        """The keys as they are stored; made when needed, as those of 100,000 sensors take 20 MB."""
        return (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in self._table.rows)

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
