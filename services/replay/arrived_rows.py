"""Rows of one stream with the time at which each became known: what was known at a moment is found quickly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.streams import Columns

BLOCK = 65_536
"""Rows between two tables of the newest rows."""
LATEST = (1 << 62) - 1
I64 = NDArray[np.int64]


class ArrivedRows:
    """Immutable; ``known_ms`` (n,) is when the row of the same number became known, in order."""

    def __init__(self, rows: Columns, known_ms: NDArray[Any], keys: int) -> None:
        """``keys``: number of keys of the stream."""
        self.rows = rows
        self._keys = keys
        self.known_ms: I64 = np.maximum.accumulate(known_ms.astype(np.int64)) if len(known_ms) else known_ms
        self._newest: list[I64] = [np.full(keys, -1)]
        """By key the newest of the rows before each multiple of BLOCK, -1 for none."""
        for begin in range(0, len(rows) - BLOCK + 1, BLOCK):
            self._newest.append(self._after(self._newest[-1], begin, begin + BLOCK))

    def _after(self, newest: I64, begin: int, end: int) -> I64:
        """The newest rows once the rows ``begin..end`` are known, too: of the same time the last one to arrive."""
        key, at_ms = self.rows.key[begin:end].astype(np.int64), self.rows.at_ms[begin:end]
        order = np.lexsort((np.arange(len(key)), at_ms, key))
        last = order[np.flatnonzero(np.diff(key[order], append=-1))]
        before = newest[key[last]]
        newer = (before < 0) | (at_ms[last] >= self.rows.at_ms[np.maximum(before, 0)])
        found = newest.copy()
        found[key[last[newer]]] = begin + last[newer]
        return found

    def until(self, at_ms: int) -> ArrivedRows:
        """Those of the rows that are not after a time."""
        kept = self.rows.at_ms <= at_ms
        return ArrivedRows(self.rows.take(kept), self.known_ms[kept], self._keys)

    def newest(self, known_ms: int) -> Columns:
        """The newest row of every key that was known by then."""
        end = int(np.searchsorted(self.known_ms, known_ms, "right"))
        block = min(end // BLOCK, len(self._newest) - 1)
        newest = self._after(self._newest[block], block * BLOCK, end) if end > block * BLOCK else self._newest[block]
        return self.rows.take(newest[newest >= 0])

    def arrived(self, after_ms: int, to_ms: int) -> Columns:
        """Rows that became known after one time, until another."""
        begin, end = np.searchsorted(self.known_ms, [after_ms, to_ms], "right")
        return self.rows.take(slice(int(begin), int(end)))

    def between(self, key: int, from_ms: int, to_ms: int, known_ms: int) -> Columns:
        """Rows of one key, oldest first, of several with the same time the last that was known."""
        rows = self.rows.take(slice(0, int(np.searchsorted(self.known_ms, known_ms, "right"))))
        rows = rows.take((rows.key == key) & (rows.at_ms >= from_ms) & (rows.at_ms <= to_ms))
        rows = rows.take(np.argsort(rows.at_ms, kind="stable"))
        return rows.take(np.flatnonzero(np.diff(rows.at_ms, append=LATEST)))


def newest_of_each(rows: Columns) -> Columns:
    """Of the rows of each key the newest one."""
    if len(rows) < 2:
        return rows
    key = rows.key.astype(np.int64)
    order = np.lexsort((np.arange(len(rows)), rows.at_ms, key))
    return rows.take(np.sort(order[np.flatnonzero(np.diff(key[order], append=-1))]))
