"""Incremental verification of the journal: the chain of records, and the seals of its commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from county.store_faults import NONE, StoreFault
from services.store.chain import link
from services.store.sqlite.database import read_errors
from services.store.sqlite.reading import PORTION, LogReader
from services.store.sqlite.seals import CommitRow, content_of, fault_of, origin


class ChainScan:
    """Verifies the chain from the record after ``seq`` to ``target``.  ``fault``: the first record that breaks it."""

    def __init__(self, reader: LogReader, seq: int, last: bytes, target: int) -> None:
        self._reader = reader
        self.seq = seq
        self.hash = last
        self.target = target
        self.fault = NONE

    @property
    def finished(self) -> bool:
        return bool(self.fault) or self.seq >= self.target

    def step(self) -> None:
        """Verify the next records.  Raises StoreError."""
        query = "SELECT seq, data, hash FROM records WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
        with read_errors():
            rows = self._reader.db.execute(query, (self.seq, self.target, PORTION)).fetchall()
        self._verify(rows)
        if not self.fault and len(rows) < PORTION and self.seq < self.target:
            self.fault = StoreFault("record_missing", record=self.seq + 1)

    def _verify(self, rows: Sequence[tuple[int, bytes, bytes]]) -> None:
        for seq, data, found in rows:
            if seq != self.seq + 1:
                self.fault = StoreFault("record_missing", record=self.seq + 1)
                return
            last = link(self.hash, data) if isinstance(data, bytes) else b""
            if last != found:
                self.fault = StoreFault("record_changed", record=seq)
                return
            self.seq, self.hash = seq, last


class SealScan:
    """Verifies the commits in order, as far as the records are verified."""

    def __init__(self, reader: LogReader, key: bytes, *, contents: bool, last: int, last_seq: int) -> None:
        """``last``: number of the last commit to verify, whose records end at ``last_seq``.

        ``contents``: also compare subjects, times and outcomes, which takes as long as reading all of them.
        """
        self._reader = reader
        self._key = key
        self._contents = contents
        self._last, self._last_seq = last, last_seq
        self.previous = CommitRow(0, 1, 0, 0, 0, 0, b"", b"", origin(reader.county, reader.realm), b"")
        """The last verified commit."""
        self.fault = NONE

    @property
    def finished(self) -> bool:
        return bool(self.fault) or self.previous.number >= self._last

    def step(self, known_seq: int) -> None:
        """Verify the next commits whose records end at ``known_seq`` or before.  Raises StoreError."""
        rows = self._reader.commits_after(self.previous.number, PORTION)
        if not rows and not self.finished:
            self.fault = StoreFault("commits_missing", commit=self.previous.number)
        for row in rows:
            # one of a higher number was folded since, together with the last one: its seal covers later records
            if self.finished or (known_seq < row.last_seq <= self._last_seq and row.number <= self._last):
                return
            if row.since <= self.previous.number:  # folded since the last step: start with the row before it
                before = self._reader.commit_before(row.number)
                self.previous = before if before is not None else self.previous._replace(
                    number=0, last_seq=0, recorded_ms=0, last_outcome=0,
                    digest=origin(self._reader.county, self._reader.realm),
                )  # fmt: skip
            reason = self._reason(row)
            if reason:
                first, last = self.previous.last_seq + 1, row.last_seq
                self.fault = StoreFault("commit_broken", commit=row.number, first=first, last=last, reason=reason)
                return
            self.previous = row

    def _reason(self, row: CommitRow) -> str:
        """The fault of a row, "" for none."""
        before = self.previous
        if row.since != before.number + 1:
            return "does not follow: commits are missing before it"
        if row.last_seq > self._last_seq and row.number <= self._last:
            return "ends after the last commit"
        if row.last_seq < before.last_seq or row.recorded_ms < before.recorded_ms:
            return "ends before the previous commit"
        head = self._reader.hash_at(row.last_seq)
        if head is None:
            return "has no records"
        fault = fault_of(self._key, before.digest, row, head)
        if not fault and self._contents and row.content != content_between(self._reader.db, before, row):
            return "does not cover the stored subjects, times or outcomes"
        return fault


def content_between(db: sqlite3.Connection, before: CommitRow, row: CommitRow) -> bytes:
    """Content digest of the stored data of ``row``.  Raises StoreError."""
    entries = "SELECT subject, recorded_ms FROM records WHERE seq > ? AND seq <= ? ORDER BY seq"
    outcomes = (
        "SELECT command_id, content, first_seq, last_seq FROM outcomes WHERE number > ? AND number <= ? ORDER BY number"
    )
    with read_errors():
        return content_of(
            db.execute(entries, (before.last_seq, row.last_seq)),
            db.execute(outcomes, (before.last_outcome, row.last_outcome)),
        )
