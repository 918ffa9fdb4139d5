"""Nobody overwrites the past: of two rows of one key and time the first one is kept.

A row that is newer than all of its key needs no look into the history; the others are looked up, each key once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from county.commands import Refused
from county.numbering import COUNTY_TIME
from county.streams import Array, Columns, KeyTable
from services.protocol.limits import HISTORY_MAX
from services.protocol.newest import NEVER_MS
from services.store.ports import History

GRADES = frozenset({"quality"})
"""Columns that the backend itself may change before it stores a row: they are not compared."""


class FirstValues:
    """Compares the rows of clients with those that are stored, or accepted before them in the same group."""

    def __init__(self, history: History, keys: Mapping[str, KeyTable], newest: Mapping[str, Columns]) -> None:
        """``keys``: key table of every stream.  ``newest``: the newest stored row of every key, by stream."""
        self._history = history
        self._latest_ms: dict[str, Array] = {
            stream: np.full(len(table), NEVER_MS, dtype=np.int64) for stream, table in keys.items()
        }
        """The highest stored time of each key.  A row dated ahead remains stored after the next one replaced it on the
        screens, so this is not the time of the row in NewestPerKey."""
        self.stored(newest)

    def stored(self, columns: Mapping[str, Columns]) -> None:
        """Rows by stream that are durable."""
        for stream, rows in columns.items():
            np.maximum.at(self._latest_ms[stream], rows.key, rows.at_ms)

    def new_rows(
        self, rows: Columns, table: KeyTable, before: Sequence[Columns], between: Callable[[], None]
    ) -> Columns:
        """The rows whose key and time are not stored yet; those that are stored with the same values are left out.

        ``before``: rows accepted in this group.  ``between`` is called after each look into the history.
        Raises Refused for the first row that has other values than the stored one, and StoreError.
        """
        if not len(rows):
            return rows
        sent = rows
        order = np.lexsort((np.arange(len(sent)), sent.at_ms, sent.key))
        rows = sent.take(order)
        key, at_ms = rows.key.astype(np.int64), rows.at_ms
        again = np.zeros(len(rows), dtype=bool)
        again[1:] = (key[1:] == key[:-1]) & (at_ms[1:] == at_ms[:-1])
        for place in np.flatnonzero(again):
            _compare(rows, place, rows, place - 1, table)
        late = np.flatnonzero(~again & (at_ms <= self._latest(rows, key, before)))
        for stored in self._stored(rows.take(late), before, between):
            places = enumerate(zip(stored.key.tolist(), stored.at_ms.tolist(), strict=True))
            known = {row: place for place, row in reversed(list(places))}
            for place in late:
                found = known.get((int(key[place]), int(at_ms[place])))
                if found is not None and not again[place]:
                    _compare(rows, place, stored, found, table)
                    again[place] = True
        return sent.take(np.sort(order[~again])) if again.any() else sent

    def _latest(self, rows: Columns, key: Array, before: Sequence[Columns]) -> Array:
        """The newest time of each row's key, stored or accepted before."""
        keys, place = np.unique(key, return_inverse=True)
        latest: Array = self._latest_ms[rows.stream.key][keys]
        for part in before:
            at = np.minimum(np.searchsorted(keys, part.key), len(keys) - 1)
            shared = keys[at] == part.key
            np.maximum.at(latest, at[shared], part.at_ms[shared])
        return latest[place]

    def _stored(self, late: Columns, before: Sequence[Columns], between: Callable[[], None]) -> Iterator[Columns]:
        """Rows of the keys and about the times of ``late`` that came before."""
        keys = np.unique(late.key)
        for part in before:
            yield part.take(np.isin(part.key, keys))
        for key in keys.tolist():
            at_ms = late.at_ms[late.key == key]
            first, last = int(at_ms.min()), int(at_ms.max())
            found = self._history.between(late.stream.key, int(key), first, last, HISTORY_MAX)
            between()
            yield found
            if len(found) == HISTORY_MAX:  # more are stored between the first and the last time: look up each
                for at in np.unique(at_ms[at_ms < found.at_ms[0]]).tolist():
                    yield self._history.between(late.stream.key, int(key), at, at, 1)
                    between()


def _compare(rows: Columns, place: Any, stored: Columns, found: Any, table: KeyTable) -> None:
    """Raises Refused when the two rows have different values."""
    stream = rows.stream
    for name in stream.columns:
        given, known = rows[name][place], stored[name][found]
        if name in GRADES or given == known or (given != given and known != known):
            continue
        at = datetime.fromtimestamp(int(rows.at_ms[place]) / 1000, COUNTY_TIME).isoformat(" ", "milliseconds")
        key = "/".join(table.rows[int(rows.key[place])])
        raise Refused("reading_exists", sensor=key, at=at, known=f"{known:g}", given=f"{given:g}")
