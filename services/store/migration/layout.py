"""Migrates a data folder of version 0.1 to the current layout, atomically.

Version 0.1 stored ``journal/`` (format 1) next to ``keys/``.  Its journal is read, never written; the new one is built
in a staging folder and renamed to its place; then the old folder is renamed.  After an interruption the next start
finds either the old layout, or the new one and an old folder that it still has to rename.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from county.realm import Realm
from services.disk.data_folder import keys_folder, realm_folder
from services.disk.durable import sync_folder
from services.store.keyfiles import JOURNAL_KEY, ensure_key
from services.store.migration import to2
from services.store.private import make_private
from services.store.sqlite.database import FILE, BadJournal, unusable
from services.store.sqlite.exchange import exchange, finish_exchange, stage
from services.store.sqlite.lock import StoreLock, lock_path
from services.store.sqlite.reading import LogReader
from services.store.sqlite.tables import CommitTable, ContactWriter
from services.store.tokens import ensure_contacts_key

OLD_FOLDER = "journal"
OLD_COPY = "journal-format-1"
LIVE = Realm("live")
"""The only realm of version 0.1."""


class Contacts(ContactWriter, Protocol):
    """Contacts that can be written and closed."""

    def close(self) -> None: ...


def migrate_data(
    data: Path,
    *,
    county: str,
    tables: Callable[[Sequence[tuple[str, str]]], CommitTable],
    contacts: Callable[[Path], Contacts],
    now_ms: int,
    warn: Callable[[str], None],
) -> bool:
    """Migrate the data folder ``data`` to the current layout; returns whether there was anything to do.

    ``tables``: makes the history for old readings, given (sensor, channel) by their number in the columns.
    ``contacts``: opens the contacts in a staging folder.  ``now_ms``: latest recording time of old readings.  Raises
    Explained; then everything is unchanged.
    """
    old = data / OLD_FOLDER / FILE
    if not old.is_file():
        return False
    folder, keys = realm_folder(data, LIVE), keys_folder(data)
    lock = StoreLock(lock_path(folder))
    try:
        finish_exchange(folder)
        with closing(_open_exclusive(old)) as source:
            if (folder / FILE).is_file():
                _same_journal(source, old, folder)
            else:
                key, contacts_key = ensure_key(keys / JOURNAL_KEY), ensure_contacts_key(data)
                staged = stage(folder)
                with closing(contacts(staged)) as people:
                    step = to2.JournalMigration(
                        source, old, county=county, key=key, contacts_key=contacts_key, tables=tables, contacts=people,
                        now_ms=now_ms,
                    )  # fmt: skip
                    step.write(staged / FILE)
                exchange(folder, suffix="before-migration")
        copy = _rename_old(data)
        warn(
            f"{folder}: the journal was migrated to here; the old one is now {copy}.  It contains names and phones of"
            f" reporters, as do the old records in {folder / FILE}, which are chained and cannot be rewritten (they are"
            f" not sent to clients): delete {copy} once you are satisfied, and protect the data folder"
        )
    except sqlite3.Error as error:
        raise unusable(old, error) from error
    except OSError as error:
        raise BadJournal(
            "{data}: cannot be migrated to the current layout ({why}); everything is unchanged", data=data, why=error
        ) from error
    finally:
        lock.close()
    return True


def _open_exclusive(path: Path) -> sqlite3.Connection:
    """The old journal, locked against a backend of version 0.1.  Raises sqlite3.Error."""
    db = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _same_journal(source: sqlite3.Connection, old: Path, folder: Path) -> None:
    """Raises BadJournal unless the journal in ``folder`` was migrated from the old one in its current state."""
    reader = LogReader(folder)
    migrated = reader.meta(to2.MIGRATED)
    reader.close()
    if migrated != to2.head_hash(source):
        raise BadJournal(
            "{old}: an earlier version has continued this old journal next to {folder}; move one of the two away",
            old=old, folder=folder,
        )  # fmt: skip


def _rename_old(data: Path) -> Path:
    copy, number = data / OLD_COPY, 1
    while copy.exists():
        number += 1
        copy = data / f"{OLD_COPY}-{number}"
    (data / "backend.json").unlink(missing_ok=True)
    make_private(data / OLD_FOLDER)
    (data / OLD_FOLDER).rename(copy)
    sync_folder(data)
    return copy
