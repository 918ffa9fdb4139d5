"""Counts over all events that are kept up row by row, so that ten thousand of them cost nothing a second."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from dataclasses import dataclass

from county.event import CLOCK_RUNS, Event, State
from county.numbering import COUNTY_TIME
from desktop.event_query import CLOSED
from layers.events import EventsLayer

DAY_MS = 86_400_000
_OFFSET = COUNTY_TIME.utcoffset(None)
_OFFSET_MS = round(_OFFSET.total_seconds() * 1000) if _OFFSET is not None else 0


def day_number(ms: int) -> int:
    """The county's civil days, counted."""
    return (ms + _OFFSET_MS) // DAY_MS


@dataclass(frozen=True)
class _Counted:
    state: State
    reported_on: int
    due_on: int | None
    waiting: tuple[int, str]
    """Since when it is in its state, and its id."""
    clock: tuple[int, str] | None
    """When its running clock ends, and its id."""


class Tally:
    """Call :meth:`follow` whenever the layer has changed."""

    def __init__(self, layer: EventsLayer) -> None:
        self._layer = layer
        self._start_over()
        self._take(list(layer.events))

    def follow(self) -> None:
        """Take in what the layer says moved."""
        moved = self._layer.last_change
        if moved is None:
            self._start_over()
            moved = frozenset(self._layer.events)
        self._take(list(moved))

    def longest(self, states: frozenset[State], n: int) -> list[Event]:
        """The ``n`` events that have been in one of ``states`` for the longest time."""
        first = sorted(row for state in states for row in self._waiting[state][:n])[:n]
        return [self._layer.events[event_id] for _, event_id in first]

    def number(self, states: frozenset[State]) -> int:
        """How many events are in one of ``states``."""
        return sum(len(self._waiting[state]) for state in states)

    def overdue(self, now_ms: int) -> list[Event]:
        """Events whose clock runs and whose limit is past, the longest overdue first."""
        late = self._clocks[: bisect_left(self._clocks, (now_ms + 1, ""))]
        return [self._layer.events[event_id] for _, event_id in late]

    def reported_on(self, day: int) -> int:
        """How many events happened on a day of :func:`day_number`."""
        return self._reported[day]

    def due_on(self, day: int) -> tuple[int, int]:
        """How many events have their limit on that day, and how many of them are closed."""
        return self._due[day], self._closed[day]

    def _start_over(self) -> None:
        self._counted: dict[str, _Counted] = {}
        self._waiting: defaultdict[State, list[tuple[int, str]]] = defaultdict(list)
        self._clocks: list[tuple[int, str]] = []
        self._reported: Counter[int] = Counter()
        self._due: Counter[int] = Counter()
        self._closed: Counter[int] = Counter()

    def _take(self, ids: list[str]) -> None:
        for event_id in ids:
            event = self._layer.events[event_id]
            old = self._counted.get(event_id)
            new = _counted(event)
            if new == old:
                continue
            if old is not None:
                _remove(self._waiting[old.state], old.waiting)
                if old.clock is not None:
                    _remove(self._clocks, old.clock)
                self._add(old, -1)
            self._counted[event_id] = new
            insort(self._waiting[new.state], new.waiting)
            if new.clock is not None:
                insort(self._clocks, new.clock)
            self._add(new, 1)

    def _add(self, row: _Counted, n: int) -> None:
        self._reported[row.reported_on] += n
        if row.due_on is not None:
            self._due[row.due_on] += n
            if row.state in CLOSED:
                self._closed[row.due_on] += n


def _counted(event: Event) -> _Counted:
    since_ms = event.timeline[-1].happened_ms if event.timeline else event.happened_ms
    due_ms = event.due_ms
    return _Counted(
        state=event.state,
        reported_on=day_number(event.happened_ms),
        due_on=None if due_ms is None else day_number(due_ms),
        waiting=(since_ms, event.id),
        clock=(due_ms, event.id) if due_ms is not None and event.state in CLOCK_RUNS else None,
    )


def _remove(rows: list[tuple[int, str]], row: tuple[int, str]) -> None:
    del rows[bisect_left(rows, row)]
