"""Number of running tasks by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from county.events.event import Event, EventOutline


def tasks(events: Iterable[Event]) -> dict[str, int]:
    """Running tasks by unit, counted over all events; a unit without any is left out."""
    return dict(Counter(unit for event in events for unit in event.working))


class TaskCounter(Mapping[str, int]):
    """The same as :func:`tasks`, updated incrementally."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        """``counts``: the result of :func:`tasks` for the existing events."""
        self._counts = dict(counts or {})

    def update(self, old: Event | EventOutline | None, new: Event | EventOutline | None) -> None:
        """An event changed from ``old`` (None: it is new) to ``new`` (None: it was removed)."""
        for event, change in ((old, -1), (new, 1)):
            for unit in () if event is None else event.working:
                count = self._counts.get(unit, 0) + change
                if count:
                    self._counts[unit] = count
                else:
                    del self._counts[unit]

    def __getitem__(self, unit: str) -> int:
        return self._counts[unit]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)
