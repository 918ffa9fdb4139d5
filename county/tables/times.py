"""Times in the forms of spreadsheets, exports and devices, as milliseconds since 1970 (UTC).

A time without an offset is 北京时间, a date alone its midnight.  Numbers are told apart by their digits: 10 are
seconds, 13 milliseconds, 16 µs, 19 ns; 8, 12, 14 and 17 are yyyymmdd, …HHMM, …SS and …mmm; five are a spreadsheet's
days since 1899-12-30, or since 1904-01-01 where the workbook says so.  No time outside 2000 to 2100 is returned: a unit
taken wrongly becomes 1970 or 1976, or a far future.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as time_of_day
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from county.durations import DAY_MS
from county.explained import ExplainedLine
from county.numbering import COUNTY_TIME
from county.tables.simplified import simplified
from county.tables.values import BadValue, is_gap, plain_text

DateOrder = Literal["dmy", "mdy", "ymd"]
EARLIEST = datetime(2000, 1, 1, tzinfo=COUNTY_TIME)
"""Nothing that a county sends is older; a device whose clock was never set starts in 1970 or 1980."""
LATEST = datetime(2100, 1, 1, tzinfo=COUNTY_TIME)
_LIKE = ExplainedLine("is not a time like 2026-11-22 08:30:00")
_LONGEST = 64
SPREADSHEET_DAY_0, DAY_0_OF_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
"""Before the first day that a spreadsheet counts: usually, and where its workbook says so."""
_SOME_DAY = datetime(2000, 1, 3, tzinfo=COUNTY_TIME)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PER_MS = {10: Decimal(1000), 13: Decimal(1), 16: Decimal("1e-3"), 19: Decimal("1e-6")}
"""Milliseconds in one unit of a number, by the digits of its whole part."""
_SERIAL_DIGITS = 5
_COMPACT = {8: "", 12: "HM", 14: "HMS", 17: "HMSf"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FLAGS = re.IGNORECASE | re.ASCII
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014), 0x2D)
_WITHOUT_MEANING = re.compile(
    r"[(（\[]?(?:北京时间|Asia/Shanghai)[)）\]]?|[(（]?(星期|周|礼拜)[一二三四五六日天][)）]?|\b(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?\b\.?,?",
    _FLAGS,
)
_HALF = "上午|下午|凌晨|清晨|早上|早晨|中午|傍晚|晚上|夜间|[ap]\\.?m\\.?"
_CLOCK = (
    rf"(?:[T ,]*(?P<half>{_HALF})? *(?P<hour>\d{{1,2}})(?:[:时点](?:(?P<minute>\d{{1,2}})"
    r"(?:[:分](?:(?P<second>\d{1,2})(?:(?:[.,]|:(?=\d{3}(?!\d)))(?P<fraction>\d{1,9}))?秒?)?)?)?)"
    rf" *(?P<half_after>{_HALF})?"
    r" *(?P<offset>Z|(?:UTC|GMT)?(?P<hours>[+-]\d{1,2})(?::?(?P<minutes>\d{2}))?|UTC|GMT)?)?"
)
_CLOCK_ONLY = re.compile(rf"(?=.*[:时点]){_CLOCK}", _FLAGS)
_NAME = "(?P<name>[a-z]{3,9})"
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}}) *[-/.年] *(?P<month>\d{{1,2}}) *[-/.月] *(?P<day>\d{{1,2}}) *日?{_CLOCK}", _FLAGS
)
_YEAR_LAST = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep)(?P<c>\d{{4}}|\d{{2}}){_CLOCK}", _FLAGS
)
_DAY_MONTH_NAME = re.compile(rf"(?P<day>\d{{1,2}})[- ]+{_NAME}\.?[-, ]+(?P<year>\d{{4}}){_CLOCK}", _FLAGS)
_MONTH_NAME_DAY = re.compile(rf"{_NAME}\.? +(?P<day>\d{{1,2}}),? +(?P<year>\d{{4}}){_CLOCK}", _FLAGS)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):\d\d:\d\d(\.\d{3}|\.\d{6})?(Z|[+-]\d\d:\d\d)?", re.ASCII)
"""What most programs write, and Python reads fast."""
_ZONE_IN_HEADER = re.compile(
    r"世界时|(?<![a-z])(?:UTC|GMT) *(?:(?P<hours>[+-]\d{1,2})(?::?(?P<minutes>\d{2}))?)?(?![a-z])", _FLAGS
)
_ISO_COMPACT = re.compile(r"(\d{8})[T ](\d{4}|\d{6})(\.\d+)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_HOUR = re.compile(r"20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-4])", re.ASCII)
"""yyyymmddHH; in seconds, which have as many digits, a time after 2033."""
_DIGITS = re.compile(r"(\d+)(\.\d+)?", re.ASCII)


class UnclearDate(BadValue):
    """A date whose day and month could be exchanged."""


def zone_in(header: str) -> timezone:
    """The zone of times without an offset below ``header``: of ``time (UTC)``, ``time_utc`` and 世界时 it is UTC, of
    ``UTC+8`` and of all others 北京时间."""
    found = _ZONE_IN_HEADER.search(simplified(plain_text(header)))
    return COUNTY_TIME if found is None else _offset(found["hours"] or "0", found["minutes"])


def moment_ms(
    value: Any, order: DateOrder | None = None, zone: timezone = COUNTY_TIME, day_0: datetime = SPREADSHEET_DAY_0
) -> int | None:
    """The time in a cell, ms; None when it is empty.  ``order``: of dates whose year is not first.  ``zone``: of times
    without an offset.  ``day_0``: of numbers of days.  Raises BadValue."""
    if isinstance(value, str) and value[:1].isdigit():
        return _parsed(value, order, zone, day_0)
    if is_gap(value):
        return None
    if isinstance(value, datetime):
        return moment_of(value, zone)
    if isinstance(value, date):
        return moment_of(datetime(value.year, value.month, value.day), zone)
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise BadValue(ExplainedLine("has no date") if isinstance(value, time_of_day) else _LIKE)
    if isinstance(value, str):
        return _parsed(value, order, zone, day_0)
    try:
        return _parsed(f"{Decimal(repr(value) if isinstance(value, float) else value):f}", order, zone, day_0)
    except (ArithmeticError, ValueError) as error:  # infinite, or an int of more digits than Python writes
        raise error if isinstance(error, BadValue) else BadValue(_LIKE) from None


def is_midnight(at_ms: int) -> bool:
    """Whether a time is 00:00 in the county."""
    return (at_ms - moment_of(EARLIEST)) % DAY_MS == 0


def is_day(value: Any) -> bool:
    """Whether a cell is a day without a time of day.  A datetime of a workbook may be one, and does not tell."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return True
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return False
    if isinstance(value, float) and not value.is_integer():
        return False
    text = _normal(str(int(value)) if isinstance(value, float) else str(value)[:_LONGEST])
    if text.isdecimal():
        return len(text) in (_SERIAL_DIGITS, 8)
    forms = (_YEAR_FIRST, _YEAR_LAST, _DAY_MONTH_NAME, _MONTH_NAME_DAY)
    return any(found["hour"] is None for form in forms if (found := form.fullmatch(text)))


def on_day(
    day: Any, clock: Any, order: DateOrder | None = None, zone: timezone = COUNTY_TIME,
    day_0: datetime = SPREADSHEET_DAY_0,
) -> int | None:  # fmt: skip
    """The time ``clock`` of a day that is in another cell, ms; None when the day is empty.  ``zone``: of clocks without
    an offset.  ``day_0``: of numbers of days.  Raises BadValue."""
    day_ms = moment_ms(day, order, day_0=day_0)
    if isinstance(clock, time_of_day):
        clock = timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)
    if isinstance(clock, float) and 0 <= clock < 1:
        clock = timedelta(days=clock)  # of a spreadsheet
    if day_ms is None:
        return None
    if not is_midnight(day_ms):
        raise BadValue(ExplainedLine("has a time of day already"))
    if isinstance(clock, timedelta) and timedelta(0) <= clock <= timedelta(days=1):
        return day_ms + round((clock + _ahead(zone)) / timedelta(milliseconds=1))
    if not isinstance(clock, str) or not _CLOCK_ONLY.fullmatch(_normal(clock[:_LONGEST])):
        raise BadValue(ExplainedLine("is no time of day like 08:30:00"))
    at_ms = _parsed(f"{_SOME_DAY:%Y-%m-%d} {clock}", None, zone, day_0)
    return day_ms + at_ms - moment_of(_SOME_DAY)


def moment_of(at: datetime, zone: timezone = COUNTY_TIME) -> int:
    """``at`` in ms; without an offset it is of ``zone``.  Raises BadValue for a time outside EARLIEST to LATEST."""
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone)
    if not EARLIEST <= at < LATEST:
        bound = f"before {EARLIEST.year}" if at < EARLIEST else f"after {LATEST.year - 1}"
        raise BadValue(f"is {at.replace(tzinfo=None):%Y-%m-%d %H:%M}, {bound}; check its unit and the clock", bound)
    return round((at - _EPOCH) / timedelta(milliseconds=1))


def order_of(values: Iterable[Any]) -> DateOrder | None:
    """The order of the dates in a whole column: that of the days after the 12th; None when there are none or when they
    contradict each other."""
    found: set[DateOrder] = set()
    for value in values:
        parts = unclear_parts(value)
        if parts is not None:
            first, second = parts
            if first > 12 >= second:
                found.add("dmy")
            elif second > 12 >= first:
                found.add("mdy")
    return found.pop() if len(found) == 1 else None


def unclear_parts(value: Any) -> tuple[int, int] | None:
    """The first two numbers of a date whose year of four digits is last; None for other cells."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    found = _YEAR_LAST.fullmatch(_normal(value))
    return (int(found["a"]), int(found["b"])) if found and len(found["c"]) == 4 else None


def _normal(text: str) -> str:
    return " ".join(_WITHOUT_MEANING.sub(" ", simplified(plain_text(text)).translate(_HYPHENS)).split())


@lru_cache(maxsize=4096)
def _parsed(text: str, order: DateOrder | None, zone: timezone, day_0: datetime) -> int:
    """As moment_ms, of a text; one time often occurs in many rows."""
    try:
        if _ISO.fullmatch(text):
            return moment_of(datetime.fromisoformat(text), zone)
        text = _normal(text) if len(text) <= _LONGEST else ""
        if digits := _DIGITS.fullmatch(text):
            return moment_of(_of_digits(digits[1], digits[2] or "", day_0), zone)
        if compact := _ISO_COMPACT.fullmatch(text):
            clock = compact[2].ljust(6, "0") + (compact[3] or "")
            return moment_of(datetime.fromisoformat(f"{compact[1]}T{clock}{compact[4] or ''}"), zone)
        if found := _YEAR_FIRST.fullmatch(text):
            return moment_of(_at(found, int(found["year"]), int(found["month"]), int(found["day"])), zone)
        if found := _YEAR_LAST.fullmatch(text):
            return moment_of(_at(found, *_ordered(found, order)), zone)
        if found := _DAY_MONTH_NAME.fullmatch(text) or _MONTH_NAME_DAY.fullmatch(text):
            return moment_of(_at(found, int(found["year"]), _month(found["name"]), int(found["day"])), zone)
    except (ValueError, OverflowError, ArithmeticError) as error:
        if isinstance(error, BadValue):
            raise
        raise BadValue(f"is not a time ({error})", "not a time") from None
    raise BadValue(_LIKE)


def _of_digits(whole: str, fraction: str, day_0: datetime) -> datetime:
    """The time of a number; without an offset where it counts days or is a written time."""
    n = len(whole)
    if n in _PER_MS:
        if n == 10 and not fraction and _HOUR.fullmatch(whole):
            line = ExplainedLine("is either yyyymmddHH or seconds; write it like 2026-11-22 08:30:00")
            raise BadValue(line, "hour or seconds")
        since = timedelta(milliseconds=round(Decimal(whole + fraction) * _PER_MS[n]))
        return (_EPOCH + since).astimezone(COUNTY_TIME)
    if n == _SERIAL_DIGITS:
        return day_0 + timedelta(days=int(whole), milliseconds=_part_of_day_ms(fraction))
    if n not in _COMPACT or fraction.strip(".0"):
        raise BadValue(f"is not a time: a number of {n} digits; write it like 2026-11-22 08:30:00")
    day = datetime(int(whole[:4]), int(whole[4:6]), int(whole[6:8]))
    hour, minute, second, ms = (int(part or 0) for part in (whole[8:10], whole[10:12], whole[12:14], whole[14:]))
    return day + _since_midnight(hour, minute, second, ms)


def _part_of_day_ms(fraction: str) -> int:
    """The milliseconds of ``.333333`` of a day, which is 08:00:00 written with six digits, not 28.8 ms before it."""
    exact = round(Decimal("0" + fraction) * DAY_MS)
    error = DAY_MS / (2 * 10 ** max(0, len(fraction) - 1))
    for size in (60_000, 1_000):
        whole = round(exact / size) * size
        if 2 * error <= size and abs(whole - exact) <= error:
            return whole
    return exact


def _ordered(found: re.Match[str], order: DateOrder | None) -> tuple[int, int, int]:
    """Year, month and day.  Raises BadValue when their order is unknown."""
    a, b, c = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["c"]) == 2:
        if order is None:
            line = ExplainedLine("has a year of two digits; give --date-order dmy, mdy or ymd")
            raise UnclearDate(line, "unclear date")
        year, month, day = {"ymd": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}[order]
        return 2000 + year, month, day
    if order == "dmy" or (order is None and a > 12):
        return c, b, a
    if order == "mdy" or (order is None and (b > 12 or a == b)):
        return c, a, b
    if order == "ymd":
        raise BadValue(ExplainedLine("has its year last, but --date-order says ymd; give dmy or mdy"), "year last")
    line = ExplainedLine("has a day and a month that could be exchanged; give --date-order dmy or mdy")
    raise UnclearDate(line, "unclear date")


def _month(name: str) -> int:
    if name[:3].lower() not in _MONTHS:
        raise BadValue(_LIKE)
    return _MONTHS.index(name[:3].lower()) + 1


def _at(found: re.Match[str], year: int, month: int, day: int) -> datetime:
    fraction = found["fraction"] or ""
    ms = round(int(fraction) * 1000 / 10 ** len(fraction)) if fraction else 0
    half = found["half"] or found["half_after"]
    if found["half"] and found["half_after"]:
        raise BadValue(_LIKE)
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    clock = _since_midnight(_hour_of(hour, half.lower() if half else ""), minute, int(found["second"] or 0), ms)
    return datetime(year, month, day, tzinfo=_zone(found)) + clock


def _hour_of(hour: int, half: str) -> int:
    """The hour of 24; ``half``: the word for a part of the day, "" for none.  Raises BadValue."""
    match half.replace(".", ""):
        case "":
            return hour
        case "am" | "上午" | "凌晨" | "清晨" | "早上" | "早晨" if hour <= 12:
            return hour % 12
        case "pm" | "下午" | "傍晚" if hour > 0:
            return hour + 12 if hour < 12 else hour
        case "中午" if hour in (11, 12, 13):
            return hour
        case "中午" if hour in (1, 2):
            return hour + 12
        case "晚上" | "夜间" if 5 <= hour != 12:
            return hour + 12 if hour < 12 else hour
    line = ExplainedLine("has an hour that does not fit its part of the day; write it from 0 to 24")
    raise BadValue(line, "part of the day")


def _since_midnight(hour: int, minute: int, second: int, ms: int) -> timedelta:
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second or ms)):
        raise BadValue(ExplainedLine("has no time of day from 00:00:00 to 24:00:00"), "no time of day")
    return timedelta(hours=hour, minutes=minute, seconds=second, milliseconds=ms)


def _zone(found: re.Match[str]) -> timezone | None:
    if found["offset"] is None:
        return None
    return _offset(found["hours"] or "0", found["minutes"])


def _offset(hours: str, minutes: str | None) -> timezone:
    """Raises ValueError for more than a day."""
    minute = int(minutes or 0)
    return timezone(timedelta(hours=int(hours), minutes=-minute if hours.startswith("-") else minute))


def _ahead(zone: timezone) -> timedelta:
    """By how much a time of day of 北京时间 is earlier than the same one of ``zone``."""
    return COUNTY_TIME.utcoffset(None) - zone.utcoffset(None)
