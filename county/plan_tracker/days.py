"""Days of plans: texts such as 2026-11-29 in the county's civil time."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from county.numbering import COUNTY_TIME
from county.refusals import Refused

ONE_DAY = timedelta(days=1)


def county_day(at_ms: int) -> date:
    """The county's day in which a time lies."""
    return datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME).date()


def begin_ms(day: date) -> int:
    """When a day begins in the county."""
    return round(datetime(day.year, day.month, day.day, tzinfo=COUNTY_TIME).timestamp() * 1000)


def day_of(text: str) -> date:
    """The day that ``text`` names.  Raises Refused."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Refused("item_day_invalid", day=text[:20]) from None
    if found.isoformat() != text:
        raise Refused("item_day_invalid", day=text[:20])
    return found


def after_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one of a shorter month.  Raises Refused for a year
    that no calendar has."""
    years, index = divmod(day.month - 1 + months, 12)
    try:
        last = monthrange(day.year + years, index + 1)[1]
        return date(day.year + years, index + 1, min(day.day, last))
    except ValueError:
        raise Refused("item_day_invalid", day=day.isoformat()) from None
