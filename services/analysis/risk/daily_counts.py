"""Events by day, class and place, as known at one moment: the series that detectors judge.

A day is 24 hours before the judged moment, not one of the calendar, so that what happened around a Sunday is found as
soon as anything else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from county.aggregate import NEVER_MS
from county.catalog import Catalog
from county.durations import DAY_MS
from county.events.event import STATES, State
from services.analysis.figures.event_facts import EventFacts
from services.analysis.figures.figure_groups import grouping
from services.analysis.risk.watched_county import WatchedCounty
from services.analysis.timeline.timeline import RecordTimeline

DAYS_MAX = 5 * 366 + 7 * 4
"""Five years and the window around their first season."""
EMPTY_DAYS = 7
"""A week in which nothing at all was reported ends the past: the county was not recorded then."""
NO_MATTER = np.isin(STATES, (State.REJECTED, State.MERGED))
"""Events that are none, or the same one as another."""
Counts = NDArray[np.int32]


@dataclass(frozen=True)
class BadShare:
    """Of the events of a class in an area: how many there are, and how many of these are bad; (classes, areas) each."""

    part: NDArray[np.int64]
    total: NDArray[np.int64]


@dataclass(frozen=True)
class DailyCounts:
    """``villages`` (days, classes, n) and ``areas`` (days, classes, 1 + towns), the newest day last; of ``late`` and
    ``dissatisfied`` those of the last days and those of the year before them."""

    at_ms: int
    classes: tuple[str, ...]
    villages: Counts
    areas: Counts
    late: tuple[BadShare, BadShare]
    dissatisfied: tuple[BadShare, BadShare]

    @property
    def days(self) -> int:
        return len(self.villages)


@dataclass(frozen=True)
class DatedEvents:
    """One an event that counts: its number among all events, days before the judged moment (0: the last one), class,
    village and area (-1: none)."""

    number: NDArray[np.int64]
    back: NDArray[np.int64]
    kind: NDArray[np.intp]
    village: NDArray[np.intp]
    town: NDArray[np.intp]


def counted_events(
    timeline: RecordTimeline, facts: EventFacts, catalog: Catalog, county: WatchedCounty, at_ms: int
) -> DatedEvents:
    """The events of classes that the catalogue offers, before ``at_ms``."""
    classes = offered_classes(catalog)
    happened = facts.column("happened_ms")
    back = np.floor_divide(at_ms - 1 - happened, DAY_MS)
    kind = _places(facts, "class", classes, timeline, catalog)
    counts = (kind >= 0) & (back >= 0) & (back < DAYS_MAX) & ~NO_MATTER[facts.column("state")]
    rows = np.flatnonzero(counts)
    village = _places(facts, "village", county.villages, timeline, catalog)
    town = _places(facts, "town", county.towns, timeline, catalog)
    return DatedEvents(rows, back[rows], kind[rows], village[rows], town[rows])


def offered_classes(catalog: Catalog) -> tuple[str, ...]:
    return tuple(key for key, row in catalog.event_classes.items() if not row.retired)


def _places(
    facts: EventFacts, grain: str, names: tuple[str, ...], timeline: RecordTimeline, catalog: Catalog
) -> NDArray[np.intp]:
    """The place in ``names`` of each event's group, -1 for none."""
    grouped = grouping(facts, grain, timeline.texts, catalog)  # type: ignore[arg-type]
    number = {name: place for place, name in enumerate(names)}
    lookup = np.array([number.get(name, -1) for name in grouped.names] or [-1], np.intp)
    found: NDArray[np.intp] = lookup[grouped.group_of] if len(grouped.group_of) else np.zeros(0, np.intp)
    return found


def known_days(back: NDArray[np.int64]) -> int:
    """Days of the past without a gap, from the days before the judged moment on which there were events."""
    if not len(back):
        return 0
    seen = np.unique(back)
    if seen[0] >= EMPTY_DAYS:
        return 0
    gaps = np.flatnonzero(np.diff(seen) > EMPTY_DAYS)
    return int(seen[gaps[0]] if len(gaps) else seen[-1]) + 1


def daily_counts(
    facts: EventFacts, events: DatedEvents, catalog: Catalog, county: WatchedCounty, at_ms: int,
    share_days: tuple[int, int],
) -> DailyCounts:  # fmt: skip
    """``share_days``: of the newest shares, and of those before that they are compared with."""
    days, classes = known_days(events.back), offered_classes(catalog)
    kinds, towns, n = len(classes), len(county.towns), len(county.villages)
    inside = events.back < days
    day, kind = days - 1 - events.back[inside], events.kind[inside]
    village, town = events.village[inside], events.town[inside]
    villages = np.zeros((days, kinds, n), np.int32)
    placed = village >= 0
    np.add.at(villages, (day[placed], kind[placed], village[placed]), 1)
    areas = np.zeros((days, kinds, 1 + towns), np.int32)
    np.add.at(areas[:, :, 0], (day, kind), 1)
    placed = town >= 0
    np.add.at(areas, (day[placed], kind[placed], 1 + town[placed]), 1)
    due = facts.column("due_ms")[events.number]
    handled = np.minimum(facts.column("fed_back_ms"), facts.column("ended_ms"))[events.number]
    answer = facts.column("satisfied")[events.number]
    shape = kinds, 1 + towns

    def shares(
        bad: NDArray[np.bool_], counted: NDArray[np.bool_], back: NDArray[np.int64]
    ) -> tuple[BadShare, BadShare]:
        now, before = share_days[0], min(sum(share_days), days)
        return (
            _share(events, bad, counted & (back >= 0) & (back < now), shape),
            _share(events, bad, counted & (back >= now) & (back < before), shape),
        )

    due_back = np.where(due == NEVER_MS, -1, np.floor_divide(at_ms - 1 - np.minimum(due, at_ms), DAY_MS))
    return DailyCounts(
        at_ms, classes, villages, areas,
        late=shares(handled > due, due < at_ms, due_back), dissatisfied=shares(answer == 0, answer >= 0, events.back),
    )  # fmt: skip


def _share(
    events: DatedEvents, bad: NDArray[np.bool_], counted: NDArray[np.bool_], shape: tuple[int, int]
) -> BadShare:
    def table(chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        found = np.zeros(shape, np.int64)
        np.add.at(found[:, 0], events.kind[chosen], 1)
        chosen = chosen & (events.town >= 0)
        np.add.at(found, (events.kind[chosen], 1 + events.town[chosen]), 1)
        return found

    return BadShare(table(counted & bad), table(counted))
