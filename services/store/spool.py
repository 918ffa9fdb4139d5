"""Sorts any number of byte rows on disk, in a temporary SQLite database that ends with its connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from county.explained import Explained


class SpoolFailed(Explained):
    """Temporary files cannot be written."""


class Spool:
    """Takes rows once and returns them once; uses a few megabytes of memory and two or three open files."""

    def __init__(self, db: sqlite3.Connection | None = None) -> None:
        """``db``: an empty database, closed with the spool; None: a temporary one.  Raises SpoolFailed."""
        self._db = db or sqlite3.connect("", isolation_level=None)
        try:
            self._db.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, key INTEGER NOT NULL, data BLOB NOT NULL)")
        except sqlite3.Error as error:
            self._db.close()
            raise _failed(error) from error

    def fill(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Store all ``rows``, each with its sort key.  Raises SpoolFailed."""
        try:
            self._db.execute("BEGIN")
            self._db.executemany("INSERT INTO rows (key, data) VALUES (?, ?)", rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise _failed(error) from error

    def sorted(self) -> Iterator[bytes]:
        """The rows ordered by their keys, those of one key in their original order.  Raises SpoolFailed."""
        try:
            for (data,) in self._db.execute("SELECT data FROM rows ORDER BY key, number"):
                yield data
        except sqlite3.Error as error:
            raise _failed(error) from error

    def close(self) -> None:
        """Delete the rows."""
        self._db.close()


def _failed(error: sqlite3.Error) -> SpoolFailed:
    return SpoolFailed(f"temporary files cannot be written ({error}); free space in TMPDIR")
