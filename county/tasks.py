"""How many running tasks each unit has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from county.event import CLOCK_RUNS, Event


def tasks(events: Iterable[Event]) -> dict[str, int]:
    """Running tasks by unit, counted by a look at every event; a unit without any is left out."""
    return dict(Counter(event.unit for event in events if event.state in CLOCK_RUNS))


class TaskCounter(Mapping[str, int]):
    """The same as :func:`tasks`, kept up to date change by change."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        """``counts``: what :func:`tasks` says of the events that are there already."""
        self._counts = dict(counts or {})

    def update(self, old: Event | None, new: Event | None) -> None:
        """An event changed from ``old`` to ``new``; None: it was not there, it left."""
        for event, change in ((old, -1), (new, 1)):
            if event is not None and event.state in CLOCK_RUNS:
                count = self._counts.get(event.unit, 0) + change
                if count:
                    self._counts[event.unit] = count
                else:
                    del self._counts[event.unit]

    def __getitem__(self, unit: str) -> int:
        return self._counts[unit]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)
