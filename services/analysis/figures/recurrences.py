"""Events that come again: a report of the same person, and a matter at the same place after it was closed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.aggregate import NEVER_MS
from county.durations import DAY_MS
from services.analysis.figures.event_facts import EventFacts

REPEATED_MS = 90 * DAY_MS
RECURRED_MS = 30 * DAY_MS
NEAR_M = 100.0
PAIRS_MAX = 2_000_000
"""Pairs that are compared at once."""


def repeated(facts: EventFacts, rows: NDArray[np.int64]) -> NDArray[np.int8]:
    """For some events whether the same reporter had reported the same subclass in the 90 days before: 1 or 0, and -1
    for an event without a reporter."""
    result = np.full(len(rows), -1, np.int8)
    if not len(rows):
        return result
    happened, reporter, subclass = (facts.column(name) for name in ("happened_ms", "reporter", "subclass"))
    own = happened[rows]
    among = np.flatnonzero((happened >= own.min() - REPEATED_MS) & (happened <= own.max()) & (reporter != 0))
    among = among[np.lexsort((happened[among], subclass[among], reporter[among]))]
    before, after = among[:-1], among[1:]
    again = np.zeros(len(facts), np.int8)
    again[after] = (
        (reporter[before] == reporter[after]) & (subclass[before] == subclass[after])
        & (happened[after] - happened[before] <= REPEATED_MS)
    )  # fmt: skip
    return np.where(reporter[rows] == 0, result, again[rows])


def recurred(facts: EventFacts, rows: NDArray[np.int64]) -> NDArray[np.int8]:
    """For some events whether, after their end and within 30 days, another one of their subclass happened within 100 m:
    1 or 0."""
    result = np.zeros(len(rows), np.int8)
    ended = facts.column("ended_ms")[rows]
    asked = np.flatnonzero(ended != NEVER_MS)
    if not len(asked):
        return result
    happened = facts.column("happened_ms")
    first, last = int(ended[asked].min()), int(ended[asked].max()) + RECURRED_MS
    later = np.flatnonzero((happened > first) & (happened <= last))
    subclass, x, y = (facts.column(name) for name in ("subclass", "x_m", "y_m"))
    west, south = float(x.min()), float(y.min())

    def cells(events: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return tuple(  # type: ignore[return-value]
            1 + np.floor((values[events] - low) / NEAR_M).astype(np.int64) for values, low in ((x, west), (y, south))
        )

    used = np.flatnonzero(np.bincount(subclass))
    place_of = np.zeros(int(used[-1]) + 1, np.int64)
    place_of[used] = np.arange(len(used))

    def keys(events: NDArray[np.int64]) -> NDArray[np.int64]:
        """Subclass, column and row of the cell; rows of a column are neighbours."""
        column, row = cells(events)
        packed: NDArray[np.int64] = (place_of[subclass[events]] << 40) | (column << 20) | row
        return packed

    known = keys(later)
    order = np.argsort(known)
    later, known = later[order], known[order]
    wanted = keys(rows[asked])
    order = np.argsort(wanted)  # searching in order is many times as fast
    asked, wanted = asked[order], wanted[order]
    closed = rows[asked]
    for dx in (-1, 0, 1):
        column = wanted + (dx << 20)
        begin, end = np.searchsorted(known, column - 1, "left"), np.searchsorted(known, column + 1, "right")
        for part in _portions(end - begin):
            count = (end - begin)[part]
            one = np.repeat(part, count)
            other = later[np.repeat(begin[part] - np.cumsum(count) + count, count) + np.arange(count.sum())]
            mine = closed[one]
            since = happened[other] - ended[asked[one]]
            near = (x[other] - x[mine]) ** 2 + (y[other] - y[mine]) ** 2 <= NEAR_M**2
            result[asked[one[(since > 0) & (since <= RECURRED_MS) & near & (other != mine)]]] = 1
    return result


def _portions(counts: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Places with at least one pair, in portions of some PAIRS_MAX pairs."""
    places = np.flatnonzero(counts)
    if not len(places):
        return []
    number = np.cumsum(counts[places]) // PAIRS_MAX
    return np.split(places, np.flatnonzero(np.diff(number)) + 1)
