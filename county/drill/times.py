"""Times of injects as people write them, in ms of drill time.  A bare ``T+2`` is asked about, never guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from datetime import time as time_of_day
from typing import Any, Literal, NamedTuple

from county.durations import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Span, parse_span
from county.explained import Explained
from county.numbering import COUNTY_TIME
from county.tables.times import moment_ms
from county.tables.values import BadValue

Unit = Literal["minutes", "hours", "days"]
UNITS_MS: dict[Unit, int] = {"minutes": MINUTE_MS, "hours": HOUR_MS, "days": DAY_MS}
_BARE = re.compile(r"T?(?P<sign>[+-])(?P<n>\d{1,5})")
_WORDS = re.compile(
    r"T?(?P<sign>[+-])(?:(?P<d>\d{1,3})(?:天|日|D))?(?:(?P<h>\d{1,4})(?:小时|时|H))?"
    r"(?:(?P<m>\d{1,5})(?:分钟|分|M(?:IN)?))?(?:(?P<s>\d{1,6})(?:秒钟|秒|S))?"
)
_CLOCK_AFTER = re.compile(r"T?(?P<sign>[+-])(?P<h>\d{1,4}):(?P<m>\d{2})(?::(?P<s>\d{2}))?")
_PARTS = re.compile(r"(?:D(?P<d>[+-]\d{1,3}))?(?:H(?P<h>[+-]\d{1,4}))?(?:M(?P<m>[+-]\d{1,5}))?")
_DAY = re.compile(r"第(?P<d>\d{1,3}|[一二三四五六七八九十])[天日](?P<clock>.*)")
_CLOCK = re.compile(r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?")
_NUMERALS = "一二三四五六七八九十"


class BadTime(Explained):
    """A cell that is no time; one line, without its row."""


class UnclearTime(NamedTuple):
    """A number without a unit: the person chooses one, once a file."""

    number: int

    def of(self, unit: Unit) -> Span:
        """The time if the number is in ``unit``."""
        return Span(self.number * UNITS_MS[unit])


def drill_time(cell: Any, start: datetime | None) -> Span | UnclearTime:
    """The time in a cell.  ``start``: what the drill's clock shows at its start; dates and times of day need it.

    Raises BadTime.
    """
    if isinstance(cell, datetime):
        return _since(cell.replace(tzinfo=cell.tzinfo or COUNTY_TIME), _needed(start))
    if isinstance(cell, time_of_day):
        return _on_day(0, cell.hour, cell.minute, cell.second, _needed(start))
    if isinstance(cell, timedelta):
        return Span(round(cell / timedelta(milliseconds=1)))
    if isinstance(cell, float) and 0 <= cell < 1:  # a time of day of a spreadsheet
        seconds = round(cell * 86_400)
        return _on_day(0, seconds // 3600, seconds // 60 % 60, seconds % 60, _needed(start))
    if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer() and abs(cell) < 1e5:
        return UnclearTime(int(cell))
    if not isinstance(cell, str) or not cell.strip():
        raise BadTime("has no time; write it like T+45分 or 09:30")
    return _text(cell, start)


def _text(cell: str, start: datetime | None) -> Span | UnclearTime:
    text = "".join(unicodedata.normalize("NFKC", cell).replace("−", "-").replace("–", "-").upper().split())
    if re.fullmatch(r"[+-]?P.+", text):
        try:
            return parse_span(text)
        except ValueError:
            raise _bad(cell) from None
    if bare := _BARE.fullmatch(text):
        return UnclearTime(int(bare["sign"] + bare["n"]))
    for form in (_WORDS, _CLOCK_AFTER):
        if (found := form.fullmatch(text)) and any(v for k, v in found.groupdict().items() if k != "sign"):
            if form is _CLOCK_AFTER and (int(found["m"]) > 59 or int(found["s"] or 0) > 59):
                raise _bad(cell)
            days, hours, minutes, seconds = (int(found.groupdict().get(key) or 0) for key in "dhms")
            ms = _ms(days, hours, minutes, seconds)
            return Span(-ms if found["sign"] == "-" else ms)
    if (parts := _PARTS.fullmatch(text)) and any(parts.groupdict().values()):
        days, hours, minutes = (int(parts[key] or 0) for key in "dhm")
        return Span(_ms(days, hours, minutes, 0))
    if day := _DAY.fullmatch(text):
        number = _NUMERALS.find(day["d"]) + 1 or int(day["d"])
        return _of_day(cell, day["clock"], number - 1, start)
    if _CLOCK.fullmatch(text):
        return _of_day(cell, text, 0, start)
    try:
        at_ms = moment_ms(cell)
    except BadValue:
        at_ms = None
    if at_ms is None:
        raise _bad(cell)
    return _since(datetime.fromtimestamp(at_ms / 1000, COUNTY_TIME), _needed(start))


def _of_day(cell: str, clock: str, days: int, start: datetime | None) -> Span:
    found = _CLOCK.fullmatch(clock)
    if found is None or days < 0:
        raise _bad(cell)
    hour, minute, second = int(found["h"]), int(found["m"]), int(found["s"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise _bad(cell)
    return _on_day(days, hour, minute, second, _needed(start))


def _on_day(days: int, hour: int, minute: int, second: int, start: datetime) -> Span:
    """A time of day on the first day of the drill or ``days`` after it."""
    return _since(
        start.replace(hour=hour, minute=minute, second=second, microsecond=0) + timedelta(days=days), start
    )


def _since(at: datetime, start: datetime) -> Span:
    return Span(round((at - start) / timedelta(milliseconds=1)))


def _ms(days: int, hours: int, minutes: int, seconds: int) -> int:
    return days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS


def _needed(start: datetime | None) -> datetime:
    if start is None:
        raise BadTime("is a date or a time of day, and the start of the drill is not known; give the start")
    return start


def _bad(cell: str) -> BadTime:
    return BadTime("{cell} is no time; write it like T+45分, 第1天 09:30 or 09:30", cell=cell)
