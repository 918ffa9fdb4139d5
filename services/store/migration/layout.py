"""Today's layout of a data folder, made of that of the first program, whole or not at all.

The first program kept ``journal/`` (format 1) beside ``keys/``.  Its journal is read, never written; the new one is
built beside its place and takes it by one rename; then the old folder is set aside under another name.  Wherever that
is cut off, the next start finds the old layout, or the new one and an old folder that it still has to set aside.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from county.realm import Realm
from services.data_folder import keys_folder, realm_folder
from services.durable import sync_folder
from services.store.keyfiles import JOURNAL_KEY, ensure_key
from services.store.migration import to2
from services.store.private import close_to_others
from services.store.sqlite.database import FILE, BadJournal, unusable
from services.store.sqlite.exchange import finish_exchange, put_in_place, stage
from services.store.sqlite.lock import FileLock, lock_path
from services.store.sqlite.reading import LogReader
from services.store.sqlite.tables import CommitTable, ContactWriter
from services.store.tokens import ensure_contacts_key

OLD_FOLDER = "journal"
ASIDE = "journal-format-1"
LIVE = Realm("live")
"""The only realm that the first program had."""


class Contacts(ContactWriter, Protocol):
    """Contacts that are written and then closed."""

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
    """Bring the data folder ``data`` to today's layout; whether there was anything to do.

    ``tables``: makes the history for old readings, given (sensor, channel) by their number in the columns.
    ``contacts``: opens the contacts in a realm's folder that is being built.  ``now_ms``: when old readings count as
    recorded at the latest.  Raises Explained; then everything is as it was.
    """
    old = data / OLD_FOLDER / FILE
    if not old.is_file():
        return False
    folder, keys = realm_folder(data, LIVE), keys_folder(data)
    lock = FileLock(lock_path(folder))
    try:
        finish_exchange(folder)
        with closing(_alone(old)) as source:
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
                put_in_place(folder, aside="before-migration")
        kept = _set_aside(data)
        warn(
            f"{folder}: the journal was moved here; the old one is kept in {kept}.  Names and phones of reporters stand"
            f" there, and stay in the bytes of the old records in {folder / FILE}, which are chained and cannot be"
            f" rewritten (no client is sent them): delete {kept} once you are satisfied, and guard the data folder"
        )
    except sqlite3.Error as error:
        raise unusable(old, error) from error
    except OSError as error:
        raise BadJournal(
            "{data}: cannot be moved to today's layout ({why}); everything is as it was", data=data, why=error
        ) from error
    finally:
        lock.close()
    return True


def _alone(path: Path) -> sqlite3.Connection:
    """The old journal, locked against an old backend.  Raises sqlite3.Error."""
    db = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _same_journal(source: sqlite3.Connection, old: Path, folder: Path) -> None:
    """Raises BadJournal unless the journal in ``folder`` was made of the old one as it is now."""
    reader = LogReader(folder)
    moved = reader.meta(to2.MOVED)
    reader.close()
    if moved != to2.head_hash(source):
        raise BadJournal(
            "{old}: an earlier program has gone on with this old journal beside {folder}; move one of the two away",
            old=old, folder=folder,
        )  # fmt: skip


def _set_aside(data: Path) -> Path:
    kept, number = data / ASIDE, 1
    while kept.exists():
        number += 1
        kept = data / f"{ASIDE}-{number}"
    (data / "backend.json").unlink(missing_ok=True)
    close_to_others(data / OLD_FOLDER)
    (data / OLD_FOLDER).rename(kept)
    sync_folder(data)
    return kept
