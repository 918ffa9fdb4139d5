"""Folding old commit rows together, so that the table of commits does not grow with every commit for ever.

A row that stands for many commits still proves what lasts of them: that the records up to its end, their subjects,
times and outcomes were committed by the holder of ``journal.key``.  Where one commit ended and the next began, and
the digests of readings that have been compacted since, are given up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from services.store.chain import GENESIS
from services.store.sqlite.database import insert, transaction
from services.store.sqlite.seals import COLUMNS, CommitRow, fault_of, mac_of, origin
from services.store.sqlite.walk import content_between


class FoldRule(NamedTuple):
    """How much is folded: of each level, rows beyond the newest ``kept``, ``rows`` at a time."""

    kept: int = 20_000
    rows: int = 1_024
    records: int = 10_000
    """Records at most under one folded row: folding reads their subjects while the writer waits, and a fault among them
    leaves all of them unproven."""
    levels: int = 2


RULE = FoldRule()
"""At ten commits a second: half an hour as it was, three weeks in rows of 100 s, the rest in rows of a day at most."""


class CommitFolding:
    """Folds in the writer thread, a step at a time."""

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
        """One more commit row was written."""
        self._due[0] += 1

    def step(self) -> bool:
        """Fold one run of rows when enough of a level have gathered; whether it did.  Raises sqlite3.Error."""
        for level in range(self._rule.levels):
            if not self._stuck and self._due[level] >= self._rule.kept + self._rule.rows:
                self._fold(level)
                return True
        return False

    def _fold(self, level: int) -> None:
        query = f"SELECT {COLUMNS} FROM commits WHERE level = ? ORDER BY number LIMIT ?"
        rows = [CommitRow(*row) for row in self._db.execute(query, (level, self._rule.rows))]
        before = self._before(rows[0])
        run = self._run(before, rows)
        if not self._sound(before, run):  # a damaged part is left as it is: verification must find it
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
        """The first rows that follow each other, up to the limit of records; at least one."""
        run = [rows[0]]
        for row in rows[1:]:
            if row.since != run[-1].number + 1 or row.last_seq - before.last_seq > self._rule.records:
                break
            run.append(row)
        return run

    def _sound(self, before: CommitRow, run: Sequence[CommitRow]) -> bool:
        """Whether every row still proves what is stored: folding must not seal what somebody changed."""
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
