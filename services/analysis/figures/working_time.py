"""Working time between many pairs of times at once."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from county.catalog import WorkingHours
from county.durations import DAY_MS
from county.events.deadlines import COUNTY_OFFSET_MS, WorkCalendar

_EPOCH = date(1970, 1, 1).toordinal()


class WorkingTime:
    """W(t), the working milliseconds up to t: linear between the edges of the spans of working time."""

    def __init__(self, working: WorkingHours) -> None:
        self._calendar = WorkCalendar(working)
        self._days = range(0)
        self._edges = self._worked = np.zeros(1)

    def between(self, from_ms: NDArray[np.int64], to_ms: NDArray[np.int64]) -> NDArray[np.int64]:
        """Working milliseconds of each pair of times, as :meth:`county.events.deadlines.TimeLimits.work_between`."""
        if not len(from_ms):
            return np.zeros(0, np.int64)
        self._cover(int(min(from_ms.min(), to_ms.min())), int(max(from_ms.max(), to_ms.max())))
        # slopes are exactly 0 or 1 and all values below 2**53, so that the interpolation is exact
        worked = np.interp(to_ms, self._edges, self._worked) - np.interp(from_ms, self._edges, self._worked)
        return np.maximum(np.rint(worked).astype(np.int64), 0)

    def _cover(self, from_ms: int, to_ms: int) -> None:
        first, last = ((at + COUNTY_OFFSET_MS) // DAY_MS for at in (from_ms, to_ms))
        if first in self._days and last in self._days:
            return
        self._days = range(first, last + 1) if not self._days else range(
            min(first, self._days.start), max(last + 1, self._days.stop)
        )  # fmt: skip
        edges, worked, total = [self._days.start * DAY_MS - COUNTY_OFFSET_MS], [0], 0
        for day in self._days:
            if self._calendar.is_workday(date.fromordinal(_EPOCH + day)):
                midnight = day * DAY_MS - COUNTY_OFFSET_MS
                for start, end in self._calendar.spans_ms:
                    edges += (midnight + start, midnight + end)
                    worked += (total, total + end - start)
                    total += end - start
        self._edges, self._worked = np.array(edges, np.float64), np.array(worked, np.float64)
