"""Reads the rows of a damaged table around the pages that cannot be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

Row = tuple[object, ...]
PORTION = 1_000
OTHER_TYPES = "values of other types"
_LARGEST = (1 << 63) - 1
"""The largest key of a row in SQLite."""


@dataclass
class ReadableRows:
    """The rows of a table whose first column is its integer primary key, in the order of their keys.

    Iterating yields portions; afterwards ``gaps`` and ``fault`` tell what could not be read.
    """

    db: sqlite3.Connection
    table: str
    key: str
    gaps: int = field(default=0, init=False)
    """Ranges of keys that could not be read."""
    fault: str = field(default="", init=False)
    """Why the first of them could not be read; "" for none."""

    def __iter__(self) -> Iterator[list[Row]]:
        after, portion = -1, PORTION
        while True:
            try:
                rows = self._after(after, portion)
            except sqlite3.DatabaseError as error:
                if portion > 1:
                    portion = max(1, portion // 4)
                    continue
                self.gaps += 1
                self.fault = self.fault or str(error)
                found = self._next_readable(after + 1)
                if found is None:
                    return
                after, portion = found - 1, PORTION
                continue
            keys = [row[0] for row in rows if isinstance(row[0], int)]
            if len(keys) < len(rows):  # a table with other columns than this program created
                self.fault = self.fault or OTHER_TYPES
            if not keys or keys[-1] <= after:  # a damaged tree may contain a cycle
                return
            yield rows[: len(keys)]
            after = keys[-1]

    def _after(self, key: int, limit: int) -> list[Row]:
        query = f"SELECT * FROM {self.table} NOT INDEXED WHERE {self.key} > ? ORDER BY {self.key} LIMIT ?"
        return self.db.execute(query, (key, limit)).fetchall()

    def _next_readable(self, key: int) -> int | None:
        """The start of the next range of keys after ``key`` that can be read; None for none."""
        unreadable, step = key, 1
        while not self._is_readable(unreadable + step):
            unreadable, step = unreadable + step, 2 * step
            if unreadable + step >= _LARGEST:
                return None
        readable = unreadable + step
        while readable - unreadable > 1:
            middle = (readable + unreadable) // 2
            readable, unreadable = (middle, unreadable) if self._is_readable(middle) else (readable, middle)
        return readable

    def _is_readable(self, key: int) -> bool:
        """Whether the first row at or after ``key``, if any, can be read."""
        try:
            self._after(key - 1, 1)
        except sqlite3.DatabaseError:
            return False
        return True
