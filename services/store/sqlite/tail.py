"""Caches decoded arrivals that are not in a run yet."""

from __future__ import annotations

import sqlite3
from itertools import islice

import numpy as np

from services.store.sqlite import arrivals, marks
from services.store.sqlite.history_tables import StreamTables
from services.store.sqlite.stamped import LATEST, Array, JoinedArrivals, Rows

LOOSE_MAX = 64
"""Number of separate arrivals at which they are joined."""


class Tail:
    """The cache of one stream over one connection."""

    def __init__(self, tables: StreamTables) -> None:
        self._tables = tables
        self._forget()

    def _forget(self) -> None:
        self._joined = JoinedArrivals(self._tables.stream)
        self._ids = np.empty(0, np.int64)
        """Of the joined arrivals."""
        self._loose: list[tuple[int, Rows]] = []
        self._last = 0

    def of_keys(self, db: sqlite3.Connection, keys: Array) -> Rows:
        """Rows of some keys in arrival order."""
        self.update(db)
        parts = [self._joined.take(np.flatnonzero(np.isin(self._joined.key, keys)))]
        parts += [rows.take(np.isin(rows.key, keys)) for _, rows in self._loose]
        return Rows.joined(self._tables.stream, [rows for rows in parts if len(rows)])

    def update(self, db: sqlite3.Connection, most: int | None = None) -> None:
        """Decode new arrivals, at most the ``most`` oldest, and drop those that were sealed in a run."""
        sealed = marks.read(db, self._tables).sealed
        if len(self._ids) and self._ids[0] <= sealed:
            start = int(np.searchsorted(self._ids, sealed, "right"))
            self._joined, self._ids = self._joined.without(start), self._ids[start:]
        self._loose = [(number, rows) for number, rows in self._loose if number > sealed]
        new = arrivals.read(db, self._tables, max(self._last, sealed), LATEST, LATEST, LATEST)
        for number, rows in islice(new, most):
            if len(rows):
                self._loose.append((number, rows))
            self._last = number
        if len(self._loose) >= LOOSE_MAX:
            self._join()

    def _join(self) -> None:
        joined, loose, last = self._joined, self._loose, self._last
        ids = np.append(self._ids, [number for number, _ in loose])
        self._forget()  # if memory is full now, all of them are decoded again
        for _ in joined.add([rows for _, rows in loose]):
            pass
        self._joined, self._ids, self._last = joined, ids, last
