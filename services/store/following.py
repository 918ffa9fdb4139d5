"""Opens what another process than the writer reads and derives: the journal, and an index of its texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from county.streams import KeyTable
from services.store.ports import History, RealmJournal, TextIndex
from services.store.sqlite.database import FILE, open_reading, unusable
from services.store.sqlite.history import SqliteHistory
from services.store.sqlite.reading import LogReader
from services.store.sqlite.texts import SqliteTexts, check_full_text


def open_journal(folder: Path) -> RealmJournal:
    """The journal of a realm's folder, with or without a running writer.  Raises BadJournal."""
    return LogReader(folder)


def open_history(folder: Path, keys: Mapping[str, KeyTable]) -> tuple[History, Callable[[], None]]:
    """The rows of streams in the journal of a realm's folder, with or without a running writer, and what closes it.

    ``keys``: their key tables, by stream key.  Raises BadJournal.
    """
    try:
        db = open_reading(folder / FILE)
    except sqlite3.Error as error:
        raise unusable(folder / FILE, error) from error
    return SqliteHistory(db, keys.values()), db.close


def open_texts(path: Path, usable: Callable[[bytes], bool]) -> TextIndex:
    """The index at ``path``; an empty one unless ``usable`` accepts its mark.

    Raises NoFullText, StoreError, OSError.
    """
    check_full_text()
    index = SqliteTexts(path)
    if index.mark and not usable(index.mark):
        index.delete()
        index = SqliteTexts(path)
    return index
