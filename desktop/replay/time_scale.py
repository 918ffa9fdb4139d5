"""The part of a recording that the time slider shows: positions are proportional to time, whatever was recorded."""

from __future__ import annotations

from typing import NamedTuple

from county.durations import DAY_MS, HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS

LEAST_MS = 2_000
"""The shortest time that is shown across the slider."""
STEPS_MS = (
    1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, HOUR_MS, 2 * HOUR_MS,
    6 * HOUR_MS, 12 * HOUR_MS, DAY_MS, 2 * DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 90 * DAY_MS, 365 * DAY_MS,
)  # fmt: skip
"""Between two labels."""


class TimeScale(NamedTuple):
    """A time shown across ``width`` pixels."""

    from_ms: int
    to_ms: int
    width: float

    def x_of(self, at_ms: float) -> float:
        """Pixels from the left edge."""
        return (at_ms - self.from_ms) * self.width / max(self.to_ms - self.from_ms, 1)

    def at(self, x: float) -> int:
        """The time at a place, within the shown one."""
        share = min(max(x / max(self.width, 1), 0.0), 1.0)
        return round(self.from_ms + share * (self.to_ms - self.from_ms))

    def zoomed(self, factor: float, around_ms: int, whole: tuple[int, int]) -> TimeScale:
        """``factor`` times as much time, with ``around_ms`` at the same place, within ``whole``."""
        first, last = whole
        span = min(max((self.to_ms - self.from_ms) * factor, LEAST_MS), max(last - first, 1))
        share = (around_ms - self.from_ms) / max(self.to_ms - self.from_ms, 1)
        begin = min(max(around_ms - share * span, first), max(last - span, first))
        return self._replace(from_ms=round(begin), to_ms=round(begin + span))

    def showing(self, at_ms: int, whole: tuple[int, int]) -> TimeScale:
        """Moved so that a time is shown, if it is not."""
        if self.from_ms <= at_ms <= self.to_ms:
            return self
        span = self.to_ms - self.from_ms
        begin = min(max(at_ms - span // 2, whole[0]), max(whole[1] - span, whole[0]))
        return self._replace(from_ms=begin, to_ms=begin + span)

    def labels(self, least_px: float) -> list[int]:
        """Round times that are at least so far apart."""
        wanted = (self.to_ms - self.from_ms) * least_px / max(self.width, 1)
        step = next((step for step in STEPS_MS if step >= wanted), STEPS_MS[-1])
        first = -(-(self.from_ms + COUNTY_OFFSET_MS) // step) * step - COUNTY_OFFSET_MS
        return list(range(first, self.to_ms + 1, step))
