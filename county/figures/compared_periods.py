"""The spans that a table of figures compares: a period with those before it."""

from __future__ import annotations

from county.durations import HOUR_MS
from county.figures.metric import Period
from county.figures.periods import before, span_ms


def last_spans(period: str, count: int) -> list[Period]:
    """Those of a period and of the ones before it, newest first.  Raises ValueError for a text that is none."""
    found = []
    for _ in range(count):
        span = span_ms(period)
        if span is None:
            raise ValueError(f"{period!r} is no period")
        found.append(Period(span.start, span.stop))
        period = before(period)
    return found


def compared_spans(period: str, now_ms: int) -> list[Period]:
    """Those of a period and of the one before, of which only as much as has passed of one that is not over, in whole
    hours.  Raises ValueError."""
    now, earlier = last_spans(period, 2)
    passed_ms = max(now_ms - now.from_ms, 0) // HOUR_MS * HOUR_MS
    if passed_ms < now.to_ms - now.from_ms:
        earlier = Period(earlier.from_ms, min(earlier.to_ms, earlier.from_ms + max(passed_ms, HOUR_MS)))
    return [now, earlier]
