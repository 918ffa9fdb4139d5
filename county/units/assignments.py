"""How often each unit was given a task, by which a ranking treats units of one kind alike."""

from __future__ import annotations

from bisect import bisect_left, insort

from county.events.event import Event, EventOutline


class AssignmentCounter:
    """The assignments of all events on the desk, updated incrementally.

    An event counts once for each of its units, by its latest assignment.
    """

    def __init__(self) -> None:
        self._at_ms: dict[str, list[int]] = {}
        """Times of a unit's assignments, ascending."""

    def update(self, old: Event | EventOutline | None, new: Event | EventOutline | None) -> None:
        """An event changed from ``old`` (None: it is new) to ``new`` (None: it was removed)."""
        before, after = (() if event is None else event.units for event in (old, new))
        if before == after:
            return
        for task in before:
            times = self._at_ms.get(task.unit, [])
            at = bisect_left(times, task.assigned_ms)
            if times[at : at + 1] == [task.assigned_ms]:
                del times[at]
            if not times:
                self._at_ms.pop(task.unit, None)
        for task in after:
            insort(self._at_ms.setdefault(task.unit, []), task.assigned_ms)

    def since(self, from_ms: int) -> dict[str, int]:
        """Number of assignments at or after ``from_ms`` by unit; a unit without any is left out."""
        counts = {unit: len(times) - bisect_left(times, from_ms) for unit, times in self._at_ms.items()}
        return {unit: count for unit, count in counts.items() if count}
