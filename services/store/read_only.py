"""The stores of a realm whose journal is damaged: its proven prefix, and nothing can be stored."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from county.clock import SystemClock
from county.explained import ExplainedLine
from county.proven_state import READ_ONLY, ProvenState
from county.streams import KeyTable
from services.disk.file_stamp import Stamp, stamp_of
from services.log import RateLimitedLog
from services.store.blobs import FOLDER, FileBlobs
from services.store.contacts import FILE as CONTACTS
from services.store.maintenance.backup import copy_file
from services.store.maintenance.realm_folders import RealmFolders
from services.store.maintenance.recovery import ProvenPrefix
from services.store.ports import StoreError
from services.store.realm_store import RealmStore
from services.store.recovering_contacts import RecoveringContacts
from services.store.sqlite.database import FILE, open_reading, unusable
from services.store.sqlite.history import SqliteHistory
from services.store.sqlite.proven_log import ProvenLog
from services.store.sqlite.reading import LogReader
from services.store.sqlite.writer import WriterThread
from services.store.tokens import ensure_contacts_key, token_of
from services.store.upcast import RecordReader


class NothingStored(StoreError):
    """The journal is damaged: nothing is stored."""

    code = READ_ONLY


class ReadOnlyBlobs(FileBlobs):
    """A BlobStore to which nothing can be added, and of which nothing is deleted."""

    def put(self, chunk: bytes, *, sha256: str, offset: int, total: int, by: str) -> bool:
        raise NothingStored("blob {sha256}: the journal is damaged; nothing is stored", sha256=sha256)

    def retire(self, before_ms: int, keep: Container[str]) -> Iterator[int]:
        return iter(())


class AnyCatalog:
    """KnownKeys of a journal that is only shown: every catalogue may name its rows."""

    def known_catalog_keys(self) -> frozenset[str]:
        return frozenset()

    def note_catalog_keys(self, keys: Iterable[str]) -> None:
        """Nothing is stored."""


def open_proven(
    prefix: ProvenPrefix, place: RealmFolders, why: ExplainedLine, *, keys: Mapping[str, KeyTable],
    messages: RateLimitedLog,
) -> RealmStore:
    """The stores over a proven prefix of the journal in ``place``; its folder is deleted when they are closed.

    Everything is read from copies but the files, which do not change.  ``why``: the damage and the remedy.  The realm's
    lock is not needed any more: a restore may replace the journal.  Raises Explained errors and StoreError.
    """
    token = partial(token_of, key=ensure_contacts_key(place.data))
    watched = (place.folder / FILE, place.folder / f"{FILE}-wal", place.anchor)
    before = [_stamp(path) for path in watched]
    with ExitStack() as opened:
        opened.callback(shutil.rmtree, prefix.folder, ignore_errors=True)
        with suppress(OSError):  # none, or damaged as well
            copy_file(place.folder / CONTACTS, place.folder, prefix.folder)
        contacts = RecoveringContacts(prefix.folder, messages.warning)
        opened.callback(contacts.close)
        blobs = ReadOnlyBlobs(place.folder / FOLDER, SystemClock().now_ms)
        file_jobs = WriterThread("file jobs")
        opened.callback(file_jobs.close, 0.0)
        log = ProvenLog(
            LogReader(prefix.folder, unchanging=True), prefix.head, place.folder / FILE,
            lambda: [_stamp(path) for path in watched] != before,
        )  # fmt: skip
        opened.callback(log.close)
        try:
            reading = open_reading(prefix.folder / FILE, unchanging=True)
        except sqlite3.Error as error:
            raise unusable(prefix.folder / FILE, error) from error
        opened.callback(reading.close)
        proven = ProvenState(prefix.head.seq, prefix.head.recorded_ms, why)
        messages.error("the journal is shown read-only, as far as it is proven", records=proven.seq, reason=str(why))
        return RealmStore(
            log=log, history=SqliteHistory(reading, keys.values()), contacts=contacts, blobs=blobs,
            run_file_job=file_jobs.submit, reader=RecordReader(token, path=place.folder / FILE), known=AnyCatalog(),
            token_of=token, close=opened.pop_all().close, proven=proven,
        )  # fmt: skip


def _stamp(path: Path) -> Stamp | None:
    """None also for an empty file: who reads a journal may create or delete one."""
    stamp = stamp_of(path)
    return None if stamp is None or stamp[-1] == 0 else stamp
