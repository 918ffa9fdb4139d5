"""Rows of bytes that are sorted on disk, however many: a nameless SQLite database that ends with its connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from county.explained import Explained


class SpoolFailed(Explained):
    """Temporary files cannot be written."""


class Spool:
    """Takes rows once and gives them back once; holds a few megabytes of memory and two or three open files."""

    def __init__(self, db: sqlite3.Connection | None = None) -> None:
        """``db``: an empty database, which is closed with the spool; a temporary one when None."""
        self._db = db or sqlite3.connect("", isolation_level=None)
        self._db.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, key INTEGER NOT NULL, data BLOB NOT NULL)")

    def fill(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Take all ``rows``, each with the number that it is sorted by.  Raises NoSpool."""
        try:
            self._db.execute("BEGIN")
            self._db.executemany("INSERT INTO rows (key, data) VALUES (?, ?)", rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise _no_spool(error) from error

    def sorted(self) -> Iterator[bytes]:
        """The rows by their numbers; those of one number as they came.  Raises NoSpool."""
        try:
            for (data,) in self._db.execute("SELECT data FROM rows ORDER BY key, number"):
                yield data
        except sqlite3.Error as error:
            raise _no_spool(error) from error

    def close(self) -> None:
        """Let go of the rows."""
        self._db.close()


def _no_spool(error: sqlite3.Error) -> SpoolFailed:
    return SpoolFailed(f"temporary files cannot be written ({error}); make room where TMPDIR points to")
