"""Weekly counts as they were known at an origin: the only way in which a forecast sees its past.

An *origin* is the end of a week.  Origin ``o`` knows the weeks before it, and of these only what had been recorded by
then, as it was stated then: a later report, correction or rejection does not change what was known.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Counts = NDArray[np.int64]


class NotKnownYet(LookupError):
    """A week was asked for that was not over at the origin."""


class CountEntries(Struct, frozen=True):
    """Events of a past of ``weeks`` weeks, one entry for each time that an event counted the same.

    Columns as little-endian ``<i4`` bytes, one value an entry: its series, its week (from 0), the first origin that
    knew it so, and the first one that did not any more.
    """

    weeks: int
    series: bytes
    week: bytes
    since: bytes
    until: bytes


def entries_of(weeks: int, series: Counts, week: Counts, since: Counts, until: Counts) -> CountEntries:
    """Of columns."""
    return CountEntries(weeks, *(np.asarray(column).astype("<i4").tobytes() for column in (series, week, since, until)))


class KnownCounts:
    """Counts of ``number`` series as known at each origin."""

    def __init__(self, entries: CountEntries, number: int) -> None:
        self.weeks = entries.weeks
        self.number = number
        self._series, self._week, self._since, self._until = (
            np.frombuffer(column, "<i4").astype(np.int64)
            for column in (entries.series, entries.week, entries.since, entries.until)
        )  # fmt: skip

    def at(self, origin: int) -> CountsAsOf:
        """What was known at an origin, 0 to ``weeks``.  Raises NotKnownYet for a later one."""
        if not 0 <= origin <= self.weeks:
            raise NotKnownYet(f"origin {origin} is not among the {self.weeks} weeks of the past")
        known = (self._since <= origin) & (origin < self._until) & (self._week < origin)
        places = self._week[known] * self.number + self._series[known]
        counts = np.bincount(places, minlength=origin * self.number).reshape(origin, self.number)
        return CountsAsOf(origin, counts)


class CountsAsOf:
    """The weeks before an origin; no other week can be read."""

    def __init__(self, origin: int, counts: Counts) -> None:
        """``counts`` (origin, series)."""
        self.origin = origin
        self._counts = counts

    def week(self, week: int) -> Counts:
        """Of one week, (series,).  Raises NotKnownYet."""
        found: Counts = self.span(week, week + 1)[0]
        return found

    def span(self, first: int, end: int) -> Counts:
        """Of the weeks from ``first`` to before ``end``, (weeks, series); none before the past begins.  Raises
        NotKnownYet where one of them was not over."""
        if end > self.origin:
            raise NotKnownYet(f"week {end - 1} is not over at origin {self.origin}")
        found: Counts = self._counts[max(0, first) : end]
        return found

    def last(self, weeks: int) -> Counts:
        """Of the last weeks, at most so many."""
        return self.span(self.origin - weeks, self.origin)
