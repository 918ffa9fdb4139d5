"""Events by week, need class and place, with when they were known to be so: read from the versions of their states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog
from county.division import enclosing
from county.durations import DAY_MS
from county.events.aggregate import EVENTS
from county.events.event import STATES, State
from county.need.classes import need_classes, need_of
from county.need.known_counts import CountEntries, entries_of
from county.need.question import NeedLevel
from county.need.weeks import WEEK_MS, week_start_ms
from services.analysis.timeline.column_file import rows_up_to
from services.analysis.timeline.text_codes import TextCodes
from services.analysis.timeline.timeline import RecordTimeline

WEEKS_MAX = 5 * 52 + 1
GAP_WEEKS = 4
"""So many weeks in which nothing at all was reported end the past: the county was not recorded then."""
ENTERED_LATE_MS = 28 * DAY_MS
"""What was recorded so long after it happened was entered afterwards: when it was known is not known any more, and it
counts from the end of its week."""
BLOCK = 1 << 20
"""Versions that are read at once."""
NO_MATTER = np.isin(STATES, (State.REJECTED, State.MERGED))
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class NeedCounts:
    """``first_week``: of the past, a number of the calendar.  ``entered_late``: events of the past that were recorded
    long after they happened; ``without_place``: those that have no place of the level, and are not counted."""

    first_week: int
    entries: CountEntries
    entered_late: int
    without_place: int


class _Versions(NamedTuple):
    """States of events, those of one event together, in their order; one value a version."""

    event: Rows
    place: Rows
    need: Rows
    """-1: it does not count."""
    happened_ms: Rows
    recorded_ms: Rows


def need_counts(
    timeline: RecordTimeline, catalog: Catalog, codes: tuple[str, ...], level: NeedLevel, end_week: int, seq: int
) -> NeedCounts:
    """What was known at the beginning of ``end_week`` of the whole weeks before it, and since when; of what was entered
    afterwards that which had been entered up to record ``seq``.

    The first week of the past is left out: the county was recorded from somewhere in it.
    """
    of = _versions(timeline, catalog, codes, level, seq)
    week = _weeks(of.happened_ms)
    begins = np.append(True, of.event[1:] != of.event[:-1])[: len(of.event)]
    ends = np.append(begins[1:], True)[: len(of.event)]
    since = _weeks(of.recorded_ms - 1) + 1
    is_late = begins & (of.recorded_ms - of.happened_ms > ENTERED_LATE_MS)
    since[is_late] = week[is_late] + 1
    until = np.append(since[1:], 0)[: len(since)]
    until[ends] = end_week + 1
    late = np.isin(of.event, of.event[is_late])
    inside = (of.need >= 0) & (week < end_week) & (week >= end_week - WEEKS_MAX)
    known = (since <= end_week) & (until > end_week)
    first_week = _first_week(week[inside & known], end_week)
    weeks = end_week - first_week
    inside &= week >= first_week
    placed = inside & (of.place >= 0)
    entries = entries_of(
        weeks, of.need[placed] * len(codes) + of.place[placed], week[placed] - first_week,
        np.clip(since[placed] - first_week, 0, weeks + 1), np.clip(until[placed] - first_week, 0, weeks + 1),
    )  # fmt: skip
    return NeedCounts(
        first_week, entries, int(np.count_nonzero(placed & known & late)),
        int(np.count_nonzero(inside & known & (of.place < 0))),
    )  # fmt: skip


def _versions(
    timeline: RecordTimeline, catalog: Catalog, codes: tuple[str, ...], level: NeedLevel, seq: int
) -> _Versions:
    """Those of the records up to ``seq``."""
    extent = timeline.extent
    versions = timeline.states(EVENTS.key, extent)
    rows = rows_up_to(versions.seq, seq)
    recorded = timeline.column("record.recorded_ms", extent)
    places = {code: number for number, code in enumerate(codes)}
    needs = {key: number for number, key in enumerate(need_classes(catalog))}
    parts = [_Versions(*(np.zeros(0, np.int64) for _ in _Versions._fields))]
    for begin in range(0, rows, BLOCK):
        block = np.arange(begin, min(begin + BLOCK, rows))
        need = _numbers(
            versions.values("subclass", block), timeline.texts, lambda text: needs.get(need_of(catalog, text), -1)
        )
        need[NO_MATTER[versions.values("state", block)]] = -1
        parts.append(_Versions(
            versions.subject(block),
            _numbers(
                versions.values("division", block), timeline.texts, lambda text: places.get(enclosing(text, level), -1)
            ),
            need, versions.values("happened_ms", block), recorded[versions.seq[block] - 1],
        ))  # fmt: skip
    of = _Versions(*(np.concatenate(column).astype(np.int64) for column in zip(*parts, strict=True)))
    order = np.argsort(of.event, kind="stable")
    return _Versions(*(column[order] for column in of))


class EnteredLate:
    """Counts the events that were entered afterwards, as records come.  Used by one thread."""

    def __init__(self, timeline: RecordTimeline) -> None:
        self._timeline = timeline
        self._events = 0
        self._late = 0

    def up_to_now(self) -> int:
        extent = self._timeline.extent
        first = self._timeline.states(EVENTS.key, extent).first_seq[self._events :].astype(np.int64) - 1
        recorded = self._timeline.column("record.recorded_ms", extent)[first]
        happened = self._timeline.happened_ms(first, extent)
        self._late += int(np.count_nonzero(recorded - happened > ENTERED_LATE_MS))
        self._events += len(first)
        return self._late


def _weeks(times_ms: Rows) -> Rows:
    found: Rows = (times_ms - week_start_ms(0)) // WEEK_MS
    return found


def _numbers(column: NDArray[Any], texts: TextCodes, number_of: Callable[[str], int]) -> Rows:
    """The number of each text of a column of codes."""
    used, where = np.unique(column, return_inverse=True)
    found: Rows = np.array([number_of(texts.text(code)) for code in used.tolist()], np.int64)[where]
    return found


def _first_week(weeks: Rows, end_week: int) -> int:
    """The week after the first one since the last gap in which nothing happened; ``end_week`` without any."""
    seen = np.unique(weeks)
    if not len(seen) or end_week - seen[-1] > GAP_WEEKS:
        return end_week
    gaps = np.flatnonzero(np.diff(seen) > GAP_WEEKS)
    return int(seen[gaps[-1] + 1] if len(gaps) else seen[0]) + 1
