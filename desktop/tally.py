"""Counts over all events that are kept up row by row, so that ten thousand of them cost nothing a second."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from county.event import CLOCK_RUNS, Event, State
from county.numbering import COUNTY_TIME
from desktop.event_query import CLOSED, is_overdue
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

    def events(self, states: frozenset[State]) -> list[Event]:
        """All events in one of ``states``, in no order."""
        return [self._layer.events[event_id] for state in states for event_id in self._ids[state]]

    def number(self, states: frozenset[State]) -> int:
        """How many events are in one of ``states``."""
        return sum(len(self._ids[state]) for state in states)

    def overdue(self, now_ms: int) -> list[Event]:
        """Events whose clock runs and whose limit is past, in no order."""
        return [event for event in self.events(CLOCK_RUNS) if is_overdue(event, now_ms)]

    def reported_on(self, day: int) -> int:
        """How many events happened on a day of :func:`day_number`."""
        return self._reported[day]

    def due_on(self, day: int) -> tuple[int, int]:
        """How many events have their limit on that day, and how many of them are closed."""
        return self._due[day], self._closed[day]

    def _start_over(self) -> None:
        self._counted: dict[str, _Counted] = {}
        self._ids: defaultdict[State, set[str]] = defaultdict(set)
        self._reported: Counter[int] = Counter()
        self._due: Counter[int] = Counter()
        self._closed: Counter[int] = Counter()

    def _take(self, ids: list[str]) -> None:
        for event_id in ids:
            event = self._layer.events[event_id]
            old = self._counted.get(event_id)
            due_on = None if event.due_ms is None else day_number(event.due_ms)
            new = _Counted(event.state, day_number(event.happened_ms), due_on)
            if new == old:
                continue
            if old is not None:
                self._ids[old.state].discard(event_id)
                self._add(old, -1)
            self._counted[event_id] = new
            self._ids[new.state].add(event_id)
            self._add(new, 1)

    def _add(self, row: _Counted, n: int) -> None:
        self._reported[row.reported_on] += n
        if row.due_on is not None:
            self._due[row.due_on] += n
            if row.state in CLOSED:
                self._closed[row.due_on] += n
