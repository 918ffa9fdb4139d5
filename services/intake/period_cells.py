"""Periods as files write them: ``2026-11-25``, ``2026年11月``, ``202611``, ``2026/11/25 14:00``, ``2026年第4季度``,
``2026年上半年``, a date, or year and quarter or month in columns of their own."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from county.figures.periods import kind_of, span_ms
from county.tables.simplified import simplified
from county.tables.values import is_gap, text, undressed

_QUARTER = re.compile(r"(\d{4})\D{0,3}?(?:Q|第)?([1-4一二三四])(?:季度?)?", re.IGNORECASE)
_QUARTER_MARK = re.compile("[Qq]|季")
_HALF = re.compile(r"(\d{4})[年\-/ ]{0,2}(?:[Hh]([12])|([上下])半年)度?")
_HALVES = {"1": "1", "2": "2", "上": "1", "下": "2"}
_COMPACT = re.compile(r"(20\d{2})(0[1-9]|1[0-2])([0-3]\d)?")
"""202611, 20261125."""
_WHOLE_YEAR = re.compile(r"(\d{4})(?:年度|年全年|全年|年)")
_MONTHS = re.compile(r"(\d{4})[年\-/. ]?(\d{1,2})月?[\-–—~～至到](\d{1,2})月")
"""Counted from the first to the last of some months."""
_OF_MONTHS = {
    (1, 3): "-Q1", (4, 6): "-Q2", (7, 9): "-Q3", (10, 12): "-Q4", (1, 6): "-H1", (7, 12): "-H2", (1, 12): "",
}  # fmt: skip
_PART = re.compile(r"(?:第|Q)?(1[0-2]|0?[1-9]|[一二三四])(?:季度?|月份?)?", re.IGNORECASE)
"""A quarter or a month without its year."""
_YEAR = re.compile(r"(20\d{2})(?:\.0)?(?:年度?)?")
_CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4"}
_PARTS = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})(?:日?[T ]*(\d{1,2})(?:[:时].*)?)?)?)?[年月日]?")


def period_in(value: Any) -> str | None:
    """The period that a cell names, as :func:`county.figures.periods.span_ms` reads it; None where it names none."""
    if isinstance(value, datetime):
        found = value.strftime("%Y-%m-%dT%H" if (value.hour, value.minute) != (0, 0) else "%Y-%m-%d")
    elif isinstance(value, date):
        found = value.strftime("%Y-%m-%d")
    else:
        found = _written(simplified(text(value)))
    return found if span_ms(found) is not None else None


def period_of_parts(year: Any, quarter: Any, month: Any) -> str | None:
    """The period that cells in columns of their own name together; None where they name none."""
    parts = [(cell, sign) for cell, sign in ((quarter, "Q"), (month, "")) if not is_gap(cell)]
    if not parts:
        return period_in(year)
    cell, sign = parts[0]
    whole = period_in(cell)  # with its year
    known, found = _YEAR.fullmatch(undressed(text(year))), _PART.fullmatch(undressed(simplified(text(cell))))
    if whole is not None and kind_of(whole) in ("quarter", "month"):
        return whole
    if known is None or found is None:
        return None
    number = _CHINESE.get(found[1], found[1])
    period = f"{known[1]}-Q{int(number)}" if sign else f"{known[1]}-{int(number):02}"
    return period if span_ms(period) is not None else None


def _written(words: str) -> str:
    half, whole, compact = (form.fullmatch(words) for form in (_HALF, _WHOLE_YEAR, _COMPACT))
    if half is not None:
        return f"{half[1]}-H{_HALVES[half[2] or half[3]]}"
    if whole is not None:
        return str(whole[1])
    if (months := _MONTHS.fullmatch(words)) is not None:
        of_months = _OF_MONTHS.get((int(months[2]), int(months[3])))
        return "" if of_months is None else f"{months[1]}{of_months}"
    if compact is not None:
        return "-".join(part for part in compact.groups() if part is not None)
    if _QUARTER_MARK.search(words):
        quarter = _QUARTER.fullmatch(words)
        return "" if quarter is None else f"{quarter[1]}-Q{_CHINESE.get(quarter[2], quarter[2])}"
    parts = _PARTS.fullmatch(words)
    if parts is None:
        return ""
    year, *rest = (part for part in parts.groups() if part is not None)
    day = "-".join((year, *(part.zfill(2) for part in rest[:2])))
    return f"{day}T{rest[2].zfill(2)}" if len(rest) == 3 else day
