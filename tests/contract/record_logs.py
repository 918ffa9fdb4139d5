"""The record logs under the contract tests, with the faults that a test can cause."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from services.store.memory import MemoryLog
from services.store.ports import Commit, Committed, Entry, Outcome, RecordLog, StoreFailed
from services.store.sqlite.store import SqliteStore, open_store

PATIENCE_MS = 20_000


class LogCase(Protocol):
    """One log under test."""

    @property
    def log(self) -> RecordLog: ...
    def fill_disk(self) -> None:
        """Make all further writes fail."""

    def free_disk(self) -> None: ...
    def damage(self, seq: int) -> None:
        """Change the stored bytes of a record."""

    def close(self) -> None: ...


class SqliteCase:
    """A store in a folder; :meth:`reopen` restarts it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.keys = folder / "realms" / "live", folder / "keys"
        self.warnings: list[str] = []
        self._store = self.open()

    def open(self) -> SqliteStore[None]:
        return open_store(
            self.folder, county="999901", realm="live", keys=self.keys, history=None, warn=self.warnings.append
        )

    @property
    def store(self) -> SqliteStore[None]:
        return self._store

    @property
    def log(self) -> RecordLog:
        return self._store.log

    def fill_disk(self) -> None:
        def limit(db: sqlite3.Connection) -> None:
            (free,) = db.execute("PRAGMA freelist_count").fetchone()
            db.execute("INSERT OR REPLACE INTO meta VALUES ('filler', zeroblob(?))", (4_000 * free,))
            (pages,) = db.execute("PRAGMA page_count").fetchone()
            db.execute(f"PRAGMA max_page_count = {pages}")

        self._store.run(limit).result()

    def free_disk(self) -> None:
        def release(db: sqlite3.Connection) -> None:
            db.execute("PRAGMA max_page_count = 1000000")
            db.execute("DELETE FROM meta WHERE key = 'filler'")

        self._store.run(release).result()

    def damage(self, seq: int) -> None:
        self._store.run(lambda db: db.execute("UPDATE records SET data = x'00' WHERE seq = ?", (seq,))).result()

    def reopen(self) -> None:
        self._store.close()
        self._store = self.open()

    def close(self) -> None:
        self._store.close()


class MemoryCase:
    def __init__(self, folder: Path) -> None:
        self._log = MemoryLog()

    @property
    def log(self) -> RecordLog:
        return self._log

    def fill_disk(self) -> None:
        self._log.failure = StoreFailed("disk_full", "the test filled the disk")

    def free_disk(self) -> None:
        self._log.failure = None

    def damage(self, seq: int) -> None:
        self._log.damage(seq, b"\0")

    def close(self) -> None:
        self._log.close()


BENCHES = {"sqlite": SqliteCase, "memory": MemoryCase}


def commit(log: RecordLog, commit: Commit) -> Committed | StoreFailed:
    """Commit and wait for the result."""
    log.begin(commit)
    result = log.done(PATIENCE_MS)
    assert result is not None, "the commit did not complete"
    return result


def stored(log: RecordLog, *entries: Entry, outcomes: Sequence[Outcome] = ()) -> Committed:
    """Commit ``entries``, which must succeed."""
    last_ms = entries[-1].recorded_ms if entries else log.head.recorded_ms
    result = commit(log, Commit(last_ms, entries, outcomes))
    assert isinstance(result, Committed), result
    return result
