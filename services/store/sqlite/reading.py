"""Reads the journal, concurrently with its writer, in the same process or another.

Rows are fetched in portions, so that no query, however slowly its result is consumed, prevents the database from
reusing its write-ahead log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from services.disk.file_stamp import stamp_of
from services.store.chain import GENESIS
from services.store.ports import Head, Outcome, StoreError
from services.store.sqlite.database import (
    FILE,
    FORMAT,
    REMEDY,
    BadJournal,
    DamagedJournal,
    open_reading,
    read_errors,
    unusable,
)
from services.store.sqlite.readable_errors import is_unavailable
from services.store.sqlite.seals import COLUMNS, CommitRow, Epoch

PORTION = 256
"""Rows fetched per query."""
_TYPES = (int,) * 6 + (bytes,) * 4
"""Of the columns of a commit."""


class LogReader:
    """Each call returns what is durable at that moment.  Used by one thread at a time."""

    def __init__(self, folder: Path, *, damaged: bool = False, unchanging: bool = False) -> None:
        """Open the journal in ``folder`` read-only.  ``damaged``: also a truncated one.  ``unchanging``: one that no
        process writes, without creating side files.  Raises BadJournal."""
        self.path = folder / FILE
        if not self.path.is_file():
            raise BadJournal("{path}: there is no journal here; give the --data folder of a backend", path=self.path)
        try:
            self._file = _file_of(self.path)
            self._db = open_reading(self.path, damaged=damaged, unchanging=unchanging)
            try:
                self.county, self.realm = self._identity("county"), self._identity("realm")
                found = self._identity("format")
            except BaseException:
                self._db.close()
                raise
        except sqlite3.Error as error:
            raise unusable(self.path, error) from error
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.Error) and is_unavailable(error.__cause__):
                raise unusable(self.path, error.__cause__) from error
            raise DamagedJournal(
                "{path}: is not a journal, or its first page is damaged; {remedy}", path=self.path, remedy=REMEDY
            ) from error
        if found != FORMAT:
            self._db.close()
            raise wrong_format(self.path, found)

    @property
    def db(self) -> sqlite3.Connection:
        """The read-only connection, for reading further tables."""
        return self._db

    @property
    def is_replaced(self) -> bool:
        """See :class:`services.store.ports.JournalReader`."""
        return _file_of(self.path) != self._file

    def _identity(self, key: str) -> str:
        return str(self.meta(key) or "?")

    def meta(self, key: str) -> object | None:
        """A value of the journal's own metadata; None if missing.  Raises StoreError."""
        with read_errors():
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else row[0]

    @property
    def epoch(self) -> Epoch | None:
        """The stored epoch, unchecked; None when it cannot be read."""
        stored = self.meta("epoch")
        try:
            return msgspec.msgpack.decode(stored, type=Epoch) if isinstance(stored, bytes) else None
        except msgspec.DecodeError:
            return None

    @property
    def head(self) -> Head:
        """The end of the journal.  ``recorded_ms`` is that of the last commit.  Raises StoreError."""
        row, epoch = self.last_commit(), self.epoch
        number = 0 if epoch is None else epoch.number
        if row is None:
            return Head(0, GENESIS, 0, number)
        return Head(row.last_seq, self.hash_at(row.last_seq) or b"", row.recorded_ms, number)

    def last_commit(self) -> CommitRow | None:
        """The newest commit.  Raises StoreError."""
        return self._commit(f"SELECT {COLUMNS} FROM commits ORDER BY number DESC LIMIT 1")

    def commit_before(self, number: int) -> CommitRow | None:
        """The newest commit that ended before ``number``.  Raises StoreError."""
        query = f"SELECT {COLUMNS} FROM commits WHERE number < ? ORDER BY number DESC LIMIT 1"
        return self._commit(query, number)

    def commits_after(self, number: int, limit: int) -> list[CommitRow]:
        """The next commits, in order.  Raises StoreError."""
        query = f"SELECT {COLUMNS} FROM commits WHERE number > ? ORDER BY number LIMIT ?"
        with read_errors():
            return [_commit_row(row) for row in self._db.execute(query, (number, limit))]

    def _commit(self, query: str, *parameters: int) -> CommitRow | None:
        with read_errors():
            row = self._db.execute(query, parameters).fetchone()
        return None if row is None else _commit_row(row)

    def last_seq(self) -> int:
        """Number of the last stored record, covered by a commit or not.  Raises StoreError."""
        with read_errors():
            (seq,) = self._db.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()
        return int(seq)

    def hash_at(self, seq: int) -> bytes | None:
        """Hash of record ``seq``; GENESIS for 0; None when there is no such record.  Raises StoreError."""
        if seq == 0:
            return GENESIS
        with read_errors():
            row = self._db.execute("SELECT hash FROM records WHERE seq = ?", (seq,)).fetchone()
        return row[0] if row is not None and isinstance(row[0], bytes) else None

    def outcome(self, command_id: str) -> Outcome | None:
        """See :class:`services.store.ports.RecordLog`."""
        with read_errors():
            query = "SELECT command_id, content, first_seq, last_seq FROM outcomes WHERE command_id = ?"
            row = self._db.execute(query, (command_id,)).fetchone()
            if row is not None:
                return Outcome(*row)
            row = self._db.execute("SELECT content FROM deliveries WHERE id = ?", (command_id,)).fetchone()
        return None if row is None else Outcome(command_id, row[0], 0, -1)

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        """See :class:`services.store.ports.RecordLog`."""
        query = "SELECT seq, data FROM records WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?"
        seq = max(first_seq, 1)
        while seq <= last_seq:
            with read_errors():
                rows = self._db.execute(query, (seq, last_seq, PORTION)).fetchall()
            for found, data in rows:
                if found != seq or not isinstance(data, bytes):
                    raise StoreError(f"record {seq} is missing or damaged; run `main.py journal … verify`")
                yield data
                seq += 1
            if len(rows) < PORTION:
                return

    def of_subject(self, subject: str) -> Iterator[bytes]:
        """See :class:`services.store.ports.RecordLog`."""
        query = "SELECT seq, data FROM records WHERE subject = ? AND subject <> '' AND seq > ? ORDER BY seq LIMIT ?"
        seq = 0
        while True:
            with read_errors():
                rows = self._db.execute(query, (subject, seq, PORTION)).fetchall()
            for _, data in rows:
                yield data
            if len(rows) < PORTION:
                return
            seq = rows[-1][0]

    def of_aggregate(self, key: str) -> Iterator[bytes]:
        """See :class:`services.store.ports.RecordLog`."""
        query = (
            "SELECT subject, seq, data FROM records WHERE (subject, seq) > (?, ?) AND subject < ? AND subject <> '' "
            "ORDER BY subject, seq LIMIT ?"
        )
        subject, seq, end = f"{key}/", 0, f"{key}0"  # "0" follows "/"
        while True:
            with read_errors():
                rows = self._db.execute(query, (subject, seq, end, PORTION)).fetchall()
            for _, _, data in rows:
                yield data
            if len(rows) < PORTION:
                return
            subject, seq, _ = rows[-1]

    def seq_at(self, recorded_ms: int) -> int:
        """See :class:`services.store.ports.RecordLog`."""
        query = "SELECT seq FROM records WHERE recorded_ms <= ? ORDER BY recorded_ms DESC, seq DESC LIMIT 1"
        with read_errors():
            row = self._db.execute(query, (recorded_ms,)).fetchone()
        return 0 if row is None else int(row[0])

    def known_catalog_keys(self) -> frozenset[str]:
        """``table/key`` of every catalogue row with which this journal was run, referred to by records or not.  For a
        journal migrated from format 1 initially those to which its records refer.  Raises StoreError."""
        stored = self.meta("catalog_keys")
        return frozenset(msgspec.msgpack.decode(stored, type=list[str])) if isinstance(stored, bytes) else frozenset()

    def close(self) -> None:
        """Release the database."""
        self._db.close()


def _file_of(path: Path) -> int | None:
    """Identifies a file as long as it is not replaced; None when there is none."""
    stamp = stamp_of(path)
    return None if stamp is None else stamp[0]


def _commit_row(row: tuple[Any, ...]) -> CommitRow:
    """A row of ``commits``.  Raises StoreError for values of other types, which a damaged page may have."""
    if not all(isinstance(value, kind) for value, kind in zip(row, _TYPES, strict=True)):
        raise StoreError(f"commit {row[0]} is damaged; run `main.py journal … verify`")
    return CommitRow(*row)


def wrong_format(path: Path, found: str) -> BadJournal:
    """The error for a journal of another format."""
    if found == "1":
        return BadJournal("{path}: is of format 1; start the backend once, which migrates it", path=path)
    if found.isascii() and found.isdigit() and int(found) > int(FORMAT):
        return BadJournal(
            "{path}: is of format {found}, newer than this program; update the program", path=path, found=found
        )
    return DamagedJournal("{path}: its format is damaged ({found}); {remedy}", path=path, found=found, remedy=REMEDY)
