"""The period of a row from all cells that say something of it: the finest stated part, where all of them agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from county.figures.periods import PERIOD_KINDS, kind_of, period_at, span_ms
from county.tables.values import plain_text
from services.intake.stated_period import LEVELS, StatedPeriod, stated

_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)")
_TO = re.compile("[至到~〜—–]")


class NoPeriod(ValueError):
    """Cells that name no period; ``cells``: the indices of the one that cannot be read, of two that contradict each
    other, or of all where they are too little together."""

    def __init__(self, cells: tuple[int, ...], *, contradictory: bool = False) -> None:
        super().__init__(cells)
        self.cells = cells
        self.contradictory = contradictory


def period_in(value: Any) -> str | None:
    """The period that a cell names, as :func:`county.figures.periods.span_ms` reads it; None where it names none."""
    try:
        return period_of_cells([("period", value)])
    except NoPeriod:
        return None


def period_of_cells(cells: Sequence[tuple[str, Any]]) -> str:
    """The period that cells name together, each with its field (``period``, ``year``, ``quarter`` …) and without gaps.

    第四季度 and 11月 of 2026 are 2026-11.  Raises NoPeriod.
    """
    read: list[tuple[int, StatedPeriod]] = []
    for at, (field, value) in enumerate(cells):
        for part in _parts(value):
            said = _from_to(part) or stated(field, part)
            if said is None:
                raise NoPeriod((at,))
            read.append((at, _with_coarser(said)))
    for (one, first), (other, second) in combinations(read, 2):
        if not _agree(first, second):
            raise NoPeriod((one, other), contradictory=True)
    period = _written([said for _, said in read])
    if span_ms(period) is None:
        raise NoPeriod(tuple(range(len(cells))))
    return period


def _parts(value: Any) -> tuple[Any, ...]:
    """Of 2026年第三季度（7—9月） what stands before and in the brackets."""
    found = _BRACKETS.fullmatch(plain_text(value)) if isinstance(value, str) else None
    return (value,) if found is None else found.groups()


def _from_to(value: Any) -> StatedPeriod | None:
    """Of 2026-11-01至2026-11-30 the month, quarter, half-year or year that it is; None where it is none."""
    halves = _TO.split(plain_text(value)) if isinstance(value, str) else []
    if len(halves) != 2:
        return None
    first, last = map(period_in, halves)
    if first is None or last is None or kind_of(first) != kind_of(last):
        return None
    begin, end = span_ms(first), span_ms(last)
    assert begin is not None, "it is a period"
    assert end is not None, "it is a period"
    whole = range(begin.start, end.stop)
    kind = next((kind for kind in PERIOD_KINDS if span_ms(period_at(kind, begin.start)) == whole), None)
    said = None if kind is None else stated("period", period_at(kind, begin.start))
    return None if said is None else said._replace(only=kind)


def _with_coarser(said: StatedPeriod) -> StatedPeriod:
    """``said`` with the quarter of its month and the half-year of that."""
    quarter = said.quarter if said.month is None else (said.month + 2) // 3
    return said._replace(quarter=quarter, half=said.half if quarter is None else (quarter + 1) // 2)


def _agree(one: StatedPeriod, other: StatedPeriod) -> bool:
    for level in LEVELS:
        first, second = getattr(one, level), getattr(other, level)
        if first is not None and second is not None and first != second:
            return False
    return all(
        said.only is None or (more.finest <= LEVELS.index(said.only) and more.only in (None, said.only))
        for said, more in ((one, other), (other, one))
    )


def _written(read: Sequence[StatedPeriod]) -> str:
    """The finest part with all that it needs; "" where something is lacking."""
    parts = {level: getattr(said, level) for level in LEVELS for said in read if getattr(said, level) is not None}
    finest = max((said.finest for said in read), default=-1)
    if "year" not in parts or any(said.only not in (None, LEVELS[finest]) for said in read):
        return ""
    year = f"{parts['year']:04}"
    match LEVELS[finest]:
        case "year":
            return year
        case "half":
            return f"{year}-H{parts['half']}"
        case "quarter":
            return f"{year}-Q{parts['quarter']}"
    needed = [parts.get(level) for level in ("month", "day", "hour")[: finest - 2]]
    if None in needed:
        return ""
    month, *rest = (f"{part:02}" for part in needed)
    return f"{year}-{month}" + "".join(sign + part for sign, part in zip("-T", rest, strict=False))
