"""Verifies a journal before its writer opens it.

Everything is read through a read-only connection: a writer deletes the part of the write-ahead log that SQLite cannot
use, from which `journal repair` still recovers commits.  So a journal that is refused remains unchanged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from hmac import compare_digest
from pathlib import Path
from typing import NamedTuple

from services.store.chain import GENESIS
from services.store.keyfiles import JOURNAL_KEY, read_key
from services.store.ports import Checkpoint, StoreError
from services.store.sqlite.anchor import anchor_path
from services.store.sqlite.anchoring import known_heads
from services.store.sqlite.chain_scan import ChainScan
from services.store.sqlite.checkpoints import CheckpointFiles
from services.store.sqlite.committing import LogEnd, start_of
from services.store.sqlite.database import (
    FILE,
    FOREIGN,
    REMEDY,
    RESTORE,
    BadJournal,
    DamagedJournal,
    foreign_objects,
    open_reading,
    read_errors,
    unusable,
)
from services.store.sqlite.last_head import last_head_path
from services.store.sqlite.readable_errors import is_unavailable
from services.store.sqlite.reading import LogReader
from services.store.sqlite.row_sums import META, sealed_sum
from services.store.sqlite.seals import CommitRow, epoch_of, fault_of, origin


class Verified(NamedTuple):
    """A journal whose end was proven."""

    key: bytes
    end: LogEnd
    checkpoint: Checkpoint | None
    """The newest valid one: the chain up to its record remains to be verified in the background."""
    row_sum: int | None
    """See :func:`services.store.sqlite.row_sums.sealed_sum`."""


def verify_before_writing(
    folder: Path, *, keys: Path, county: str, realm: str, warn: Callable[[str], None]
) -> Verified | None:
    """Prove the end of the journal in ``folder``; None when there is none yet, nor was one before.

    The chain is verified from the newest valid checkpoint on.  Raises BadJournal, BadAnchor and BadKeyFile.
    """
    path, anchor = folder / FILE, anchor_path(keys, folder.name)
    with ExitStack() as opened:
        reader = None
        if is_begun(path):
            reader = LogReader(folder)
            opened.callback(reader.close)
            _check_owner(reader, county=county, realm=realm)
        key = read_key(keys / JOURNAL_KEY)
        if key is None:
            if reader is not None or anchor.exists() or last_head_path(anchor).exists():
                raise BadJournal(
                    "{keys}: the key that sealed {path} is missing; restore it from a backup",
                    keys=keys / JOURNAL_KEY, path=path,
                )  # fmt: skip
            return None
        if reader is not None:
            return _verified(reader, key, anchor, warn)
        known = known_heads(anchor, key=key, county=county, realm=realm)
        if known.newest is not None:
            had = f"record {known.newest.seq}, commit {known.newest.commit}"
            raise DamagedJournal(
                "{path}: is missing or empty, but had {had} before; {remedy}", path=path, had=had, remedy=RESTORE
            )
        return None


def _verified(reader: LogReader, key: bytes, anchor: Path, warn: Callable[[str], None]) -> Verified:
    try:
        end = _end_of(reader, key)
        known = known_heads(anchor, key=key, county=reader.county, realm=reader.realm)
        fault = known.fault(end.head, end.commit, reader.hash_at)
        if fault:
            raise DamagedJournal("{path}: {fault}; {remedy}", path=reader.path, fault=fault, remedy=REMEDY)
        for note in known.notes if end.commit else ():
            warn(note)
        with read_errors():
            foreign = foreign_objects(reader.db)
        if foreign:
            fault = FOREIGN.format(object=foreign[0])
            raise DamagedJournal("{path}: {fault}; {remedy}", path=reader.path, fault=fault, remedy=REMEDY)
        checkpoint = _verify_tail(reader, end, CheckpointFiles(reader.path.parent, key, warn), warn)
        return Verified(key, end, checkpoint, sealed_sum(key, reader.last_commit(), reader.meta(META)))
    except StoreError as error:
        kind = BadJournal if is_unavailable(error.__cause__) else DamagedJournal
        raise kind("{path}: {why}", path=reader.path, why=error) from error


def is_begun(path: Path) -> bool:
    """Whether the file contains the tables of a journal; not that of a process that was killed while creating it.
    Raises BadJournal."""
    if not path.exists() or (path.stat().st_size == 0 and not path.with_name(f"{FILE}-wal").exists()):
        return False
    try:
        if path.with_name(f"{FILE}-journal").exists():
            _undo_creation(path)
        with closing(open_reading(path)) as db:
            return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is not None
    except sqlite3.Error as error:
        raise unusable(path, error) from error


def _undo_creation(path: Path) -> None:
    """Undo the first transaction of a database, during which a process was killed: the only one before there is a
    write-ahead log.  Read-only connections cannot.  Raises sqlite3.Error."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()


def _check_owner(reader: LogReader, *, county: str, realm: str) -> None:
    for name, found, wanted in (("county", reader.county, county), ("realm", reader.realm, realm)):
        if found != wanted:
            raise BadJournal(
                "{path}: belongs to {name} {found}, not to {wanted}; give another --data folder",
                path=reader.path, name=name, found=found, wanted=wanted,
            )  # fmt: skip


def _end_of(reader: LogReader, key: bytes) -> LogEnd:
    """The end of the journal from its last commit, which must be sealed and cover the last record."""
    epoch = reader.epoch
    if epoch is None or not compare_digest(epoch.mac, epoch_of(key, reader.county, reader.realm, epoch.number).mac):
        raise DamagedJournal(
            "{path}: its epoch was not sealed with this data folder's journal.key; {remedy}",
            path=reader.path, remedy=REMEDY,
        )  # fmt: skip
    row = reader.last_commit()
    last_seq = reader.last_seq()
    if row is None:
        row = CommitRow(0, 1, 0, 0, 0, 0, b"", b"", origin(reader.county, reader.realm), b"")
    if last_seq != row.last_seq:
        raise DamagedJournal(
            "{path}: ends with record {last}, its last commit with record {seq}; {remedy}",
            path=reader.path, last=last_seq, seq=row.last_seq, remedy=REMEDY,
        )  # fmt: skip
    start = start_of(reader.county, reader.realm, epoch.number)
    if row.number == 0:
        return start
    head = reader.head
    before = reader.commit_before(row.since)
    fault = fault_of(key, start.digest if before is None else before.digest, row, head.hash)
    if fault:
        raise DamagedJournal(
            "{path}: its last commit {fault}; {remedy}", path=reader.path, fault=fault, remedy=REMEDY
        )
    return LogEnd(head, row.number, row.last_outcome, row.digest)


def _verify_tail(
    reader: LogReader, end: LogEnd, checkpoints: CheckpointFiles, warn: Callable[[str], None]
) -> Checkpoint | None:
    """Verify the chain after the newest valid checkpoint, and return that.  Raises BadJournal."""
    newest = next(checkpoints.read(lambda seq, found: reader.hash_at(seq) == found), None)
    if newest is None and end.head.seq:
        warn(f"{reader.path}: has no checkpoint; the whole chain of {end.head.seq} records is verified first")
    seq, last = (0, GENESIS) if newest is None else (newest.seq, newest.hash)
    tail = ChainScan(reader, seq, last, end.head.seq)
    while not tail.finished:
        tail.step()
    if tail.fault:
        raise DamagedJournal("{path}: {fault}; {remedy}", path=reader.path, fault=tail.fault, remedy=REMEDY)
    return newest
