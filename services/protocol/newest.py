"""Conflation: of all rows of a key only the newest is retained."""

from __future__ import annotations

from typing import Any

import numpy as np

from county.clock import SKEW_MS, UNLIMITED_MS
from county.streams import Columns, Stream

NEVER_MS = np.iinfo(np.int64).min


class NewestPerKey:
    """The newest row of every key of one stream, and which keys changed since the last :meth:`take`."""

    def __init__(self, stream: Stream, keys: int, known: Columns | None = None) -> None:
        """``keys``: rows of the key table.  ``known``: rows that are stored as already taken."""
        self._stream = stream
        self._values = {
            name: np.zeros(keys, dtype=dtype) for name, dtype in stream.columns.items() if name != stream.key_column
        }
        self._at_ms = self._values["at_ms"]
        self._at_ms[:] = NEVER_MS
        self._changed = np.zeros(keys, dtype=bool)
        self._any_changed = False
        if known is not None:
            self.put(known, UNLIMITED_MS - SKEW_MS)
            self.take()

    def put(self, columns: Columns, now_ms: int) -> None:
        """Store rows that are not older than the stored ones; of equal times the later one in ``columns`` is kept.

        A row dated ahead of ``now_ms`` by a wrong clock gives way to any row of its key that arrives later.
        """
        ahead = columns.at_ms > now_ms + SKEW_MS
        if ahead.any():
            arrival = np.arange(len(columns))
            last = np.zeros(len(self._at_ms), dtype=np.intp)
            last[columns.key.astype(np.intp)] = arrival
            columns = columns.take(~ahead | (last[columns.key.astype(np.intp)] == arrival))
        if len(columns) and not (columns.at_ms[1:] >= columns.at_ms[:-1]).all():
            columns = columns.take(np.argsort(columns.at_ms, kind="stable"))
        key = columns.key.astype(np.intp)  # convert once: numpy converts other index types at every use
        newer = (columns.at_ms >= self._at_ms[key]) | (self._at_ms[key] > now_ms + SKEW_MS)
        if not newer.all():
            columns, key = columns.take(newer), key[newer]
        for name, array in self._values.items():
            array[key] = columns[name]
        self._changed[key] = True
        self._any_changed |= len(key) > 0

    def take(self) -> Columns | None:
        """Rows of the keys that changed, one per key; None for none."""
        if not self._any_changed:
            return None
        keys = np.flatnonzero(self._changed)
        self._changed[keys] = False
        self._any_changed = False
        return self._of(keys)

    def known(self) -> Columns:
        """The newest row of every key that has one."""
        return self._of(np.flatnonzero(self._at_ms > NEVER_MS))

    def rows(self, keys: np.ndarray[Any, np.dtype[np.intp]]) -> Columns:
        """The newest rows of ``keys``, in their order; NEVER_MS is the time of a key that has none."""
        return self._of(keys)

    def count(self, column: str, value: object, from_ms: int) -> int:
        """Number of keys whose newest row is not older than ``from_ms`` and has ``value`` in ``column``."""
        return int(np.count_nonzero((self._at_ms >= from_ms) & (self._values[column] == value)))

    def _of(self, keys: np.ndarray[Any, np.dtype[np.intp]]) -> Columns:
        rows = {name: array[keys] for name, array in self._values.items()}
        return Columns(self._stream, rows | {self._stream.key_column: keys})
