"""Journal format 1 → 2: subjects and times as columns, sealed commits, separate contacts, readings as history.

The records keep their bytes and their chain.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from county.aggregates import subject_of
from county.records import AlarmRaised, EventReported, Record
from county.streams import READINGS, Columns
from services.store.chain import GENESIS, link
from services.store.ports import Commit, Entry, Outcome, StoreFailed
from services.store.sqlite.committing import Committer, start_of
from services.store.sqlite.database import FORMAT, SCHEMA, BadJournal, open_writing, run_script, transaction
from services.store.sqlite.seals import epoch_of
from services.store.sqlite.store import put_meta
from services.store.sqlite.tables import CommitTable, ContactWriter
from services.store.tokens import token_of
from services.store.upcast import RecordReader, UnreadableRecord

MIGRATED = "moved"
"""Key in ``meta``: hash of the old journal's last record."""
RECORDS = 1_000
READINGS_PER_COMMIT = 20_000
"""Maximum rows in one commit."""
REALM = "live"


def head_hash(source: sqlite3.Connection) -> bytes:
    """Hash of the last record of a journal of format 1.  Raises sqlite3.Error."""
    row = source.execute("SELECT hash FROM records ORDER BY seq DESC LIMIT 1").fetchone()
    return GENESIS if row is None else bytes(row[0])


class JournalMigration:
    """Migrates one journal, open and locked as ``source``."""

    def __init__(
        self,
        source: sqlite3.Connection,
        path: Path,
        *,
        county: str,
        key: bytes,
        contacts_key: bytes,
        tables: Callable[[Sequence[tuple[str, str]]], CommitTable],
        contacts: ContactWriter,
        now_ms: int,
    ) -> None:
        self._source = source
        self._path = path
        self._county = county
        self._key = key
        self._contacts_key = contacts_key
        self._reader = RecordReader(self._token)
        self._people: dict[str, bytes] = {}
        self._names: set[str] = set()
        self._channels = [(s, c) for s, c in source.execute("SELECT sensor_id, channel FROM channels ORDER BY id")]
        self._numbers = {number: i for i, (number,) in enumerate(source.execute("SELECT id FROM channels ORDER BY id"))}
        self._tables = tables(self._channels)
        self._contacts = contacts
        self._now_ms = now_ms

    def _token(self, text: str) -> str:
        """Token of a reporter; the text is stored as a contact with the next commit."""
        token = token_of(text, self._contacts_key)
        self._people[token] = text.encode()
        return token

    def write(self, path: Path) -> None:
        """Write the journal of format 2.  Raises BadJournal, UnreadableRecord, sqlite3.Error."""
        self._check_owner()
        with closing(open_writing(path)) as db:
            with transaction(db):
                run_script(db, SCHEMA)
                run_script(db, self._tables.schema)
                for name, value in (("format", FORMAT), ("county", self._county), ("realm", REALM)):
                    put_meta(db, name, value)
                put_meta(db, "epoch", msgspec.msgpack.encode(epoch_of(self._key, self._county, REALM, 0)))
                put_meta(db, MIGRATED, head_hash(self._source))
            start = start_of(self._county, REALM, 0)
            committer = Committer(db, start, self._key, tables=self._tables, contacts=self._contacts)
            for commit in self._commits():
                result = committer.commit(commit)
                if isinstance(result, StoreFailed):
                    raise BadJournal(
                        "{path}: cannot be migrated ({why}); free space and start again, everything is unchanged",
                        path=self._path, why=result.reason,
                    )  # fmt: skip
            with transaction(db):
                put_meta(db, "catalog_keys", msgspec.msgpack.encode(sorted(self._names)))
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _check_owner(self) -> None:
        found = dict(self._source.execute("SELECT key, value FROM meta"))
        for name, wanted in (("format", "1"), ("county", self._county), ("realm", REALM)):
            if found.get(name) != wanted:
                raise BadJournal(
                    "{path}: belongs to {name} {found}, not to {wanted}; give another --data folder",
                    path=self._path, name=name, found=found.get(name), wanted=wanted,
                )  # fmt: skip

    def _commits(self) -> Iterator[Commit]:
        """Records and readings ordered by time, then the deliveries; recorded times never decrease."""
        readings, outcomes = self._readings(), _Outcomes(self._source)
        waiting = next(readings, None)
        at_ms = 0
        for entries in self._entries():
            last = entries[-1].recorded_ms
            while waiting is not None and waiting.at_ms[-1] <= last:
                at_ms = max(at_ms, int(waiting.at_ms[-1]))
                yield Commit(at_ms, columns=[waiting])
                waiting = next(readings, None)
            at_ms = max(at_ms, last)
            people, self._people = self._people, {}
            yield Commit(at_ms, entries, outcomes.of_next(len(entries)), contacts=people)
        while waiting is not None:
            at_ms = max(at_ms, min(int(waiting.at_ms[-1]), self._now_ms))
            yield Commit(at_ms, columns=[waiting])
            waiting = next(readings, None)
        deliveries = self._source.execute("SELECT id, content FROM deliveries ORDER BY number")
        while some := [Outcome(name, content, 0, -1) for name, content in islice(deliveries, RECORDS)]:
            yield Commit(at_ms, outcomes=some)

    def _entries(self) -> Iterator[list[Entry]]:
        """Records with their columns, ``recorded_ms`` as a running maximum; verifies the chain."""
        rows = self._source.execute("SELECT seq, data, hash FROM records ORDER BY seq")
        last, last_seq, recorded_ms = GENESIS, 0, 0
        while portion := list(islice(rows, RECORDS)):
            entries = []
            for seq, data, found in portion:
                last, last_seq = link(last, data), last_seq + 1
                if seq != last_seq or last != found:
                    raise BadJournal(
                        "{path}: record {seq} is missing or was changed after it was written; restore a copy of the"
                        " folder, or move it away to start a new journal",
                        path=self._path, seq=last_seq,
                    )  # fmt: skip
                record = self._read(data, seq)
                recorded_ms = max(recorded_ms, record.recorded_ms)
                entries.append(Entry(data, subject_of(record.body), recorded_ms))
            yield entries

    def _read(self, data: bytes, seq: int) -> Record[Any]:
        try:
            record = self._reader.read(data, seq)
        except UnreadableRecord as error:
            raise BadJournal("{path}: {why}; everything is unchanged", path=self._path, why=error) from error
        match record.body:
            case EventReported(subclass=subclass):
                self._names.add(f"subclasses/{subclass}")
            case AlarmRaised(rule=rule):
                self._names.add(f"rules/{rule}")
        return record

    def _readings(self) -> Iterator[Columns]:
        """All readings by time."""
        rows = self._source.execute("SELECT channel, at_ms, value, quality FROM readings ORDER BY at_ms, channel")
        while some := list(islice(rows, READINGS_PER_COMMIT)):
            channel, at_ms, value, quality = zip(*some, strict=True)
            yield Columns(
                READINGS,
                {
                    "channel": np.array([self._numbers[number] for number in channel]),
                    "at_ms": np.array(at_ms),
                    "value": np.array([np.nan if v is None else v for v in value], dtype=np.float64),
                    "quality": np.array(quality),
                },
            )


class _Outcomes:
    """Outcomes with records, in the order of their records."""

    def __init__(self, source: sqlite3.Connection) -> None:
        query = "SELECT command_id, content, first_seq, last_seq FROM outcomes ORDER BY last_seq, first_seq"
        self._rows = (Outcome(*row) for row in source.execute(query))
        self._waiting = next(self._rows, None)
        self._seq = 0

    def of_next(self, records: int) -> list[Outcome]:
        """Outcomes whose last record is among the next ``records``."""
        self._seq += records
        found = []
        while self._waiting is not None and self._waiting.last_seq <= self._seq:
            found.append(self._waiting)
            self._waiting = next(self._rows, None)
        return found
