"""Half hours of the day, in which shifts, breaks and opening hours are counted."""

from __future__ import annotations

import re

SLOT_MIN = 30
SLOTS = 24 * 60 // SLOT_MIN
DAY_MIN = 24 * 60
_SPAN = re.compile(r"\s*(\d{1,2}):(\d\d)\s*[-–—]\s*(\d{1,2}):(\d\d)\s*")


def span_min(text: str) -> tuple[int, int]:
    """Start and end, minutes after midnight, of a span as 08:00-16:00; the end of 22:00-06:00 is on the next day.

    Raises ValueError for another text, and for times that are no half hours.
    """
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no span like 08:00-16:00")
    hours, minutes = map(int, found.group(1, 3)), map(int, found.group(2, 4))
    start, end = (60 * hour + minute for hour, minute in zip(hours, minutes, strict=True))
    if not (0 <= start < DAY_MIN and 0 <= end <= DAY_MIN) or start % SLOT_MIN or end % SLOT_MIN:
        raise ValueError(f"{text!r} is no span of half hours of a day")
    if start == end:
        raise ValueError(f"{text!r} begins and ends at the same time; write 00:00-24:00 for the whole day")
    return start, end if end > start else end + DAY_MIN


def span_slots(text: str) -> tuple[int, ...]:
    """The half hours of a span, from 0 to SLOTS - 1 each.  Raises ValueError."""
    start, end = span_min(text)
    return tuple(slot % SLOTS for slot in range(start // SLOT_MIN, end // SLOT_MIN))


def stretches(span: str, breaks: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """The parts of a span between its breaks, minutes after midnight of the day on which it begins.  Raises ValueError
    for a break that is not within the span, or overlaps another one."""
    start, end = span_min(span)
    parts, at = [], start
    for text in breaks:
        begin, until = span_min(text)
        if begin < start:
            begin, until = begin + DAY_MIN, until + DAY_MIN
        if begin < at or until > end:
            raise ValueError(f"the break {text} is not within {span}, or not in order")
        parts.append((at, begin))
        at = until
    return tuple((begin, until) for begin, until in (*parts, (at, end)) if begin < until)


def slot_text(slot: int) -> str:
    """When a half hour begins, as 08:30."""
    return f"{slot * SLOT_MIN // 60:02d}:{slot * SLOT_MIN % 60:02d}"
