"""How many events each village has, while single ones come, move and leave."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from county.division import enclosing
from layers.batches import F64
from layers.event_amounts import EventAmounts


class EventTally:
    """Numbers of events by village, else by town, with the sums of their coordinates; one that is in neither stands
    alone."""

    def __init__(self, ids: Sequence[str], xy_m: F64, divisions: Sequence[str]) -> None:
        """Of events at ``xy_m`` (n, 2) in ``divisions`` (n,)."""
        numbers: dict[str, int] = {}
        number_of = {code: numbers.setdefault(_village(code), len(numbers)) for code in dict.fromkeys(divisions)}
        place = np.fromiter(map(number_of.__getitem__, divisions), np.intp, len(divisions))
        columns = (None, xy_m[:, 0], xy_m[:, 1])
        sums = np.column_stack([np.bincount(place, weights, minlength=len(numbers)) for weights in columns])
        self._sums = {code: sums[number] for code, number in numbers.items() if code}
        """Number of events, and sums of their x_m and y_m, by place."""
        alone = np.flatnonzero(place == numbers.get("", -1)).tolist()
        self._alone = {ids[row]: xy_m[row] for row in alone}

    def add(self, event_id: str, x_m: float, y_m: float, division: str) -> None:
        """An event comes."""
        village = _village(division)
        if village:
            self._sums[village] = self._sums.get(village, 0.0) + np.array([1.0, x_m, y_m])
        else:
            self._alone[event_id] = np.array([x_m, y_m])

    def remove(self, event_id: str, x_m: float, y_m: float, division: str) -> None:
        """An event that was counted leaves; everything as it was added."""
        village = _village(division)
        if village:
            self._sums[village] = self._sums[village] - (1.0, x_m, y_m)
            if self._sums[village][0] < 0.5:
                del self._sums[village]
        else:
            del self._alone[event_id]

    def amounts(self) -> EventAmounts:
        """The glyphs of the present numbers, in the middles of their events."""
        sums = np.array([*self._sums.values()]).reshape(-1, 3)
        number = np.concatenate([np.rint(sums[:, 0]).astype(np.intp), np.ones(len(self._alone), np.intp)])
        middles = sums[:, 1:] / sums[:, :1]
        return EventAmounts(number, np.concatenate([middles, np.array([*self._alone.values()]).reshape(-1, 2)]))


@cache  # a county has some thousand divisions, and they are asked of for every event
def _village(division: str) -> str:
    return enclosing(division, "village") or enclosing(division, "town")
