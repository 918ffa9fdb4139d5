"""When calls come: people an hour in each hour of the day, from the calls of hours, else from those of days spread over
the hours as the events of the hotline are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

HOURS = 24
LEAST_DAYS = 5
"""On which each hour was counted, so that hours tell the course of the day."""
LEAST_EVENTS = 100
"""Of the hotline, so that their times do."""


class CallArrivals(NamedTuple):
    """``rates``: people in each hour of the day; ``factors``: how busy each counted day was, by their mean."""

    rates: tuple[float, ...]
    factors: tuple[float, ...]
    basis: Literal["hourly", "spread"]
    days: int
    events: int
    """Of the hotline, by which days were spread; 0: they were not."""


def arrivals(
    hourly: Mapping[tuple[int, int], int], daily: Mapping[int, int], events: Sequence[int]
) -> CallArrivals | None:
    """``hourly``: calls by day and hour; ``daily``: by day; ``events``: of the hotline in each hour of the day, on all
    days.  None where neither tells at which hours calls come."""
    counted: list[list[int]] = [[] for _ in range(HOURS)]
    by_day: dict[int, list[int]] = {}
    for (day, hour), calls in hourly.items():
        counted[hour].append(calls)
        by_day.setdefault(day, []).append(calls)
    whole = {day: sum(calls) for day, calls in by_day.items() if len(calls) == HOURS}
    days = {**daily, **whole}
    if min(map(len, counted)) >= LEAST_DAYS:
        rates = tuple(sum(calls) / len(calls) for calls in counted)
        return CallArrivals(rates, _factors(days), "hourly", min(map(len, counted)), 0)
    seen = sum(events)
    if not days or seen < LEAST_EVENTS:
        return None
    mean = sum(days.values()) / len(days)
    rates = tuple(mean * n / seen for n in events)
    return CallArrivals(rates, _factors(days), "spread", len(days), seen)


def _factors(days: Mapping[int, int]) -> tuple[float, ...]:
    mean = sum(days.values()) / len(days) if days else 0
    return tuple(calls / mean for _, calls in sorted(days.items())) if mean else (1.0,)
