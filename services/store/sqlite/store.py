"""A realm's store in SQLite: opened by its single writer and checked against its anchor."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from hmac import compare_digest
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from services.store.keyfiles import JOURNAL_KEY, ensure_key, read_key
from services.store.ports import StoreError
from services.store.private import private_folder
from services.store.sqlite.anchor import Anchor, anchor_path, fault_against, read_anchor
from services.store.sqlite.chain_scan import ChainScan
from services.store.sqlite.checkpoints import CheckpointFiles
from services.store.sqlite.committing import Committer, LogEnd, start_of
from services.store.sqlite.database import (
    FILE,
    FORMAT,
    REMEDY,
    SCHEMA,
    BadJournal,
    open_reading,
    open_writing,
    run_script,
    transaction,
    unusable,
)
from services.store.sqlite.exchange import finish_exchange
from services.store.sqlite.folding import RULE, CommitFolding, FoldRule
from services.store.sqlite.lock import StoreLock, lock_path
from services.store.sqlite.log import SqliteLog
from services.store.sqlite.reading import LogReader, wrong_format
from services.store.sqlite.seals import CommitRow, epoch_of, fault_of, origin
from services.store.sqlite.tables import CommitTable, ContactWriter

T = TypeVar("T")
H = TypeVar("H", bound=CommitTable | None)


class SqliteStore(Generic[H]):
    """The open store returned by :func:`open_store`; ``history`` as passed there."""

    def __init__(self, log: SqliteLog, history: H, reader: LogReader, lock: StoreLock) -> None:
        self.log = log
        self.history = history
        self.path = reader.path
        self._reader = reader
        self._lock = lock

    def connection(self) -> sqlite3.Connection:
        """A further read-only connection, for reading other tables; the caller closes it.  Raises sqlite3.Error."""
        return open_reading(self.path)

    def run(self, job: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Run ``job`` with the writing connection in the writer thread, between commits; it manages its own
        transaction."""
        return self.log.run(job)

    def known_catalog_keys(self) -> frozenset[str]:
        """See :meth:`services.store.sqlite.reading.LogReader.known_catalog_keys`.  Raises StoreError."""
        return self._reader.known_catalog_keys()

    def note_catalog_keys(self, keys: Iterable[str]) -> None:
        """Add ``keys`` to the known ones; durable when this returns.  Raises StoreError."""
        known = self.known_catalog_keys()
        new = known.union(keys)
        if new == known:
            return
        try:
            self.run(lambda db: _set_catalog_keys(db, new)).result()
        except sqlite3.Error as error:
            raise StoreError(
                "{path}: the catalogue's keys cannot be stored ({why})", path=self.path, why=error
            ) from error

    def close(self) -> None:
        """Finish the commit in flight and release everything."""
        self.log.close()
        self._lock.close()


def _set_catalog_keys(db: sqlite3.Connection, keys: frozenset[str]) -> None:
    with transaction(db):
        put_meta(db, "catalog_keys", msgspec.msgpack.encode(sorted(keys)))


def put_meta(db: sqlite3.Connection, key: str, value: bytes | str) -> None:
    """Set a value of the journal's own metadata, in the open transaction."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def lock_folder(folder: Path) -> StoreLock:
    """Lock the folder of a realm for its single writer; creates the private folder and completes an interrupted
    restore.

    Must be called before other stores in it are opened.  Raises BadJournal and StoreLocked.
    """
    path = folder / FILE
    try:
        lock = StoreLock(lock_path(folder))
    except OSError as error:
        raise _not_writable(path, error) from error
    try:
        finish_exchange(folder)
        private_folder(folder)
    except OSError as error:
        lock.close()
        raise _not_writable(path, error) from error
    return lock


def open_store(
    folder: Path,
    *,
    county: str,
    realm: str,
    keys: Path,
    history: H,
    contacts: ContactWriter | None = None,
    lock: StoreLock | None = None,
    warn: Callable[[str], None] = lambda text: None,
    fold_rule: FoldRule = RULE,
) -> SqliteStore[H]:
    """Open or create the store of one realm in ``folder`` as its single writer.

    ``county``: identity of the package.  ``keys``: the data folder's keys, with ``journal.key`` and the anchor.
    ``history``: further tables in the same transactions.  ``contacts``: stores the personal data of commits first.  The
    chain is verified from the newest valid checkpoint on; ``log.verify`` verifies the rest.
    ``lock``: from :func:`lock_folder`; the store takes ownership of it.

    Raises BadJournal, StoreLocked, BadAnchor and BadKeyFile, all of them Explained.
    """
    path = folder / FILE
    lock = lock_folder(folder) if lock is None else lock
    opened: list[sqlite3.Connection | LogReader] = []
    try:
        db = open_writing(path)
        opened.append(db)
        key = _prepare(db, path, county=county, realm=realm, keys=keys / JOURNAL_KEY, history=history)
        reader = LogReader(folder)
        opened.append(reader)
        anchor = anchor_path(keys, folder.name)
        end = _end_of(reader, key)
        _check_anchor(reader, end, read_anchor(anchor, key=key, county=county, realm=realm), anchor, warn)
        checkpoints = CheckpointFiles(folder, key, warn)
        background = _verify_tail(reader, end, checkpoints, warn)
        log = SqliteLog(
            db=db, reader=reader, committer=Committer(db, end, key, tables=history, contacts=contacts),
            folding=CommitFolding(db, key, county, realm, fold_rule), checkpoints=checkpoints, chain=background,
            key=key, anchor=anchor, warn=warn,
        )  # fmt: skip
    except BaseException as error:
        for resource in reversed(opened):
            resource.close()
        lock.close()
        if isinstance(error, sqlite3.Error):
            raise unusable(path, error) from error
        if isinstance(error, OSError):
            raise _not_writable(path, error) from error
        if isinstance(error, StoreError):
            raise BadJournal("{path}: {why}", path=path, why=error) from error
        raise
    return SqliteStore(log, history, reader, lock)


def _not_writable(path: Path, error: OSError) -> BadJournal:
    return BadJournal(
        "{path}: cannot be opened ({why}); choose a writable --data folder", path=path, why=error
    )


def _prepare(
    db: sqlite3.Connection, path: Path, *, county: str, realm: str, keys: Path, history: CommitTable | None
) -> bytes:
    """Create the tables and check that the journal is of this county and realm; returns the journal's key."""
    with transaction(db):
        old = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is not None
        if old:
            _check_owner(db, path, county=county, realm=realm)
        run_script(db, SCHEMA)
        if history is not None:
            run_script(db, history.schema)
        empty = db.execute("SELECT 1 FROM commits LIMIT 1").fetchone() is None
        key = ensure_key(keys) if empty else read_key(keys)
        if key is None:
            raise BadJournal(
                "{keys}: the key that sealed {path} is missing; restore it from a backup", keys=keys, path=path
            )
        if not old:
            for name, value in (("format", FORMAT), ("county", county), ("realm", realm)):
                put_meta(db, name, value)
            put_meta(db, "epoch", msgspec.msgpack.encode(epoch_of(key, county, realm, 0)))
    return key


def _check_owner(db: sqlite3.Connection, path: Path, *, county: str, realm: str) -> None:
    found = dict(db.execute("SELECT key, value FROM meta WHERE key IN ('format', 'county', 'realm')"))
    if found.get("format") != FORMAT:
        raise wrong_format(path, str(found.get("format")))
    for name, wanted in (("county", county), ("realm", realm)):
        if found.get(name) != wanted:
            raise BadJournal(
                "{path}: belongs to {name} {found}, not to {wanted}; give another --data folder",
                path=path, name=name, found=found.get(name), wanted=wanted,
            )  # fmt: skip


def _end_of(reader: LogReader, key: bytes) -> LogEnd:
    """The end of the journal from its last commit, which must be sealed and cover the last record."""
    epoch = reader.epoch
    if epoch is None or not compare_digest(epoch.mac, epoch_of(key, reader.county, reader.realm, epoch.number).mac):
        raise BadJournal(
            "{path}: its epoch was not sealed with this data folder's journal.key; {remedy}",
            path=reader.path, remedy=REMEDY,
        )  # fmt: skip
    row = reader.last_commit()
    last_seq = reader.last_seq()
    if row is None:
        row = CommitRow(0, 1, 0, 0, 0, 0, b"", b"", origin(reader.county, reader.realm), b"")
    if last_seq != row.last_seq:
        raise BadJournal(
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
        raise BadJournal(
            "{path}: its last commit {fault}; {remedy}", path=reader.path, fault=fault, remedy=REMEDY
        )
    return LogEnd(head, row.number, row.last_outcome, row.digest)


def _check_anchor(
    reader: LogReader, end: LogEnd, anchor: Anchor | None, path: Path, warn: Callable[[str], None]
) -> None:
    """Compare the journal with its anchor.  Raises BadJournal when records were lost or replaced."""
    if anchor is None:
        if end.commit:
            warn(f"{path}: is missing; a truncated journal cannot be detected this time")
        return
    fault = fault_against(anchor, end.head, end.commit, reader.hash_at)
    if fault:
        raise BadJournal(
            "{path}: {fault}; to continue with this state run `main.py journal … restore` with a backup",
            path=reader.path, fault=fault,
        )  # fmt: skip


def _verify_tail(
    reader: LogReader, end: LogEnd, checkpoints: CheckpointFiles, warn: Callable[[str], None]
) -> ChainScan:
    """Verify the chain after the newest valid checkpoint; returns the scan of the part before it.  Raises
    BadJournal."""
    newest = next(checkpoints.read(lambda seq, found: reader.hash_at(seq) == found), None)
    background = ChainScan(reader, 0, start_of("", "", 0).head.hash, 0 if newest is None else newest.seq)
    if newest is None:
        if end.head.seq:
            warn(f"{reader.path}: has no checkpoint; the whole chain of {end.head.seq} records is verified first")
        tail = background
        tail.target = end.head.seq
    else:
        tail = ChainScan(reader, newest.seq, newest.hash, end.head.seq)
    while not tail.finished:
        tail.step()
    if tail.fault:
        raise BadJournal("{path}: {fault}; {remedy}", path=reader.path, fault=tail.fault, remedy=REMEDY)
    return background
