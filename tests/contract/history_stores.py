"""Histories under the contract tests, with the calls of a record log."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from county.streams import KeyTable
from services.store.memory_history import MemoryHistory
from services.store.ports import Commit, History
from services.store.sqlite.compaction import Sizes
from services.store.sqlite.history import SqliteHistory
from services.store.sqlite.history_table import HistoryLayout, HistoryTable
from services.store.sqlite.history_tables import FINAL
from services.store.sqlite.keyframes import Spacing
from services.store.sqlite.retention import Retention

SMALL = HistoryLayout(
    sizes=Sizes(
        sealed_rows=40, sealed_arrivals=6, merged=3, levels=2, dense=5, chunk_rows=4, group_rows=10, written=1
    ),
    spacing=Spacing(rows=12, rows_per_key=1.0, arrivals=4),
    retention={"readings": Retention(arrivals=3, arrival_rows=30, sparse=3, keyframes=2)},
)
"""Small sizes, so that dozens of rows go through everything; all arrivals of the other streams are retained."""


class SqliteHistoryStore:
    """History tables in a database of their own, with a writer and a reader on connections of their own."""

    def __init__(self, folder: Path, tables: Sequence[KeyTable], layout: HistoryLayout = SMALL) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.layout, self.number = folder, layout, 0
        self.open(tables)

    def open(self, tables: Sequence[KeyTable]) -> None:
        file = self.folder / "journal.sqlite3"
        self.db = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=OFF"):
            self.db.execute(f"PRAGMA {pragma}")
        self.table = HistoryTable(tables, self.layout)
        for statement in self.table.schema.split(";"):
            self.db.execute(statement)
        self.reading = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)
        self.history: History = SqliteHistory(self.reading, tables, self._maintain)

    def _maintain(self, budget_ms: int) -> Future[bool]:
        done: Future[bool] = Future()
        try:
            done.set_result(self.table.maintain(self.db, budget_ms))
        except sqlite3.Error as error:
            done.set_exception(error)
        return done

    def commit(self, commit: Commit, *, fails: bool = False) -> bytes:
        self.number += 1
        self.db.execute("BEGIN IMMEDIATE")
        digest = self.table.append(self.db, self.number, commit)
        self.db.execute("ROLLBACK" if fails else "COMMIT")
        return digest

    def reopen(self, tables: Sequence[KeyTable]) -> None:
        self.close()
        self.open(tables)

    def crash(self, tables: Sequence[KeyTable]) -> None:
        """Reopen from the current state of the disk, without closing anything."""
        copy = self.folder.with_name(f"{self.folder.name}+")
        shutil.copytree(self.folder, copy, ignore=shutil.ignore_patterns("*-shm"))
        self.close()
        self.folder = copy
        self.open(tables)

    def interrupt(self, after: int) -> bool:
        """Run all due compaction, and make the database fail after ``after`` hundred instructions."""
        left = after

        def count() -> bool:
            nonlocal left
            left -= 1
            return left < 0

        self.db.set_progress_handler(count, 100)
        try:
            self.table.maintain(self.db, 1_000)
        except sqlite3.OperationalError:
            return True
        finally:
            self.db.set_progress_handler(None, 0)
        return False

    def check_every_row_is_compacted_once(self, stream: str) -> None:
        """Detects rows in two chunks, which neither queries nor retention would show."""
        (sealed,) = self.db.execute(
            "SELECT coalesce(max(sealed_total), 0) FROM history_marks WHERE stream = ?", (stream,)
        ).fetchone()
        (chunked,) = self.db.execute(f"SELECT coalesce(sum(n), 0) FROM {stream}_chunks").fetchone()
        (held,) = self.db.execute(f"SELECT coalesce(sum(rows), 0) FROM {stream}_held").fetchone()
        runs = f"SELECT id FROM {stream}_runs WHERE level = {FINAL}"
        final = f"SELECT coalesce(sum(n), 0) FROM {stream}_chunks WHERE run IN ({runs})"
        assert chunked == sealed
        assert held == self.db.execute(final).fetchone()[0]

    def close(self) -> None:
        self.reading.close()
        self.db.close()


class MemoryHistoryStore:
    """The double.  It has no disk: it survives simulated crashes, with the same key tables."""

    def __init__(self, folder: Path, tables: Sequence[KeyTable]) -> None:
        self._history = MemoryHistory(tuple(table.stream for table in tables))
        self.history: History = self._history

    def commit(self, commit: Commit, *, fails: bool = False) -> bytes:
        if not fails:
            self._history.append(commit)
        return b""

    def close(self) -> None:
        pass
