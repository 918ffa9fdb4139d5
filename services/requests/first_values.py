"""Nobody overwrites the past: of two rows of one key and time the first one is kept.

A row that is newer than all of its key needs no look into the history; the others are looked up together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import numpy as np

from county.numbering import COUNTY_TIME
from county.refusals import Refused
from county.streams import Array, Columns, KeyTable
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

        ``before``: rows accepted in this group.  ``between`` is called every few milliseconds.
        Raises Refused for the first row that has other values than the stored one, and StoreError.
        """
        late = rows.take(rows.at_ms <= self._latest(rows, before))
        known = rows.stream.empty()
        if len(late):
            accepted = [part.take(np.isin(part.key, late.key)) for part in before]
            stored = self._history.at(rows.stream.key, late.key.astype(np.int64), late.at_ms, between)
            known = Columns.joined(rows.stream, [*accepted, stored])
        both = Columns.joined(rows.stream, [known, rows])
        first = _first_of_same(both)[len(known) :]
        again = np.flatnonzero(first < np.arange(len(known), len(both)))
        _compare(rows.take(again), both.take(first[again]), table)
        return rows if not len(again) else rows.take(np.delete(np.arange(len(rows)), again))

    def _latest(self, rows: Columns, before: Sequence[Columns]) -> Array:
        """The highest time of each row's key, stored or accepted before."""
        keys, place = np.unique(rows.key.astype(np.int64), return_inverse=True)
        latest: Array = self._latest_ms[rows.stream.key][keys]
        for part in before:
            at = np.minimum(np.searchsorted(keys, part.key), len(keys) - 1)
            shared = keys[at] == part.key
            np.maximum.at(latest, at[shared], part.at_ms[shared])
        return latest[place]


def _first_of_same(rows: Columns) -> Array:
    """For each row the number of the first one that has its key and time."""
    order = np.lexsort((rows.at_ms, rows.key))
    key, at_ms = rows.key[order], rows.at_ms[order]
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (key[1:] != key[:-1]) | (at_ms[1:] != at_ms[:-1])
    first = np.empty(len(rows), dtype=np.intp)
    first[order] = order[begins][np.cumsum(begins) - 1]
    return first


def _compare(rows: Columns, stored: Columns, table: KeyTable) -> None:
    """Raises Refused for the first of ``rows`` that has other values than the one at its place in ``stored``."""
    differs = {
        name: (rows[name] != stored[name]) & ((rows[name] == rows[name]) | (stored[name] == stored[name]))
        for name in rows.stream.columns
        if name not in GRADES
    }
    wrong = np.flatnonzero(np.logical_or.reduce([*differs.values()]))
    if not len(wrong):
        return
    place = int(wrong[0])
    name = next(name for name, differ in differs.items() if differ[place])
    key = "/".join(table.rows[int(rows.key[place])])
    raise value_exists(key, int(rows.at_ms[place]), stored[name][place], rows[name][place])


def value_exists(key: str, at_ms: int, known: float, given: float) -> Refused:
    """The refusal of a value ``given`` for a time at which ``key`` has another one."""
    at = datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME).isoformat(" ", "milliseconds")
    return Refused("reading_exists", sensor=key, at=at, known=f"{known:g}", given=f"{given:g}")
