"""Opens what another process than the writer reads and derives: journal, history, and an index of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from county.streams import KeyTable
from services.store.ports import History, RealmJournal, TextIndex
from services.store.sqlite.history import SqliteHistory
from services.store.sqlite.reading import LogReader
from services.store.sqlite.texts import SqliteTexts, check_full_text


def open_journal(folder: Path) -> RealmJournal:
    """The journal of a realm's folder, with or without a running writer.  Raises BadJournal."""
    return LogReader(folder)


@contextmanager
def reading_history(folder: Path, keys: Mapping[str, KeyTable]) -> Iterator[History]:
    """The history of a realm's folder, with or without a running writer.  Raises BadJournal."""
    with closing(LogReader(folder)) as reader:
        yield SqliteHistory(reader.db, keys.values())


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
