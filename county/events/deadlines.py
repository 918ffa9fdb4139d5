"""Time limits: urgent hours run round the clock, working hours and days only in working time.

Working time W(t) is the working milliseconds up to t.  A limit of n is due at the earliest t with
W(t) = W(start) + n, and a pause moves the due time by the working time in it: both are exact and monotone.
A work day is one full day of working time, so "5 work days" from Monday 10:00 is due the next Monday at 10:00.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache, cached_property

import chinese_calendar

from county.catalog import Catalog, Limit, WorkingHours
from county.durations import DAY_MS, HOUR_MS

COUNTY_OFFSET_MS = 8 * HOUR_MS
"""UTC+8 without daylight saving."""
_EPOCH = date(1970, 1, 1).toordinal()


class WorkCalendar:
    """Working days: from the catalogue's working hours, otherwise from the State Council's calendar."""

    def __init__(self, working: WorkingHours) -> None:
        self._days = working
        self.spans_ms = working.spans_ms()
        """Start and end of every span of a working day, in ms after midnight."""

    def covers(self, year: int) -> bool:
        """Whether days off of ``year`` are known, officially or from the catalogue; if not, only weekends are off."""
        entered = self._days.holidays | self._days.workdays
        return year in _known_years() or any(day.year == year for day in entered)

    def is_workday(self, day: date) -> bool:
        """Whether ``day`` is a working day, with holidays and 调休 taken into account."""
        if day in self._days.holidays or day in self._days.workdays:
            return day in self._days.workdays
        if day.year in _known_years():
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5


@cache
def _known_years() -> frozenset[int]:
    return frozenset(day.year for day in chinese_calendar.constants.holidays)


class TimeLimits:
    """Due times of tasks by subclass (:class:`county.events.event.Deadlines`)."""

    def __init__(self, catalog: Catalog) -> None:
        self._limits = {key: subclass.limit for key, subclass in catalog.subclasses.items()}
        self.calendar = WorkCalendar(catalog.working_hours)
        self._spans = self.calendar.spans_ms
        self._worked: dict[int, bool] = {}

    @cached_property
    def work_day_ms(self) -> int:
        """Working time of one working day."""
        return sum(end - start for start, end in self._spans)

    def due_ms(self, subclass: str, from_ms: int) -> int:
        """When a task dispatched at ``from_ms`` must be fed back.  Raises KeyError for an unknown subclass."""
        return self.after(self._limits[subclass], from_ms)

    def resumed_due_ms(self, subclass: str, due_ms: int, paused_ms: int, resumed_ms: int) -> int:
        """``due_ms`` moved by the time between ``paused_ms`` and ``resumed_ms``, in the unit of the limit."""
        return self.moved(self._limits[subclass], due_ms, paused_ms, resumed_ms)

    def span_ms(self, subclass: str, from_ms: int, to_ms: int) -> int:
        """The time between two times that counts for the limit of ``subclass``; 0 when ``to_ms`` is not later."""
        if self._limits[subclass].unit == "urgent_hour":
            return max(0, to_ms - from_ms)
        return self.work_between(from_ms, to_ms)

    def before_ms(self, subclass: str, to_ms: int, span_ms: int) -> int:
        """The earliest time from which only ``span_ms`` that count for the limit are left until ``to_ms``."""
        return to_ms - span_ms if self._limits[subclass].unit == "urgent_hour" else self.sub_work(to_ms, span_ms)

    def after(self, limit: Limit, from_ms: int) -> int:
        """When ``limit``, started at ``from_ms``, expires."""
        match limit.unit:
            case "urgent_hour":
                return from_ms + round(limit.amount * HOUR_MS)
            case "work_hour":
                return self.add_work(from_ms, round(limit.amount * HOUR_MS))
            case "work_day":
                return self.add_work(from_ms, round(limit.amount * self.work_day_ms))

    def moved(self, limit: Limit, due_ms: int, paused_ms: int, resumed_ms: int) -> int:
        """``due_ms`` of a limit that was paused between ``paused_ms`` and ``resumed_ms``, in the unit of the limit."""
        if resumed_ms <= paused_ms:
            return due_ms
        if limit.unit == "urgent_hour":
            return due_ms + resumed_ms - paused_ms
        return self.add_work(due_ms, self.work_between(paused_ms, resumed_ms))

    def unknown_year(self, now_ms: int) -> int | None:
        """The current year, or that in 90 days, if its days off are not known, so that limits skip only weekends."""
        for ahead_ms in (0, 90 * DAY_MS):
            year = date.fromordinal(_EPOCH + (now_ms + COUNTY_OFFSET_MS + ahead_ms) // DAY_MS).year
            if not self.calendar.covers(year):
                return year
        return None

    def limit(self, subclass: str) -> Limit:
        """The limit of ``subclass``.  Raises KeyError."""
        return self._limits[subclass]

    def add_work(self, from_ms: int, work_ms: int) -> int:
        """The earliest time by which ``work_ms`` of working time have passed since ``from_ms``."""
        if work_ms <= 0:
            return from_ms
        for start, end in self._spans_from(from_ms):
            if work_ms <= end - start:
                return start + work_ms
            work_ms -= end - start
        raise AssertionError("working time never ends")

    def sub_work(self, to_ms: int, work_ms: int) -> int:
        """The earliest time from which ``work_ms`` of working time pass until ``to_ms``."""
        for start, end in self._spans_until(to_ms):
            if work_ms < end - start:
                return end - work_ms
            work_ms -= end - start
        raise AssertionError("working time never ends")

    def work_between(self, from_ms: int, to_ms: int) -> int:
        """Working milliseconds between two times; 0 when ``to_ms`` is not later."""
        total = 0
        for start, end in self._spans_from(from_ms):
            if start >= to_ms:
                break
            total += min(end, to_ms) - start
        return total

    def _spans_from(self, from_ms: int) -> Iterator[tuple[int, int]]:
        """Spans of working time in UTC ms from ``from_ms`` on, the first truncated to start there."""
        day = (from_ms + COUNTY_OFFSET_MS) // DAY_MS
        while True:
            if self._works(day):
                midnight = day * DAY_MS - COUNTY_OFFSET_MS
                for start, end in self._spans:
                    if midnight + end > from_ms:
                        yield max(midnight + start, from_ms), midnight + end
            day += 1

    def _spans_until(self, to_ms: int) -> Iterator[tuple[int, int]]:
        """Spans of working time in UTC ms before ``to_ms``, the latest first, truncated to end there."""
        day = (to_ms + COUNTY_OFFSET_MS) // DAY_MS
        while True:
            if self._works(day):
                midnight = day * DAY_MS - COUNTY_OFFSET_MS
                for start, end in reversed(self._spans):
                    if midnight + start < to_ms:
                        yield midnight + start, min(midnight + end, to_ms)
            day -= 1

    def _works(self, day: int) -> bool:
        if day not in self._worked:
            self._worked[day] = self.calendar.is_workday(date.fromordinal(_EPOCH + day))
        return self._worked[day]
