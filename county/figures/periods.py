"""Periods that a count or an indicator is for, as ISO 8601 writes them, in the county's civil time.

``2026``, ``2026-H2`` (a half-year), ``2026-Q4``, ``2026-11``, ``2026-11-25``, ``2026-11-25T14`` (an hour).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

from county.numbering import COUNTY_TIME

PeriodKind = Literal["day", "month", "quarter", "half", "year"]
PERIOD_KINDS: tuple[PeriodKind, ...] = ("day", "month", "quarter", "half", "year")

_FORM = re.compile(r"(\d{4})(?:-Q([1-4])|-H([12])|-(\d{2})(?:-(\d{2})(?:T(\d{2}))?)?)?")


def span_ms(period: str) -> range | None:
    """All milliseconds of a period; None for a text that is not one."""
    found = _FORM.fullmatch(period) if period.isascii() else None
    if found is None:
        return None
    year, quarter, half, month, day, hour = (None if part is None else int(part) for part in found.groups())
    assert year is not None
    first = month if month is not None else 3 * quarter - 2 if quarter else 6 * half - 5 if half else 1
    try:
        start = datetime(year, first, 1 if day is None else day, hour or 0, tzinfo=COUNTY_TIME)
        if hour is not None:
            end = start + timedelta(hours=1)
        elif day is not None:
            end = start + timedelta(days=1)
        else:
            months = 1 if month is not None else 3 if quarter else 6 if half else 12
            years, index = divmod(first - 1 + months, 12)
            end = datetime(year + years, index + 1, 1, tzinfo=COUNTY_TIME)
    except (ValueError, OverflowError):
        return None
    return range(round(start.timestamp() * 1000), round(end.timestamp() * 1000))


def period_at(kind: PeriodKind, at_ms: int) -> str:
    """The period of a kind in which a time lies."""
    at = datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME)
    match kind:
        case "day":
            return at.strftime("%Y-%m-%d")
        case "month":
            return at.strftime("%Y-%m")
        case "quarter":
            return f"{at.year:04}-Q{(at.month + 2) // 3}"
        case "half":
            return f"{at.year:04}-H{(at.month + 5) // 6}"
        case "year":
            return f"{at.year:04}"


def period_of(from_ms: int, to_ms: int) -> str:
    """The period that is exactly this span; the day in which any other one ends, ``to_ms`` excluded."""
    for kind in PERIOD_KINDS:
        period = period_at(kind, from_ms)
        if span_ms(period) == range(from_ms, to_ms):
            return period
    return period_at("day", to_ms - 1)


def kind_of(period: str) -> PeriodKind | None:
    """The kind of a period; None for an hour and for a text that is no period."""
    if span_ms(period) is None:
        return None
    short: PeriodKind = "quarter" if "Q" in period else "half" if "H" in period else "month"
    return {4: "year", 7: short, 10: "day"}.get(len(period))


def number_of(period: str) -> int | None:
    """Consecutive numbers of consecutive periods of one kind; None for an hour and for a text that is no period."""
    kind, span = kind_of(period), span_ms(period)
    if kind is None or span is None:
        return None
    first = datetime.fromtimestamp(span.start / 1000, COUNTY_TIME)
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}
    return first.toordinal() if kind == "day" else (12 * first.year + first.month - 1) // months[kind]


def before(period: str, count: int = 1) -> str:
    """The period of the same kind so many before one.  Raises ValueError for a text that is none."""
    kind, span = kind_of(period), span_ms(period)
    if kind is None or span is None:
        raise ValueError(f"{period!r} is not a day, month, quarter or year")
    for _ in range(count):
        earlier = period_at(kind, span.start - 1)
        span = span_ms(earlier)
        assert span is not None, "it was just written"
        period = earlier
    return period


def following(period: str) -> str:
    """The period of the same kind after one.  Raises ValueError."""
    kind, span = kind_of(period), span_ms(period)
    if kind is None or span is None:
        raise ValueError(f"{period!r} is not a day, month, quarter or year")
    return period_at(kind, span.stop)
