"""The journal's database: its tables, connections and errors."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import ENOSPC
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

from county.explained import Explained, ExplainedLine, WrongArgument
from county.system_errors import text_of
from services.store.ports import StoreError, StoreFailed
from services.store.private import private_file
from services.store.sqlite.history_tables import is_history_table
from services.store.sqlite.readable_errors import ReadableConnection, is_damage

FORMAT = "2"
FILE = "journal.sqlite3"
BUSY_S = 10.0
"""How long a connection, writing or reading, waits for a lock of another one on the file, e.g. during a recovery of the
write-ahead log; then its statement fails."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA wal_autocheckpoint=4000",
)

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records (
    seq INTEGER PRIMARY KEY, data BLOB NOT NULL, hash BLOB NOT NULL, subject TEXT NOT NULL, recorded_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS records_subject ON records (subject) WHERE subject <> '';
CREATE INDEX IF NOT EXISTS records_recorded ON records (recorded_ms);
CREATE TABLE IF NOT EXISTS outcomes (
    number INTEGER PRIMARY KEY, command_id TEXT NOT NULL UNIQUE, content BLOB NOT NULL,
    first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, content BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS delivery_hours (number INTEGER PRIMARY KEY, hour INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS commits (
    number INTEGER PRIMARY KEY, since INTEGER NOT NULL, level INTEGER NOT NULL, last_seq INTEGER NOT NULL,
    recorded_ms INTEGER NOT NULL, last_outcome INTEGER NOT NULL, content BLOB NOT NULL, rest BLOB NOT NULL,
    digest BLOB NOT NULL, mac BLOB NOT NULL
) STRICT;
"""
"""``outcomes``: commands that led to records, retained for ever.  ``deliveries``: recent ones that led to none;
``delivery_hours``: from which number on they are of which hour, see :mod:`services.store.sqlite.deliveries`."""
LOG_TABLES = frozenset({"meta", "records", "outcomes", "deliveries", "delivery_hours", "commits"})

RESTORE = ExplainedLine("restore a backup with `main.py journal … restore`")
REMEDY = ExplainedLine(
    "restore a backup with `main.py journal … restore`, or save the intact part with `main.py journal … repair`"
)


class BadJournal(Explained):
    """A journal that cannot be used; one line: the fault, its place, the remedy."""


class DamagedJournal(BadJournal):
    """A journal, or a table in its database, that was damaged, truncated or replaced: a part of it can be proven."""


class WrongJournal(BadJournal, WrongArgument):
    """The named folder has no journal, or not the one that the rest of the command line asks for."""


class RowSum(Protocol):
    """A sum over rows that follows the transactions of a connection: :mod:`services.store.sqlite.row_sums`."""

    def begin(self) -> None:
        """A transaction has begun."""

    def of_commit(self, number: int) -> bytes:
        """The sum after the open transaction, which is commit ``number`` and stores it in its seal."""
        ...

    def store(self, db: sqlite3.Connection) -> None:
        """Store the sum of the open transaction, which is about to end, if no commit did."""

    def done(self) -> None:
        """The transaction is durable."""


class WritingConnection(ReadableConnection):
    """The connection of a database's single writer."""

    sums: RowSum | None = None
    """None while the rows of a copy are written that is summed afterwards."""


def open_writing(path: Path) -> WritingConnection:
    """The database for its single writer, created if missing, accessible by its owner only.

    Raises sqlite3.Error, OSError.
    """
    private_file(path)  # SQLite creates its side files with the same mode
    db = sqlite3.connect(
        path, isolation_level=None, timeout=BUSY_S, check_same_thread=False, cached_statements=64,
        factory=WritingConnection,
    )  # fmt: skip
    try:
        for pragma in PRAGMAS:
            db.execute(pragma)
    except sqlite3.Error:
        db.close()
        raise
    return db


def open_reading(path: Path, *, damaged: bool = False, unchanging: bool = False) -> sqlite3.Connection:
    """The database read-only, with or without a running writer, also in a read-only folder.  Raises sqlite3.Error.

    ``damaged``: also read a truncated file, as far as possible.  ``unchanging``: no process writes the file, so that no
    side files need be created.
    """
    uri = path.absolute().as_uri()
    if unchanging:
        return _read_only(f"{uri}?mode=ro&immutable=1")
    db = _read_only(f"{uri}?mode=ro")
    try:
        if damaged:
            db.execute("PRAGMA writable_schema=on")  # tolerates a damaged schema; the file stays read-only
        db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        db.close()
        if path.with_name(f"{path.name}-wal").exists() or os.access(path.parent, os.W_OK):
            raise
        db = _read_only(f"{uri}?mode=ro&immutable=1")
        if damaged:
            db.execute("PRAGMA writable_schema=on")
    return db


def _read_only(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_S, check_same_thread=False, factory=ReadableConnection
    )


FOREIGN = "the database contains a {object}, which this program did not create"


def foreign_objects(db: sqlite3.Connection) -> list[str]:
    """Triggers and views, of which this program creates none: they would run in its transactions; tables that are
    neither the log's nor the history's: no seal covers their rows.  Raises sqlite3.Error."""
    query = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
    present = tables_of(db)
    tables = sorted(name for name in present if name not in LOG_TABLES and not is_history_table(name, present))
    return [f"{kind} {name}" for kind, name in db.execute(query)] + [f"table {name}" for name in tables]


def tables_of(db: sqlite3.Connection) -> frozenset[str]:
    """The names of all tables but SQLite's own.  Raises sqlite3.Error."""
    query = r"SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"
    return frozenset(name for (name,) in db.execute(query))


def run_script(db: sqlite3.Connection, script: str) -> None:
    """Run statements within the open transaction, which ``executescript`` would commit."""
    for statement in script.split(";"):
        if statement.strip():
            db.execute(statement)


ROWS_PER_STATEMENT = 64


def insert(db: sqlite3.Connection, table: str, values: Sequence[object], width: int) -> None:
    """Insert rows into all ``width`` columns of ``table``; ``values``: those of all rows, concatenated.

    Uses statements of many rows: that takes a quarter less time than one statement per row.
    """
    size = width * ROWS_PER_STATEMENT
    full = len(values) - len(values) % size
    for first in range(0, full, size):
        db.execute(_insert_statement(table, width, ROWS_PER_STATEMENT), values[first : first + size])
    if full < len(values):
        rows = (values[first : first + width] for first in range(full, len(values), width))
        db.executemany(_insert_statement(table, width, 1), rows)


@cache
def _insert_statement(table: str, width: int, rows: int) -> str:
    row = f"({', '.join('?' * width)})"
    return f"INSERT INTO {table} VALUES {', '.join([row] * rows)}"


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Run the block in a transaction that is durable at its end."""
    sums = db.sums if isinstance(db, WritingConnection) else None
    nested = db.in_transaction
    try:
        db.execute("BEGIN IMMEDIATE")  # one that is interrupted may have begun nevertheless
        if sums is not None:
            sums.begin()
        yield
        if sums is not None:
            sums.store(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction and not nested:
            db.execute("ROLLBACK")
        raise
    if sums is not None:
        sums.done()


@contextmanager
def read_errors() -> Iterator[None]:
    """Converts database errors to StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError("the journal cannot be read ({why}); run `main.py journal … verify`", why=error) from error


def failed(error: Exception) -> StoreFailed:
    """The result of a failed commit.  Its reason is that of the disk where there is one, in a text of
    :mod:`county.system_errors`."""
    causes = (error, error.__cause__)
    full = any(
        getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL or getattr(cause, "errno", 0) == ENOSPC
        for cause in causes
    )
    code: Literal["disk_full", "journal_failed"] = "disk_full" if full else "journal_failed"
    for cause in reversed(causes):
        if isinstance(cause, OSError):
            return StoreFailed(code, text_of(cause))
        if isinstance(cause, sqlite3.Error):
            return StoreFailed(code, str(cause))
    return StoreFailed(code, str(error) if isinstance(error, StoreError) else repr(error))


def unusable(path: Path, error: sqlite3.Error) -> BadJournal:
    """The error for a database that cannot be opened."""
    text = str(error)
    if "locked" in text:
        return BadJournal(
            "{path}: another program has this journal open; stop it, or give another --data folder", path=path
        )
    if "full" in text:
        return BadJournal("{path}: the disk is full; free space and start again", path=path)
    kind = DamagedJournal if is_damage(error) else BadJournal
    return kind("{path}: {why}; {remedy}", path=path, why=text, remedy=REMEDY)
