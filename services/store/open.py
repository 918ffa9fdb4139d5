"""Opens the stores of one realm in a data folder, after migrating it to the current layout."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from county.clock import SystemClock
from county.realm import LIVE, Realm
from county.streams import READINGS, KeyTable
from services.log import RateLimitedLog
from services.store.blobs import FOLDER, FileBlobs
from services.store.contacts import SqliteContacts
from services.store.maintenance.realm_folders import RealmFolders
from services.store.maintenance.recovery import ProvenPrefix, rebuild_or_prove
from services.store.migration.layout import migrate_data
from services.store.read_only import open_proven
from services.store.realm_store import RealmStore
from services.store.recovering_contacts import RecoveringContacts
from services.store.sqlite.anchor import DamagedAnchor
from services.store.sqlite.damage_mark import mark_damaged, marked_damage
from services.store.sqlite.database import FILE, REMEDY, BadJournal, DamagedJournal, unusable
from services.store.sqlite.history import SqliteHistory
from services.store.sqlite.history_table import HistoryTable
from services.store.sqlite.readable_errors import is_damage
from services.store.sqlite.retention import retention_line
from services.store.sqlite.start import is_begun
from services.store.sqlite.store import lock_folder, open_store
from services.store.sqlite.table_rows import damaged_end
from services.store.sqlite.writer import WriterThread
from services.store.tokens import ensure_contacts_key, token_of
from services.store.upcast import RecordReader

FILES_CLOSE_S = 5.0
"""How long a stop waits for a disk of files that hangs."""


def open_realm_store(
    data: Path, *, county: str, realm: Realm, keys: Mapping[str, KeyTable], messages: RateLimitedLog
) -> RealmStore:
    """The stores of one realm; the caller becomes their only writer.

    A data folder of version 0.1 is migrated to the current layout first.  A damaged journal is replaced by an intact
    copy if no commit is lost, otherwise opened read-only as far as it is proven; then other programs may write it.

    ``county``: identity of the package.  ``keys``: key table of each stream in this run.
    Raises Explained errors when a journal or key cannot be used or is open in another backend; StoreError when the
    contacts or the folder of the files cannot be opened.
    """
    if realm == LIVE:
        migrate_data(
            data, county=county, tables=_reading_table, contacts=SqliteContacts,
            now_ms=SystemClock().now_ms(), warn=messages.info,
        )  # fmt: skip
    place = RealmFolders(data, realm)
    try:
        found = marked_damage(place.folder)
        if found:
            raise DamagedJournal("{path}: a part of it was damaged ({why})", path=place.folder / FILE, why=found)
        return _open_writable(place, county=county, keys=keys, messages=messages)
    except (DamagedJournal, DamagedAnchor) as damage:
        messages.warning("the journal is damaged; its proven part is copied", reason=str(damage))
        with closing(lock_folder(place.folder)):
            try:
                recovered = rebuild_or_prove(place, county=county, why=str(damage), inform=messages.info)
            except BadJournal as error:
                messages.warning("nothing of the journal can be proven", reason=str(error))
                raise damage from error
            if isinstance(recovered, ProvenPrefix):
                return open_proven(recovered, place, damage.line, keys=keys, messages=messages)
    messages.warning(
        "the journal was rebuilt without its damaged parts; no commit is lost",
        original=str(recovered.old), lost=recovered.lost or "nothing",
    )  # fmt: skip
    store = _open_writable(place, county=county, keys=keys, messages=messages)
    return replace(store, rebuilt=recovered)


def _open_writable(
    place: RealmFolders, *, county: str, keys: Mapping[str, KeyTable], messages: RateLimitedLog
) -> RealmStore:
    folder, realm = place.folder, place.realm
    token = partial(token_of, key=ensure_contacts_key(place.data))
    with ExitStack() as opened:
        lock = lock_folder(folder)
        opened.callback(lock.close)
        if not (folder / FILE).exists():
            messages.info("there is no journal here yet; a new one is created", folder=str(folder))
        contacts = RecoveringContacts(folder, messages.warning, existed=is_begun(folder / FILE))
        opened.callback(contacts.close)
        blobs = FileBlobs(folder / FOLDER, SystemClock().now_ms)
        file_jobs = WriterThread("file jobs")
        opened.callback(file_jobs.close, FILES_CLOSE_S)
        table = HistoryTable(keys.values())
        store = open_store(
            folder, county=county, realm=realm.id, keys=place.keys, history=table, contacts=contacts, lock=lock,
            warn=messages.warning, inform=messages.info,
        )  # fmt: skip
        opened.callback(store.close)
        try:
            reading = store.connection()
            damaged = damaged_end(reading, table.schema)
        except sqlite3.Error as error:
            raise unusable(store.path, error) from error
        opened.callback(reading.close)
        if damaged:
            raise DamagedJournal("{path}: {why}; {remedy}", path=store.path, why=damaged, remedy=REMEDY)
        history = SqliteHistory(
            reading, keys.values(), lambda budget_ms: store.run(lambda db: table.maintain(db, budget_ms)),
            lambda error: mark_damaged(folder, str(error)),
        )  # fmt: skip
        try:
            history.load()
            deleted = history.retired()
            for row in keys.values():
                messages.info(retention_line(row.stream, deleted))
        except Exception as error:  # the data on disk may be arbitrarily corrupt; the desk runs without it
            if is_damage(error.__cause__):
                raise DamagedJournal("{path}: {why}; {remedy}", path=store.path, why=error, remedy=REMEDY) from error
            messages.warning("readings cannot be read; see `main.py journal … verify`", reason=str(error))
        return RealmStore(
            log=store.log, history=history, contacts=contacts, blobs=blobs, run_file_job=file_jobs.submit,
            reader=RecordReader(token, path=folder / FILE), known=store, token_of=token, close=opened.pop_all().close,
        )  # fmt: skip


def _reading_table(channels: Sequence[tuple[str, str]]) -> HistoryTable:
    return HistoryTable([KeyTable(READINGS, channels)])
