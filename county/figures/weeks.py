"""Seven days up to a time, and what they are compared with: the seven days before, and the same days a year ago."""

from __future__ import annotations

from typing import NamedTuple

from county.durations import MINUTE_MS, WEEK_MS
from county.figures.metric import Period

YEAR_WEEKS = 52
"""A year ago on the same days of the week: reports of a Sunday are compared with those of a Sunday."""
TREND = 13
"""Weeks of a trend: a quarter."""


class ComparedWeeks(NamedTuple):
    """Three periods of seven days."""

    now: Period
    before: Period
    year_ago: Period

    @property
    def earlier(self) -> tuple[Period, Period]:
        """The week before ``before`` and that before ``year_ago``: whether the records begin in these, they tell."""
        return _week(self.before.from_ms), _week(self.year_ago.from_ms)


def weeks_until(at_ms: int) -> ComparedWeeks:
    """The seven days up to the end of the minute: what happens now counts."""
    end_ms = _end(at_ms)
    return ComparedWeeks(_week(end_ms), _week(end_ms - WEEK_MS), _week(end_ms - YEAR_WEEKS * WEEK_MS))


def trend_until(at_ms: int, count: int = TREND) -> tuple[Period, ...]:
    """So many weeks, the newest first, the first of them as in :func:`weeks_until`."""
    end_ms = _end(at_ms)
    return tuple(_week(end_ms - back * WEEK_MS) for back in range(count))


def _end(at_ms: int) -> int:
    return -(-(at_ms + 1) // MINUTE_MS) * MINUTE_MS


def _week(end_ms: int) -> Period:
    return Period(end_ms - WEEK_MS, end_ms)
