"""Durations: ISO 8601 in files, milliseconds in the program."""

from __future__ import annotations

import re
from decimal import Decimal

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS
_FORM = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<days>\d{1,3})D)?"
    r"(?:T(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7}(?:\.\d{1,3})?)S)?)?",
    re.ASCII,
)


class Span(int):
    """Milliseconds between two moments; in a scenario negative before its start."""


def parse_span(text: object) -> Span:
    """``PT1H30M``, ``P1D``, ``-PT10M`` in ms.  Years and months have no fixed length.  Raises ValueError."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None or not any(found[part] for part in ("days", "hours", "minutes", "seconds")):
        raise ValueError(f"{text!r} is not a duration; write it like 'PT5M', 'PT1H30M' or '-PT10M'")
    days, hours, minutes = (int(found[part] or 0) for part in ("days", "hours", "minutes"))
    ms = days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + int(Decimal(found["seconds"] or 0) * SECOND_MS)
    return Span(-ms if found["sign"] == "-" else ms)


def readable_span(text: object) -> Span | None:
    """As :func:`parse_span`; None for what is no duration."""
    try:
        return parse_span(text)
    except ValueError:
        return None


def iso_of(ms: int) -> str:
    """The shortest text that :func:`parse_span` reads as ``ms``."""
    left = abs(ms)
    days, left = divmod(left, DAY_MS)
    hours, left = divmod(left, HOUR_MS)
    minutes, left = divmod(left, MINUTE_MS)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{Decimal(left) / SECOND_MS:f}S" if left else ""
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if ms < 0 else ''}P{text or 'T0M'}"
