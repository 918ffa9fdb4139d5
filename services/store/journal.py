"""The journal: an append-only, chained log of records in SQLite, with the outcomes of commands and past readings.

One transaction holds a whole group (records, outcomes, readings), synced to disk before :meth:`Journal.commit`
returns.  The database is locked for as long as the journal is open: two backends never write one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

from county.explained import Explained
from county.sensing import ChannelTable, Readings
from services.store.chain import GENESIS, BrokenChain, link, verify
from services.store.readings import ReadingStore

FORMAT = "1"
FILE = "journal.sqlite3"
PROBE_BYTES = 64 << 10
DELIVERIES_KEPT = 100_000
"""Newest outcomes without records that are kept: senders give up after seconds, so a retry is never that late."""

PRAGMAS = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA wal_autocheckpoint=4000",
)

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records (seq INTEGER PRIMARY KEY, data BLOB NOT NULL, hash BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS outcomes (
    command_id TEXT PRIMARY KEY, content BLOB NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS deliveries (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS past_events (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS channels (id INTEGER PRIMARY KEY, sensor_id TEXT, channel TEXT, UNIQUE (sensor_id, channel));
CREATE TABLE IF NOT EXISTS readings (
    channel INTEGER, at_ms INTEGER, value REAL, quality INTEGER, PRIMARY KEY (channel, at_ms)
) WITHOUT ROWID;
"""


class BadJournal(Explained):
    """A journal that cannot be used; one line: what, where, the way out."""


class JournalFailed(Exception):
    """A group could not be written and nothing of it was kept.  ``code`` is the refusal to answer with."""

    def __init__(self, code: Literal["disk_full", "journal_failed"], reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Outcome:
    """What a command led to.  Only accepted commands have one: a refused one left no trace, so a retry is judged anew.

    ``content`` is a hash of the command; ``first_seq..last_seq`` are its records (0..-1: none).
    """

    command_id: str
    content: bytes
    first_seq: int
    last_seq: int


class Journal:
    """Used by one thread only."""

    def __init__(self, folder: Path, *, county: str, realm: str, channels: ChannelTable) -> None:
        """Open or make the journal in ``folder`` and walk its whole chain.  Raises BadJournal."""
        self.path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, isolation_level=None, timeout=0)
        except (OSError, sqlite3.Error) as error:
            raise BadJournal(
                f"{self.path}: cannot be opened ({error}); give a --data folder that can be written"
            ) from error
        try:
            for pragma in PRAGMAS:
                self._db.execute(pragma)
            self._db.execute("BEGIN EXCLUSIVE")
            for statement in SCHEMA.split(";"):
                self._db.execute(statement)
            self._claim("format", FORMAT)
            self._claim("county", county)
            self._claim("realm", realm)
            self.readings = ReadingStore(self._db, channels)
            self._db.execute("COMMIT")
            self.head_seq, self.head_hash = self.verify()
        except sqlite3.Error as error:
            self._db.close()
            raise BadJournal(_said(self.path, error)) from error
        except BrokenChain as error:
            self._db.close()
            raise BadJournal(
                f"{self.path}: {error}; restore a copy, or move the folder away to begin a new journal"
            ) from error
        except BadJournal:
            self._db.close()
            raise

    def _claim(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, value))
        (found,) = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if found != value:
            raise BadJournal(f"{self.path}: belongs to {key} {found}, not to {value}; give another --data folder")

    def verify(self) -> tuple[int, bytes]:
        """Walk the chain from the first record to the last; returns the last seq and hash.  Raises BrokenChain."""
        return verify(self._db.execute("SELECT seq, data, hash FROM records ORDER BY seq"))

    def commit(self, records: Sequence[bytes], outcomes: Sequence[Outcome], readings: Readings | None = None) -> None:
        """Append ``records`` (encoded, numbered from ``head_seq + 1``) and the rest; durable when this returns.

        Raises JournalFailed, and then nothing of the group was kept.
        """
        rows, seq, last = [], self.head_seq, self.head_hash
        for record in records:
            seq += 1
            last = link(last, record)
            rows.append((seq, record, last))
        try:
            self._db.execute("BEGIN IMMEDIATE")
            if rows:
                self._db.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
            self._keep(outcomes)
            if readings is not None:
                self.readings.insert(readings)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._undo(error)
        self.head_seq, self.head_hash = seq, last

    def _keep(self, outcomes: Sequence[Outcome]) -> None:
        """Store ``outcomes``: with records as long as these, without (mostly readings) while they are new."""
        lasting = [(o.command_id, o.content, o.first_seq, o.last_seq) for o in outcomes if o.last_seq >= o.first_seq]
        passing = [(o.command_id, o.content) for o in outcomes if o.last_seq < o.first_seq]
        if lasting:
            self._db.executemany("INSERT INTO outcomes VALUES (?, ?, ?, ?)", lasting)
        if passing:
            self._db.executemany("INSERT INTO deliveries (id, content) VALUES (?, ?)", passing)
            newest = "SELECT max(number) FROM deliveries"
            self._db.execute(f"DELETE FROM deliveries WHERE number <= ({newest}) - ?", (DELIVERIES_KEPT,))

    def put_away(self, event_ids: Sequence[str]) -> None:
        """Note that these events are over and live on in their records alone.  Raises JournalFailed."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR IGNORE INTO past_events VALUES (?)", [(i,) for i in event_ids])
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._undo(error)

    def is_past(self, event_id: str) -> bool:
        """Whether the event was put away."""
        return self._db.execute("SELECT 1 FROM past_events WHERE id = ?", (event_id,)).fetchone() is not None

    def probe(self) -> None:
        """Write and sync something that changes nothing: is there room again?  Raises JournalFailed."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('probe', zeroblob(?))", (PROBE_BYTES,))
            self._db.execute("COMMIT")
            self._db.execute("DELETE FROM meta WHERE key = 'probe'")
        except sqlite3.Error as error:
            self._undo(error)

    def _undo(self, error: sqlite3.Error) -> NoReturn:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
        raise JournalFailed("disk_full" if full else "journal_failed", str(error)) from error

    def outcome(self, command_id: str) -> Outcome | None:
        """What the command led to when it was accepted before."""
        row = self._db.execute("SELECT * FROM outcomes WHERE command_id = ?", (command_id,)).fetchone()
        if row is not None:
            return Outcome(*row)
        row = self._db.execute("SELECT content FROM deliveries WHERE id = ?", (command_id,)).fetchone()
        return None if row is None else Outcome(command_id, row[0], 0, -1)

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        """Encoded records ``first_seq..last_seq``, both included, in order."""
        query = "SELECT data FROM records WHERE seq BETWEEN ? AND ? ORDER BY seq"
        for (data,) in self._db.execute(query, (first_seq, last_seq)):
            yield data

    def hash_at(self, seq: int) -> bytes | None:
        """Hash of record ``seq``; of the empty journal for 0; None when there is no such record."""
        if seq == 0:
            return GENESIS
        row = self._db.execute("SELECT hash FROM records WHERE seq = ?", (seq,)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Release the database for others."""
        self._db.close()


def _said(path: Path, error: sqlite3.Error) -> str:
    text = str(error)
    if "locked" in text:
        return f"{path}: another backend has this journal open; stop it, or give another --data folder"
    if "full" in text:
        return f"{path}: the disk is full; free space and start again"
    return f"{path}: {text}; restore a copy, or move the folder away to begin a new journal"
