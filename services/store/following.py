"""Opens what another process than the writer reads and derives: journal, history, and an index of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from county.streams import KeyTable, Stream
from services.store.ports import History, RealmJournal, TextIndex
from services.store.sqlite.history import SqliteHistory
from services.store.sqlite.reading import LogReader
from services.store.sqlite.stream_keys import stored_keys
from services.store.sqlite.texts import SqliteTexts, check_full_text


def open_journal(folder: Path) -> RealmJournal:
    """The journal of a realm's folder, with or without a running writer.  Raises BadJournal."""
    return LogReader(folder)


class PackageThen(NamedTuple):
    """What a journal knows of the county package that it was written with."""

    county: str
    """Its identity."""
    keys: Mapping[str, Sequence[tuple[str, ...]]]
    """All keys that it ever had, by stream key."""


def package_then(folder: Path, streams: Iterable[Stream]) -> PackageThen:
    """Of the journal in a realm's folder.  Raises BadJournal."""
    with closing(LogReader(folder)) as reader:
        return PackageThen(reader.county, {stream.key: stored_keys(reader.db, stream) for stream in streams})


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
