"""Caches decoded arrivals that are not in a run yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice

import numpy as np

from services.store.sqlite import arrivals, marks
from services.store.sqlite.history_tables import StreamTables
from services.store.sqlite.stamped import LATEST, Array, Rows

LOOSE_MAX = 64
"""Number of separate arrivals at which they are joined."""


class Tail:
    """The cache of one stream over one connection."""

    def __init__(self, tables: StreamTables) -> None:
        self._tables = tables
        self._rows = Rows.none(tables.stream)
        self._ids = np.empty(0, np.int64)
        self._loose: list[tuple[int, Rows]] = []
        self._last = 0

    def of_keys(self, db: sqlite3.Connection, keys: Array) -> Rows:
        """Rows of some keys in arrival order."""
        self.update(db)
        found = [rows.take(np.isin(rows.key, keys)) for rows in self._parts()]
        return Rows.joined(self._tables.stream, [rows for rows in found if len(rows)])

    def _parts(self) -> Iterator[Rows]:
        yield self._rows
        for _, rows in self._loose:
            yield rows

    def update(self, db: sqlite3.Connection, most: int | None = None) -> None:
        """Decode new arrivals, at most the ``most`` oldest, and drop those that were sealed in a run."""
        sealed = marks.read(db, self._tables).sealed
        if len(self._ids) and self._ids[0] <= sealed:
            start = int(np.searchsorted(self._ids, sealed, "right"))
            # A copy, so that the memory of the sealed rows is freed.
            self._rows, self._ids = self._rows.take(np.arange(start, len(self._ids))), self._ids[start:].copy()
        self._loose = [(number, rows) for number, rows in self._loose if number > sealed]
        new = arrivals.read(db, self._tables, max(self._last, sealed), LATEST, LATEST, LATEST)
        for number, rows in islice(new, most):
            self._loose.append((number, rows))
            self._last = number
        if len(self._loose) >= LOOSE_MAX:
            lengths = [len(rows) for _, rows in self._loose]
            self._ids = np.concatenate([self._ids, np.repeat([number for number, _ in self._loose], lengths)])
            self._rows = Rows.joined(self._tables.stream, self._parts())
            self._loose = []
