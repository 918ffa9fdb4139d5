"""A History in memory, for tests and for realms that end with their process."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from county.store_faults import NONE, StoreFault
from county.streams import Array, Columns, Stream
from services.store.ports import Commit, StoreError

KNOWN_ALWAYS = 1 << 62


class MemoryHistory:
    """Stores all rows of the given streams; a History."""

    def __init__(self, streams: tuple[Stream, ...]) -> None:
        self._rows = {stream.key: stream.empty() for stream in streams}
        self._recorded_ms = {stream.key: np.empty(0, np.int64) for stream in streams}

    @property
    def fault(self) -> StoreFault:
        """See :class:`services.store.ports.History`: there is no damage in memory."""
        return NONE

    def append(self, commit: Commit) -> None:
        """Store the columns of a commit.  Raises ValueError for a stream that is not stored."""
        for columns in commit.columns:
            stream = columns.stream
            if stream.key not in self._rows:
                raise ValueError(f"stream {stream.key} is not stored")
            self._rows[stream.key] = Columns.joined(stream, [self._rows[stream.key], columns])
            recorded_ms = np.full(len(columns), commit.recorded_ms, np.int64)
            self._recorded_ms[stream.key] = np.append(self._recorded_ms[stream.key], recorded_ms)

    def between(
        self, stream: str, key: int, from_ms: int, to_ms: int, limit: int, known_ms: int | None = None
    ) -> Columns:
        """See :class:`services.store.ports.History`."""
        rows = self._known(stream, to_ms, known_ms)
        rows = rows.take((rows.key == key) & (rows.at_ms >= from_ms))
        rows = rows.take(np.argsort(rows.at_ms, kind="stable"))
        last = np.flatnonzero(np.diff(rows.at_ms, append=KNOWN_ALWAYS))
        return rows.take(last[max(len(last) - max(limit, 0), 0) :])

    def at(self, stream: str, keys: Array, at_ms: Array, between: Callable[[], None]) -> Columns:
        """See :class:`services.store.ports.History`."""
        rows = self._known(stream, None, None)
        between()
        rows = rows.take(np.isin(rows.at_ms, at_ms))
        last = {pair: place for place, pair in enumerate(zip(rows.key.tolist(), rows.at_ms.tolist(), strict=True))}
        wanted = dict.fromkeys(zip(keys.tolist(), at_ms.tolist(), strict=True))
        return rows.take(np.array([last[pair] for pair in wanted if pair in last], dtype=np.intp))

    def newest(self, stream: str, at_ms: int | None = None, known_ms: int | None = None) -> Columns:
        """See :class:`services.store.ports.History`."""
        rows = self._known(stream, at_ms, known_ms)
        rows = rows.take(np.lexsort((np.arange(len(rows)), rows.at_ms, rows.key)))
        return rows.take(np.flatnonzero(np.diff(rows.key.astype(np.int64), append=-1)))

    def arrived(self, stream: str, after_ms: int, to_ms: int) -> tuple[Columns, Array]:
        """See :class:`services.store.ports.History`."""
        rows, recorded_ms = self._known(stream, None, None), self._recorded_ms[stream]
        found = np.flatnonzero((recorded_ms > after_ms) & (recorded_ms <= to_ms))
        return rows.take(found), recorded_ms[found]

    def maintain(self, budget_ms: int) -> bool:
        """See :class:`services.store.ports.History`: there is nothing to do."""
        return False

    def _known(self, stream: str, to_ms: int | None, known_ms: int | None) -> Columns:
        if stream not in self._rows:
            raise StoreError(f"there is no history of stream {stream!r}")
        rows = self._rows[stream]
        seen = np.ones(len(rows), bool)
        if to_ms is not None:
            seen &= rows.at_ms <= to_ms
        if known_ms is not None:
            seen &= self._recorded_ms[stream] <= known_ms
        return rows.take(seen)
