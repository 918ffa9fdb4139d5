"""The journal of a data folder as a recording, read beside its writer or without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np

from county.explained import Explained, ExplainedLine
from county.records import Record
from county.streams import Columns, KeyTable
from services.replay.arrived_rows import ArrivedRows
from services.store.following import open_journal, reading_history
from services.store.ports import History, RealmJournal
from services.store.upcast import RecordReader

AHEAD_MS = 600_000
"""Rows are read for so long a time at once: a playback needs those of the next moments."""
ROWS_MAX = 100_000
"""Rows of one key at most, the newest."""


LONG_RECORDS = 200_000
"""A journal with more records takes seconds to fold, and their copies much memory."""


def is_long(folder: Path) -> bool:
    """Whether the journal of a realm's folder is better replayed by the analysis.  Raises BadJournal."""
    with closing(open_journal(folder)) as journal:
        return journal.head.seq > LONG_RECORDS


class NothingRecorded(Explained):
    """The journal has no records; one line."""


class JournalRecording:
    """All records that the journal had when it was opened; implements :class:`services.replay.recording.Recording`."""

    def __init__(self, folder: Path, keys: Mapping[str, KeyTable]) -> None:
        """``folder``: of the realm; ``keys``: by stream key.  Raises BadJournal, StoreError, NothingRecorded."""
        self._lock = RLock()
        self._journal: RealmJournal = open_journal(folder)
        try:
            head = self._journal.head
            if not head.seq:
                raise NothingRecorded("{folder}: nothing is recorded there yet", folder=folder)
            self.realm, self.last_seq, self.to_ms = self._journal.realm, head.seq, head.recorded_ms
            first: Record[Any] = RecordReader().read(next(iter(self._journal.records(1, 1))), 1)
            self.from_ms, self.before_seq = first.recorded_ms, 0
            self._opened = ExitStack()
            self._history: History = self._opened.enter_context(reading_history(folder, keys))
        except BaseException:
            self._journal.close()
            raise
        self.keys = keys
        self.notes: Sequence[ExplainedLine] = ()
        self._ahead: dict[str, tuple[int, int, ArrivedRows]] = {}
        """Rows read ahead by stream: after which time, until which, and the rows."""

    def earlier(self) -> Iterator[tuple[int, bytes]]:
        return iter(())

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        return self._locked(lambda: self._journal.records(first_seq, last_seq))

    def of_subject(self, subject: str) -> Iterator[bytes]:
        return self._locked(lambda: self._journal.of_subject(subject))

    def _locked(self, read: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
        """One thread at a time reads, for one row at a time."""
        with self._lock:
            rows = read()
        while True:
            with self._lock:
                data = next(rows, None)
            if data is None:
                return
            yield data

    def newest(self, stream: str, known_ms: int, at_ms: int | None = None) -> Columns:
        with self._lock:
            return self._history.newest(stream, at_ms, known_ms)

    def arrived(self, stream: str, after_ms: int, to_ms: int) -> Columns:
        with self._lock:
            begin, end, rows = self._ahead.get(stream, (0, 0, None))
            if rows is None or not begin <= after_ms <= to_ms <= end:
                end = max(to_ms, after_ms + AHEAD_MS)
                found, known_ms = self._history.arrived(stream, after_ms, end)
                rows = ArrivedRows(found, known_ms, len(self.keys[stream]))
                self._ahead[stream] = after_ms, end, rows
        return rows.arrived(after_ms, to_ms)

    def between(self, stream: str, key: int, from_ms: int, to_ms: int, known_ms: int) -> Columns:
        with self._lock:
            return self._history.between(stream, key, from_ms, to_ms, ROWS_MAX, known_ms)

    def close(self) -> None:
        with self._lock:
            self._opened.close()
            self._journal.close()


def rows_known(history: History, table: KeyTable, from_ms: int, to_ms: int) -> ArrivedRows:
    """The newest rows known before ``from_ms``, and all that became known until ``to_ms``.  Raises StoreError."""
    stream = table.stream
    before = history.newest(stream.key, known_ms=from_ms - 1)
    rows, known_ms = history.arrived(stream.key, from_ms - 1, to_ms)
    times = np.concatenate((np.full(len(before), from_ms - 1), known_ms))
    return ArrivedRows(Columns.joined(stream, [before, rows]), times, len(table))


