"""Folds old commit rows, so that the table of commits does not grow with every commit for ever.

A folded row of many commits still proves that the records up to its end, their subjects, times and outcomes were
committed by the owner of ``journal.key``.  The boundaries of the single commits and the digests of readings, which have
been compacted since, are lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from services.store.chain import GENESIS
from services.store.sqlite.chain_scan import content_between
from services.store.sqlite.database import insert, transaction
from services.store.sqlite.seals import COLUMNS, CommitRow, fault_of, mac_of, origin


class FoldRule(NamedTuple):
    """What is folded: in each level the rows beyond the newest ``unfolded``, ``rows`` at a time."""

    unfolded: int = 20_000
    rows: int = 1_024
    records: int = 10_000
    """Maximum records under one folded row: folding reads their subjects while the writer waits, and a fault among them
    leaves all of them unproven."""
    levels: int = 2


RULE = FoldRule()
"""At ten commits a second: half an hour unfolded, three weeks in rows of 100 s, the rest in rows of a day at most."""


class CommitFolding:
    """Folds in the writer thread, one step at a time."""

    def __init__(self, db: sqlite3.Connection, key: bytes, county: str, realm: str, rule: FoldRule = RULE) -> None:
        self._db = db
        self._key = key
        self._origin = origin(county, realm)
        self._rule = rule
        self._due = self._counts()
        self._stuck = False

    def _counts(self) -> list[int]:
        """Rows by level."""
        found = dict(self._db.execute("SELECT level, count(*) FROM commits GROUP BY level"))
        return [found.get(level, 0) for level in range(self._rule.levels + 1)]

    def committed(self) -> None:
        """Count a new commit row."""
        self._due[0] += 1

    def step(self) -> bool:
        """Fold one run of rows when a level has enough; returns whether it did.  Raises sqlite3.Error."""
        for level in range(self._rule.levels):
            if not self._stuck and self._due[level] >= self._rule.unfolded + self._rule.rows:
                self._fold(level)
                return True
        return False

    def _fold(self, level: int) -> None:
        query = f"SELECT {COLUMNS} FROM commits WHERE level = ? ORDER BY number LIMIT ?"
        rows = [CommitRow(*row) for row in self._db.execute(query, (level, self._rule.rows))]
        before = self._before(rows[0])
        run = self._run(before, rows)
        if not self._is_proven(before, run):  # leave a damaged part unchanged: verification must find it
            self._stuck = True
            return
        last = run[-1]
        row = last._replace(
            since=run[0].since, level=level + 1, rest=b"", content=content_between(self._db, before, last)
        )  # fmt: skip
        row = row._replace(mac=mac_of(self._key, before.digest, row, self._hash_at(row.last_seq)))
        with transaction(self._db):
            self._db.execute("DELETE FROM commits WHERE number BETWEEN ? AND ?", (run[0].number, last.number))
            insert(self._db, "commits", row, len(row))
        self._due[level] -= len(run)
        self._due[level + 1] += 1

    def _before(self, row: CommitRow) -> CommitRow:
        query = f"SELECT {COLUMNS} FROM commits WHERE number < ? ORDER BY number DESC LIMIT 1"
        found = self._db.execute(query, (row.since,)).fetchone()
        if found is not None:
            return CommitRow(*found)
        return CommitRow(0, 1, 0, 0, 0, 0, b"", b"", self._origin, b"")

    def _run(self, before: CommitRow, rows: Sequence[CommitRow]) -> list[CommitRow]:
        """The first consecutive rows, up to the limit of records; at least one."""
        run = [rows[0]]
        for row in rows[1:]:
            if row.since != run[-1].number + 1 or row.last_seq - before.last_seq > self._rule.records:
                break
            run.append(row)
        return run

    def _is_proven(self, before: CommitRow, run: Sequence[CommitRow]) -> bool:
        """Whether every row proves the stored data: folding must not seal changed data."""
        for row in run:
            head = self._hash_at(row.last_seq)
            if fault_of(self._key, before.digest, row, head) or row.content != content_between(self._db, before, row):
                return False
            before = row
        return True

    def _hash_at(self, seq: int) -> bytes:
        if seq == 0:
            return GENESIS
        row = self._db.execute("SELECT hash FROM records WHERE seq = ?", (seq,)).fetchone()
        return b"" if row is None else bytes(row[0])
