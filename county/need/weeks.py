"""Whole weeks of the county's calendar: from Monday 00:00, county time, to the next one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from county.durations import DAY_MS
from county.events.deadlines import COUNTY_OFFSET_MS

WEEK_MS: Final = 7 * DAY_MS
_FIRST_MONDAY = date(1970, 1, 5)
_FIRST_MS = 4 * DAY_MS - COUNTY_OFFSET_MS


def week_of(at_ms: int) -> int:
    """Number of the week in which a moment is; 0 began on 5 January 1970."""
    return (at_ms - _FIRST_MS) // WEEK_MS


def week_start_ms(week: int) -> int:
    """When a week begins."""
    return _FIRST_MS + week * WEEK_MS


def monday(week: int) -> date:
    """The first day of a week."""
    return _FIRST_MONDAY + timedelta(weeks=week)


def week_of_day(day: date) -> int:
    """Number of the week in which a day is."""
    return (day - _FIRST_MONDAY).days // 7
