"""A text index in SQLite (FTS5), in a file of its own.

The terms come cut; FTS5 stores for each only the numbers of its texts (``detail=none``, no content), in pages that can
be read backwards: the newest texts of the commonest term are found as fast as those of the rarest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from county.explained import Explained
from services.store.ports import Cancelled, IndexedText, StoreError, TextQuery
from services.store.private import private_file, private_folder
from services.store.sqlite.database import BUSY_S

FORMAT = b"county texts 1"
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(terms, content='', detail=none, columnsize=0, tokenize=ascii)",
)
SEARCH = "SELECT rowid FROM texts WHERE texts MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
STEPS = 2_000
"""Steps of SQLite's machine between two looks whether a search is cancelled."""


class NoFullText(Explained):
    """SQLite was built without FTS5; one line."""


def check_full_text() -> None:
    """Check that SQLite can index full texts.  Raises NoFullText."""
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute(SCHEMA[1])
        except sqlite3.Error as error:
            raise NoFullText(
                "SQLite {version} of this Python has no full-text search ({why}); use a Python with FTS5",
                version=sqlite3.sqlite_version, why=error,
            ) from error  # fmt: skip


class SqliteTexts:
    """A :class:`services.store.ports.TextIndex`."""

    def __init__(self, path: Path) -> None:
        """Open the index at ``path``; one that is damaged or of another format is replaced by an empty one.

        Raises StoreError and OSError.
        """
        private_folder(path.parent)
        self.path = path
        self._lock = Lock()
        """Of the reading connection."""
        try:
            self._open()
        except sqlite3.DatabaseError:
            self._unlink()
            with _errors(path):
                self._open()

    def _open(self) -> None:
        private_file(self.path)
        opened: list[sqlite3.Connection] = []
        try:
            for _ in range(2):
                opened.append(sqlite3.connect(
                    self.path, isolation_level=None, timeout=BUSY_S, check_same_thread=False
                ))  # fmt: skip
            self._db, self._reading = opened
            # After a power cut the mark may be older than it was: what follows it is put again.
            for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", *SCHEMA):
                self._db.execute(statement)
            found = self._value("format")
            if found != FORMAT:
                if found or self._value("mark"):
                    raise sqlite3.DatabaseError("another format")
                self._db.execute("INSERT INTO meta VALUES ('format', ?)", (FORMAT,))
            self._reading.execute(SEARCH, ('"a"', 0, 1)).fetchone()
        except BaseException:
            for db in opened:
                db.close()
            raise

    @property
    def mark(self) -> bytes:
        with _errors(self.path):
            return self._value("mark")

    def put(self, texts: Sequence[IndexedText], mark: bytes) -> None:
        with _errors(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                # In ascending order: otherwise FTS5 writes what it holds in memory before each smaller number.
                rows = ((text.number, " ".join(text.terms)) for text in sorted(texts))
                self._db.executemany("INSERT INTO texts (rowid, terms) VALUES (?, ?)", rows)
                self._db.execute("INSERT OR REPLACE INTO meta VALUES ('mark', ?)", (mark,))
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def search(
        self, query: TextQuery, *, before: int | None = None, limit: int, cancelled: Callable[[], bool] = bool
    ) -> list[int]:
        if not query:
            return []
        below = (1 << 63) - 1 if before is None else before
        with self._lock, _errors(self.path):
            self._reading.set_progress_handler(cancelled, STEPS)
            try:
                rows = self._reading.execute(SEARCH, (_expression(query), below, limit))
                return [number for (number,) in rows]
            except sqlite3.OperationalError as error:
                if cancelled():
                    raise Cancelled from error
                raise
            finally:
                self._reading.set_progress_handler(None, 0)

    def close(self) -> None:
        self._reading.close()
        self._db.close()

    def delete(self) -> None:
        """Close the index and delete its files.  Raises OSError."""
        self.close()
        self._unlink()

    def _unlink(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(f"{self.path.name}{suffix}").unlink(missing_ok=True)

    def _value(self, key: str) -> bytes:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return b"" if row is None else bytes(row[0])


def _expression(query: TextQuery) -> str:
    parts = (" OR ".join(f"({_all(alternative)})" for alternative in part) for part in query)
    return " AND ".join(f"({part})" for part in parts)


def _all(terms: Sequence[str]) -> str:
    return " AND ".join('"' + term.replace('"', '""') + '"' for term in terms)


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Converts database errors to StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError("{path}: the full-text index cannot be used ({why})", path=path, why=error) from error
