"""Durations: ISO 8601 in files, milliseconds in the program."""

from __future__ import annotations

import re
from decimal import Decimal

_FORM = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<days>\d{1,3})D)?"
    r"(?:T(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7}(?:\.\d{1,3})?)S)?)?",
    re.ASCII,
)
_DAY_MS, _HOUR_MS, _MINUTE_MS = 86_400_000, 3_600_000, 60_000


class Span(int):
    """Milliseconds between two moments; in a scenario negative before its start."""


def parse_span(text: object) -> Span:
    """``PT1H30M``, ``P1D``, ``-PT10M`` in ms.  Years and months have no fixed length.  Raises ValueError."""
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None or not any(found[part] for part in ("days", "hours", "minutes", "seconds")):
        raise ValueError(f"{text!r} is not a duration; write it like 'PT5M', 'PT1H30M' or '-PT10M'")
    days, hours, minutes = (int(found[part] or 0) for part in ("days", "hours", "minutes"))
    ms = days * _DAY_MS + hours * _HOUR_MS + minutes * _MINUTE_MS + int(Decimal(found["seconds"] or 0) * 1000)
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
    days, left = divmod(left, _DAY_MS)
    hours, left = divmod(left, _HOUR_MS)
    minutes, left = divmod(left, _MINUTE_MS)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{Decimal(left) / 1000:f}S" if left else ""
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if ms < 0 else ''}P{text or 'T0M'}"
