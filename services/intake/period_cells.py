"""Periods as files write them: ``2026-11-25``, ``2026年11月``, ``2026/11/25 14:00``, ``2026年第4季度``, or a date."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from county.figures.periods import span_ms
from county.tables.simplified import simplified
from county.tables.values import text

_QUARTER = re.compile(r"(\d{4})\D{0,2}(?:Q|第)?([1-4一二三四])(?:季度)?", re.IGNORECASE)
_QUARTER_MARK = re.compile("[Qq]|季")
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


def _written(words: str) -> str:
    if _QUARTER_MARK.search(words):
        quarter = _QUARTER.fullmatch(words)
        return "" if quarter is None else f"{quarter[1]}-Q{_CHINESE.get(quarter[2], quarter[2])}"
    parts = _PARTS.fullmatch(words)
    if parts is None:
        return ""
    year, *rest = (part for part in parts.groups() if part is not None)
    day = "-".join((year, *(part.zfill(2) for part in rest[:2])))
    return f"{day}T{rest[2].zfill(2)}" if len(rest) == 3 else day
