"""What one cell says of a period: ``2026-11-25``, ``2026年11月``, ``202611``, ``Q3/2026``, ``第Ⅲ季度``, ``上半年``,
``1—6月``, ``二〇二六年``, ``26年``, a date; in a column of its own also a number alone.

Words that could mean two periods are not read: 前三季度 and 三季度累计 (nine months), 2026.1 (a spreadsheet shortens
2026.10 to it), 2026-11-05 00:00:00 (a day or its first hour).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, NamedTuple

from county.tables.simplified import simplified
from county.tables.values import label

CENTURY = 2000
"""To which a year of two digits is added."""
LEVELS = ("year", "half", "quarter", "month", "day", "hour")
"""From the coarsest part of a period to the finest."""


class StatedPeriod(NamedTuple):
    """The parts of a period that a cell states."""

    year: int | None = None
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    only: str | None = None
    """The level that the period has and no finer one: of 1—6月, 全年, 月报."""

    @property
    def finest(self) -> int:
        """Index of the finest stated part in LEVELS; -1 without one."""
        return max((at for at, level in enumerate(LEVELS) if getattr(self, level) is not None), default=-1)


def stated(field: str, value: Any) -> StatedPeriod | None:
    """What a cell of ``field`` (``period`` or one of LEVELS) says; None where it cannot be read."""
    if isinstance(value, date):
        return _dated(field, value)
    words = _CHINESE_YEAR.sub(_in_digits, simplified(label(value)).translate(_NUMERALS).upper())
    instant = _ISO.fullmatch(words)
    if instant is not None:
        return _numeric(field, instant)
    words = words.replace(" ", "")
    if (kind := _KINDS.get(words)) is not None:
        return StatedPeriod(only=kind)
    for form in (_COMPACT, _MONTH_FIRST):
        if (found := form.fullmatch(words)) is not None:
            return _numeric(field, found)
    if (months := _RANGE.fullmatch(words)) is not None:
        return _of_months(months)
    so_far = words.endswith("累计")
    for form in _FORMS if so_far else (*_FORMS, *_ALONE.get(field, ())):
        if (found := form.fullmatch(words.removesuffix("累计"))) is not None:
            said = _named(found)
            return _from_january(said) if so_far else said
    return None


_NUMERALS = str.maketrans(dict(zip("ⅠⅡⅢⅣⅰⅱⅲⅳ", "12341234", strict=True)) | {"〜": "~"})
_CHINESE = {word: at for at, word in enumerate("一二三四五六七八九十", 1)} | {
    "十一": 11, "十二": 12, "I": 1, "II": 2, "III": 3, "IV": 4, "上": 1, "下": 2,
}  # fmt: skip
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile("[一二][〇○零一二三四五六七八九]{3}(?=年|$)")
_YEAR = r"(?P<year>(?:19|20)\d\d|\d\d(?=年))"
_OF_YEAR = rf"(?:{_YEAR}(?:年度?|[-/.])?)?"
_MONTH = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_QUARTER = r"[1-4一二三四]|I{1,3}|IV"
_CLOCK = r"(?P<hour>\d{1,2})(?::00(?P<seconds>:00(?:\.0+)?)?)?(?:\+08:?00)?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_ISO = _form(rf"{_YEAR}(?P<sign>[-/.])(?P<month>\d{{1,2}})(?:(?P=sign)(?P<day>\d{{1,2}})(?:(?:T| +){_CLOCK})?)?")
_COMPACT = _form(rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)?")
_MONTH_FIRST = _form(rf"(?P<month>1[0-2]|0?[1-9])[-/]{_YEAR}")
_RANGE = _form(rf"{_OF_YEAR}(?P<first>{_MONTH})月?[-–—~至到]{{1,2}}(?P<last>{_MONTH})月份?(?:累计)?")
_FORMS = tuple(
    _form(pattern)
    for pattern in (
        rf"{_YEAR}(?:年度?)?(?P<all>全年)?",
        rf"{_OF_YEAR}第?(?P<quarter>{_QUARTER})季度?",
        rf"{_OF_YEAR}(?:第|[-/])?Q(?P<quarter>[1-4])(?:季度?)?",
        rf"{_OF_YEAR}(?P<quarter>[1-4])Q",
        rf"Q(?P<quarter>[1-4])[-/]?{_YEAR}年?",
        rf"(?P<quarter>[1-4])Q[-/]?{_YEAR}年?",
        rf"{_OF_YEAR}H(?P<half>[12])",
        rf"{_OF_YEAR}(?P<half>[上下])半年度?",
        rf"H(?P<half>[12])[-/]?{_YEAR}年?",
        rf"(?P<half>[12])H[-/]?{_YEAR}年?",
        rf"{_OF_YEAR}(?P<month>{_MONTH})月份?",
        rf"{_OF_YEAR}(?P<month>{_MONTH})月(?P<day>\d{{1,2}})[日号](?:(?P<hour>\d{{1,2}})(?:[时点](?:00?分)?|:00))?",
        r"(?P<day>\d{1,2})[日号]",
    )
)
_ALONE = {
    "half": (_form("(?P<half>[12上下])"),),
    "quarter": (_form(f"第?(?P<quarter>{_QUARTER})"),),
    "month": (_form(f"(?P<month>{_MONTH})"),),
    "day": (_form(r"(?P<day>\d{1,2})"),),
    "hour": (_form(r"(?P<hour>\d{1,2})(?:[时点]|:00(?::00)?)?"),),
}
"""A part alone, in a column of its own."""
_KINDS = {
    word: level
    for level, words in {
        "year": "年 年度 年报 全年 每年", "half": "半年 半年度 半年报 每半年", "quarter": "季 季度 季报 每季 每季度",
        "month": "月 月度 月报 每月", "day": "日 日报 每日 每天",
    }.items()
    for word in words.split()
}  # fmt: skip
"""How long the period is, and not which: of a column like 填报周期."""


def _dated(field: str, value: date) -> StatedPeriod | None:
    """Of a cell with a date.  In a column of months or years a spreadsheet keeps them as their first day, and makes
    the third of January of 1-3: another day is not read there."""
    at = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    if (at.minute, at.second, at.microsecond) != (0, 0, 0):
        return None
    match field:
        case "year":
            return StatedPeriod(at.year) if (at.month, at.day, at.hour) == (1, 1, 0) else None
        case "month":
            return StatedPeriod(at.year, month=at.month) if (at.day, at.hour) == (1, 0) else None
        case "period" | "day":
            return StatedPeriod(at.year, month=at.month, day=at.day, hour=at.hour or None)
    return None


def _numeric(field: str, found: re.Match[str]) -> StatedPeriod | None:
    """Year and month, day and hour as numbers; 2026-4 in a column of quarters is April or the fourth quarter."""
    given = found.groupdict()
    if given.get("day") is None and (field in ("half", "quarter") or (given.get("sign"), given["month"]) == (".", "1")):
        return None
    if given.get("seconds") is not None and int(given["hour"]) == 0:
        return None
    return _named(found)


def _of_months(found: re.Match[str]) -> StatedPeriod | None:
    """Of 1—6月 the half-year; None for months that are no quarter, half-year or year."""
    year = _named(found).year
    match _number(found["first"]), _number(found["last"]):
        case 1, 12:
            return StatedPeriod(year, only="year")
        case (1, 6) | (7, 12) as months:
            return StatedPeriod(year, half=months[1] // 6, only="half")
        case (1, 3) | (4, 6) | (7, 9) | (10, 12) as months:
            return StatedPeriod(year, quarter=months[1] // 3, only="quarter")
    return None


def _from_january(said: StatedPeriod) -> StatedPeriod | None:
    """Of what is counted from January: 上半年累计 and 一季度累计 are the period itself, others several of them."""
    match said:
        case StatedPeriod(half=1, quarter=None, month=None):
            return said._replace(only="half")
        case StatedPeriod(quarter=1, month=None):
            return said._replace(only="quarter")
    return None


def _named(found: re.Match[str]) -> StatedPeriod:
    given = found.groupdict()
    parts = {level: _number(given[level]) for level in LEVELS if given.get(level) is not None}
    if parts.get("year", CENTURY) < CENTURY:  # 26年
        parts["year"] += CENTURY
    return StatedPeriod(**parts, only="year" if given.get("all") else None)


def _in_digits(found: re.Match[str]) -> str:
    return found[0].translate(_CHINESE_DIGITS)


def _number(word: str) -> int:
    return _CHINESE[word] if word in _CHINESE else int(word)
