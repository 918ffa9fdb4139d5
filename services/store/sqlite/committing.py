"""Writes commits, in the writer thread."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from services.store.chain import GENESIS
from services.store.ports import Commit, Committed, Head, StoreError, StoreFailed
from services.store.sqlite.database import WritingConnection, failed, insert, transaction
from services.store.sqlite.deliveries import Deliveries
from services.store.sqlite.readable_errors import is_damage
from services.store.sqlite.seals import CommitRow, content_of, origin, rest_of, sealed
from services.store.sqlite.tables import CommitTable, ContactWriter

PROBE_BYTES = 64 << 10


class LogEnd(NamedTuple):
    """The end of the journal, which the next commit follows."""

    head: Head
    commit: int
    last_outcome: int
    digest: bytes


def start_of(county: str, realm: str, epoch: int) -> LogEnd:
    """The end of an empty journal."""
    return LogEnd(Head(0, GENESIS, 0, epoch), 0, 0, origin(county, realm))


class Committer:
    """Appends commits.  Only the writer thread calls :meth:`commit`."""

    def __init__(
        self,
        db: WritingConnection,
        end: LogEnd,
        key: bytes,
        *,
        tables: CommitTable | None,
        contacts: ContactWriter | None,
        deliveries: Deliveries | None = None,
    ) -> None:
        self._db = db
        self._key = key
        self._tables = tables
        self._contacts = contacts
        self.deliveries = Deliveries(db) if deliveries is None else deliveries
        self.end = end
        """After the last durable commit."""
        self._leftover = False
        """Whether the write-ahead log may end with a commit that failed: its last frame was written, but not synced."""

    def commit(self, commit: Commit) -> Committed | StoreFailed:
        """Make ``commit`` durable, or store nothing of it.

        Raises sqlite3.Error when the database is damaged: nothing was stored, and only a rebuild helps.

        SQLite forgets a commit that failed, but leaves what it has written of it; a start would use that.  So it is
        overwritten at once.  While that fails, too, failures are uncertain.
        """
        if commit.empty:
            return Committed(self.end.head)
        try:
            if commit.contacts:
                self._put_contacts(commit)
            with transaction(self._db):
                end = self._append(commit)
        except Exception as error:  # nothing was stored; any error must reach the loop
            if is_damage(error):
                raise
            if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_IOERR:
                self._leftover = True
                self.probe()
            return replace(failed(error), uncertain=self._leftover)
        self.end = end
        self._leftover = False
        return Committed(end.head)

    def probe(self) -> StoreFailed | None:
        """Write and delete a row and a contact, to check whether the disk can be written."""
        try:
            with transaction(self._db):
                self._db.execute("INSERT OR REPLACE INTO meta VALUES ('probe', zeroblob(?))", (PROBE_BYTES,))
            self._leftover = False
            with transaction(self._db):
                self._db.execute("DELETE FROM meta WHERE key = 'probe'")
            if self._contacts is not None:
                self._contacts.check_writable()
        except (sqlite3.Error, StoreError) as error:
            return failed(error)
        return None

    def _put_contacts(self, commit: Commit) -> None:
        """Contacts are stored first: a record always has its contact; a contact without a record is harmless."""
        if self._contacts is None:
            raise ValueError("a commit has contacts, but the store was opened without a contact store")
        self._contacts.put_all(commit.contacts)

    def _append(self, commit: Commit) -> LogEnd:
        before = self.end
        records: list[object] = []
        seq, last = before.head.seq, before.head.hash
        covered: list[tuple[str, int]] = []
        for entry in commit.entries:
            seq += 1
            data, subject, recorded_ms = entry.data, entry.subject, entry.recorded_ms
            last = sha256(last + data).digest()  # services.store.chain.link, without the call
            records += (seq, data, last, subject, recorded_ms)
            covered.append((subject, recorded_ms))
        number, last_outcome = before.commit + 1, before.last_outcome
        outcomes: list[object] = []
        lasting, deliveries = [], []
        for outcome in commit.outcomes:
            first_seq, last_seq = outcome.first_seq, outcome.last_seq
            if last_seq >= first_seq:
                last_outcome += 1
                outcomes += (last_outcome, outcome.command_id, outcome.content, first_seq, last_seq)
                lasting.append(outcome)
            else:
                deliveries.append(outcome)
        insert(self._db, "records", records, 5)
        insert(self._db, "outcomes", outcomes, 5)
        if deliveries:
            self.deliveries.add(deliveries, commit.wall_ms or commit.recorded_ms)
        digest = b"" if self._tables is None else self._tables.append(self._db, number, commit)
        row_sum = b"" if self._db.sums is None else self._db.sums.of_commit(number)
        row = CommitRow(
            number, number, 0, seq, commit.recorded_ms, last_outcome,
            content_of(covered, lasting), rest_of(deliveries, digest) + row_sum, b"", b"",
        )  # fmt: skip
        row = sealed(self._key, before.digest, row, last)
        insert(self._db, "commits", row, len(row))
        head = Head(seq, last, commit.recorded_ms, before.head.epoch)
        return LogEnd(head, number, last_outcome, row.digest)
