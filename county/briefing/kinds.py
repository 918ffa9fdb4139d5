"""Kinds of briefings, their classifications, periods and numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Literal

from county.durations import DAY_MS
from county.figures.periods import before as period_before
from county.figures.periods import kind_of, period_at, span_ms
from county.names import Name
from county.numbering import COUNTY_TIME

BriefingKind = Literal["first", "further", "final", "daily", "weekly", "monthly", "special"]
EVENT_KINDS: tuple[BriefingKind, ...] = ("first", "further", "final")
PERIODIC_KINDS: tuple[BriefingKind, ...] = ("daily", "weekly", "monthly")
KINDS: dict[BriefingKind, Name] = {
    "first": Name("首报", "First report"),
    "further": Name("续报", "Further report"),
    "final": Name("终报", "Final report"),
    "daily": Name("日报", "Daily report"),
    "weekly": Name("周报", "Weekly report"),
    "monthly": Name("月度通报", "Monthly bulletin"),
    "special": Name("专报", "Special report"),
}
Classification = Literal["public", "internal", "confidential"]
CLASSIFICATIONS: dict[Classification, Name] = {
    "public": Name("公开", "Public"),
    "internal": Name("内部", "Internal"),
    "confidential": Name("秘密", "Confidential"),
}
LEVELS_OF_SECRECY: tuple[Classification, ...] = ("public", "internal", "confidential")
"""From the lowest; a classification is lowered with a reason only."""
_WEEK = re.compile(r"(\d{4})-W(\d{2})")


def briefing_span(kind: BriefingKind, period: str) -> range | None:
    """All milliseconds of a period of a periodic kind: a day ``2026-11-27``, an ISO week ``2026-W48``, a month
    ``2026-11``; None for a text that is none of that kind."""
    if kind == "weekly":
        found = _WEEK.fullmatch(period) if period.isascii() else None
        if found is None:
            return None
        try:
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            return None
        start = datetime(monday.year, monday.month, monday.day, tzinfo=COUNTY_TIME)
        from_ms = round(start.timestamp() * 1000)
        return range(from_ms, from_ms + 7 * DAY_MS)
    wanted = {"daily": "day", "monthly": "month"}.get(kind)
    return span_ms(period) if wanted is not None and kind_of(period) == wanted else None


def period_containing(kind: BriefingKind, at_ms: int) -> str:
    """The period of a periodic kind in which a time lies."""
    if kind == "weekly":
        year, week, _ = datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME).isocalendar()
        return f"{year:04}-W{week:02}"
    return period_at("day" if kind == "daily" else "month", at_ms)


def earlier(kind: BriefingKind, period: str) -> str:
    """The period before.  Raises ValueError for a text that is none."""
    if kind != "weekly":
        return period_before(period)
    span = briefing_span(kind, period)
    if span is None:
        raise ValueError(f"{period!r} is no week")
    return period_containing(kind, span.start - 1)


def period_name(kind: BriefingKind, period: str) -> str:
    """``2026年11月27日``, ``2026年11月23日至29日（第48周）``, ``2026年11月``; "" for a text that is no period."""
    span = briefing_span(kind, period)
    if span is None:
        return ""
    first = datetime.fromtimestamp(span.start / 1000, COUNTY_TIME)
    last = first + timedelta(days=6)
    match kind:
        case "daily":
            return day_name(first)
        case "weekly":
            end = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
            end = f"{last.year}年{end}" if last.year != first.year else end
            return f"{day_name(first)}至{end}（第{int(period[-2:])}周）"
        case _:
            return f"{first.year}年{first.month}月"


def day_name(at: datetime) -> str:
    """``2026年11月27日``."""
    return f"{at.year}年{at.month}月{at.day}日"


def year_of(at_ms: int) -> int:
    """The year in which a time lies, in the county."""
    return datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME).year


def issue_text(year: int, number: int) -> str:
    """``〔2026〕第15期``; "" before it has a number."""
    return f"〔{year}〕第{number}期" if number else ""
