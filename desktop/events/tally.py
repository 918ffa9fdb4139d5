"""Counts over all events on the desk, computed from their columns on demand."""

from __future__ import annotations

from heapq import nsmallest
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.catalog import Name
from county.events.event import STATES, State
from county.events.event_columns import at_stage, in_states, open_emergencies
from county.events.stage_clock import AMBER, RED
from county.events.texts import EventTexts
from layers.table import Rows, StateColumns
from layers.urgency import order_of


class EventLine(NamedTuple):
    """One event in a group: title, state, since when it is as it is, and its limit."""

    id: str
    title: str | Name
    state: State
    since_ms: int
    """See :attr:`county.events.event.Event.since_ms`."""
    due_ms: int
    """NEVER_MS: it has no limit."""


class Tally:
    """Counts of the events in ``columns`` at the time of the call."""

    def __init__(self, columns: StateColumns, texts: EventTexts, emergency_subclasses: frozenset[str]) -> None:
        """``emergency_subclasses``: see :func:`county.events.emergency.emergency_subclasses`."""
        self._columns, self._texts = columns, texts
        self._emergency_subclasses = emergency_subclasses

    def longest(self, states: frozenset[State], n: int) -> list[EventLine]:
        """The ``n`` events that have been in one of ``states`` for the longest time."""
        return self._first(np.flatnonzero(in_states(self._columns, states)), "since_ms", n)

    def number(self, states: frozenset[State]) -> int:
        """How many events are in one of ``states``."""
        return int(np.count_nonzero(in_states(self._columns, states)))

    def overdue(self, now_ms: int) -> int:
        """How many events have a running clock and a limit that is past (:meth:`county.events.event.Event.overdue`)."""
        return len(self._overdue(now_ms))

    def longest_overdue(self, now_ms: int, n: int) -> list[EventLine]:
        """The first ``n`` of those, the longest overdue first."""
        return self._first(self._overdue(now_ms), "due_ms", n)

    def due_soon(self, now_ms: int) -> int:
        """How many events have used most of their limit, but not all (:mod:`county.events.stage_clock`)."""
        return len(self._at_stage(AMBER, now_ms))

    def first_due(self, now_ms: int, n: int) -> list[EventLine]:
        """The first ``n`` of those, the first due first."""
        return self._first(self._at_stage(AMBER, now_ms), "due_ms", n)

    def emergencies(self) -> int:
        """How many open events are emergencies."""
        return len(self._emergencies())

    def first_emergencies(self, now_ms: int, n: int) -> list[EventLine]:
        """The first ``n`` of those in the order of urgency."""
        rows = self._emergencies()
        order = np.lexsort([self._columns.ids[rows], *order_of(self._columns, rows, now_ms)[::-1]])
        return self._lines(rows[order[:n]])

    def reported_in(self, day: range) -> int:
        """How many events happened within a period."""
        return int(np.count_nonzero(self._between("happened_ms", day)))

    def _emergencies(self) -> Rows:
        columns = self._columns
        rows = np.arange(len(columns))
        return rows[open_emergencies(columns, rows, self._emergency_subclasses)]

    def _overdue(self, now_ms: int) -> Rows:
        return self._at_stage(RED, now_ms)

    def _at_stage(self, stage: int, now_ms: int) -> Rows:
        return np.flatnonzero(at_stage(self._columns, stage, now_ms))

    def _between(self, name: str, span: range) -> NDArray[np.bool_]:
        times = self._columns[name]
        return np.asarray((times >= span.start) & (times < span.stop))

    def _first(self, rows: Rows, name: str, n: int) -> list[EventLine]:
        """The ``n`` of ``rows`` with the earliest time in the column ``name``, equal times by id."""
        columns, times = self._columns, self._columns[name][rows]
        if len(rows) > n:
            rows = rows[times <= np.partition(times, n - 1)[n - 1]]
        ids = columns.ids
        least = nsmallest(n, zip(columns[name][rows].tolist(), ids[rows].tolist(), rows.tolist(), strict=True))
        return self._lines(np.array([row for _, _, row in least], dtype=np.intp))

    def _lines(self, rows: Rows) -> list[EventLine]:
        columns, ids = self._columns, self._columns.ids
        titles = self._texts.titles(ids[rows].tolist(), columns, rows)
        return [
            EventLine(
                str(ids[row]), title, STATES[columns["state"][row]],
                int(columns["since_ms"][row]), int(columns["due_ms"][row]),
            )
            for row, title in zip(rows.tolist(), titles, strict=True)
        ]  # fmt: skip
