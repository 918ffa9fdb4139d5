"""A realm's store in SQLite: opened by its single writer and checked against its anchor."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from county.clock import monotonic_ms
from services.store.keyfiles import JOURNAL_KEY, ensure_key
from services.store.ports import StoreError
from services.store.private import private_folder
from services.store.sqlite.anchor import anchor_path
from services.store.sqlite.anchoring import Anchoring
from services.store.sqlite.checkpoints import CheckpointFiles
from services.store.sqlite.committing import Committer, start_of
from services.store.sqlite.database import (
    FILE,
    FORMAT,
    SCHEMA,
    BadJournal,
    WritingConnection,
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
from services.store.sqlite.reading import LogReader
from services.store.sqlite.row_sums import CATALOG_KEYS, RowSums, stored_sum
from services.store.sqlite.seals import epoch_of
from services.store.sqlite.start import Verified, verify_before_writing
from services.store.sqlite.tables import CommitTable, ContactWriter

PROGRESS_MS = 1_000
"""Between two reports of progress."""
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

    def run(self, job: Callable[[WritingConnection], T]) -> Future[T]:
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
        put_meta(db, CATALOG_KEYS, msgspec.msgpack.encode(sorted(keys)))


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
    inform: Callable[[str], None] = lambda text: None,
    fold_rule: FoldRule = RULE,
    monotonic: Callable[[], int] = monotonic_ms,
) -> SqliteStore[H]:
    """Open or create the store of one realm in ``folder`` as its single writer.

    ``county``: identity of the package.  ``keys``: the data folder's keys, with ``journal.key`` and the anchor.
    ``history``: further tables in the same transactions.  ``contacts``: stores the personal data of commits first.  The
    chain is verified from the newest valid checkpoint on; ``log.verify`` verifies the rest.
    ``inform``: is given the progress of the first start of a journal of an earlier version, which reads all rows.
    ``lock``: from :func:`lock_folder`; the store takes ownership of it.

    Raises BadJournal, StoreLocked, BadAnchor and BadKeyFile, all of them Explained.
    """
    path = folder / FILE
    lock = lock_folder(folder) if lock is None else lock
    opened: list[sqlite3.Connection | LogReader] = []
    try:
        verified = verify_before_writing(folder, keys=keys, county=county, realm=realm, warn=warn)
        db = open_writing(path)
        opened.append(db)
        if verified is None:
            verified = _create(db, county=county, realm=realm, keys=keys / JOURNAL_KEY)
        with transaction(db):
            run_script(db, SCHEMA if history is None else f"{SCHEMA};{history.schema}")
        reader = LogReader(folder)
        opened.append(reader)
        key, end = verified.key, verified.end
        db.sums = RowSums(db, key, end.commit, _row_sum(db, verified, inform, monotonic))
        log = SqliteLog(
            db=db, reader=reader, committer=Committer(db, end, key, tables=history, contacts=contacts),
            folding=CommitFolding(db, key, county, realm, fold_rule), checkpoints=CheckpointFiles(folder, key, warn),
            checkpoint=verified.checkpoint, key=key,
            anchoring=Anchoring(anchor_path(keys, folder.name), key, county, realm, warn), warn=warn,
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


def _row_sum(
    db: sqlite3.Connection, verified: Verified, inform: Callable[[str], None], monotonic: Callable[[], int]
) -> int:
    """The sum of the stored rows; of a journal of an earlier version as they are now."""
    if verified.row_sum is not None:
        return verified.row_sum
    reported_at = monotonic()

    def report(rows: int) -> None:
        nonlocal reported_at
        if monotonic() - reported_at >= PROGRESS_MS:
            reported_at = monotonic()
            inform(f"first start with this journal: {rows:,} rows of streams and deliveries are sealed")

    with transaction(db):
        return stored_sum(db, verified.key, report)


def _create(db: sqlite3.Connection, *, county: str, realm: str, keys: Path) -> Verified:
    """Make an empty journal of this county and realm.  Raises BadKeyFile, sqlite3.Error."""
    key = ensure_key(keys)
    write_empty(db, key, county=county, realm=realm, epoch=0)
    return Verified(key, start_of(county, realm, 0), None, None)


def write_empty(db: sqlite3.Connection, key: bytes, *, county: str, realm: str, epoch: int) -> None:
    """Write the tables of an empty journal.  Raises sqlite3.Error."""
    with transaction(db):
        run_script(db, SCHEMA)
        for name, value in (("format", FORMAT), ("county", county), ("realm", realm)):
            put_meta(db, name, value)
        put_meta(db, "epoch", msgspec.msgpack.encode(epoch_of(key, county, realm, epoch)))
