"""Simulated statisticians: the indicators of the assessment, and the calls of the hotline.

What the county knows already is not reported again, so that nothing that a person corrected is changed.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random

import msgspec

from county.authority import SIMULATION
from county.commands import Command
from county.durations import DAY_MS, HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.figures.indicators import Indicator, ReportIndicator
from county.figures.inputs import CallCount, CountCalls
from county.figures.periods import before, period_at
from services.intake.base import IntakeBatch
from services.simulation.reports import SIMULATED
from services.simulation.tables import read

STATISTICIAN = SIMULATED + "统计员"
QUARTERS, DAYS = 5, 14
"""Reported of the time before the start."""
YEAR_DAYS = 364
"""The weeks of a year ago are so many days earlier."""
EACH_CALL = 20
"""Reports at once: those of the past come in the first minutes."""


class ValueRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of an indicator of the whole county.  ``sums``: of a quarter, which is added to those before in its year."""

    least: float
    most: float
    sums: bool = False


class ShareRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a part and its whole, in every town."""

    least: int
    most: int
    share: tuple[float, float]


class CallRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Calls of an hour."""

    night: int
    noon: int
    answered: tuple[float, float]


class ReportedRanges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table ``reported.toml``."""

    note: str
    values: dict[str, ValueRange]
    shares: dict[str, ShareRange]
    calls: CallRange


class SimulatedReporting:
    """Implements :class:`services.intake.base.Intake`."""

    principal = SIMULATION

    def __init__(
        self, county: str, towns: Sequence[str], *, realm: str, seed: int,
        indicators: Callable[[], Iterable[Indicator]], calls: Callable[[], Iterable[CallCount]],
    ) -> None:  # fmt: skip
        """``county``, ``towns``: codes; ``indicators``, ``calls``: what the desk knows.  Raises BadCatalog."""
        self._county, self._towns = county, towns
        self._realm, self._seed = realm, seed
        self._indicators, self._calls = indicators, calls
        self._ranges = read("reported", ReportedRanges)
        self._hour: int | None = None
        self._waiting: deque[ReportIndicator | CountCalls] = deque()

    def due(self, now_ms: int) -> IntakeBatch:
        """What the county does not know: looked for once an hour."""
        hour = now_ms // HOUR_MS
        if hour != self._hour:
            self._hour = hour
            self._waiting = deque(self._missing(now_ms))
        bodies = [self._waiting.popleft() for _ in range(min(EACH_CALL, len(self._waiting)))]
        return IntakeBatch(commands=tuple(
            Command(id=_id(body), realm=self._realm, for_=STATISTICIAN, happened_ms=now_ms, body=body)
            for body in bodies
        ))  # fmt: skip

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates no sensor."""

    def _missing(self, now_ms: int) -> Iterator[ReportIndicator | CountCalls]:
        known = {one.id for one in self._indicators()}
        quarter = period_at("quarter", now_ms)
        quarters = [quarter, *(before(quarter, back) for back in range(1, QUARTERS))]
        half, year = period_at("half", now_ms), period_at("year", now_ms)
        for period in (quarter, half, year, *quarters[1:], before(half)):
            yield from (body for body in self._of_county(period) if body.key not in known)
        for period in quarters:
            yield from (body for body in self._of_towns(period) if body.key not in known)
        counted = {one.id for one in self._calls()}
        for period in _called(now_ms):
            if period not in counted:
                offered, answered = self._calls_of(period)
                yield CountCalls(period=period, offered=offered, answered=answered, note=self._ranges.note)

    def _of_county(self, period: str) -> Iterator[ReportIndicator]:
        for name, row in self._ranges.values.items():
            quarters = _quarters_until(period) if row.sums else [period]
            drawn = sum(Random(f"{self._seed}:{name}:{one}").uniform(row.least, row.most) for one in quarters)
            value = float(round(drawn)) if row.sums else round(drawn, 4)
            yield self._report(name, self._county, period, value)

    def _of_towns(self, period: str) -> Iterator[ReportIndicator]:
        for town in self._towns:
            for name, row in self._ranges.shares.items():
                drawn = Random(f"{self._seed}:{name}:{town}:{period}")
                usual = Random(f"{self._seed}:{name}:{town}").randint(row.least, row.most)
                whole = round(usual * drawn.uniform(0.97, 1.03))
                part = float(round(whole * drawn.uniform(*row.share)))
                yield self._report(name, town, period, part, float(whole))

    def _report(
        self, name: str, division: str, period: str, value: float, whole: float | None = None
    ) -> ReportIndicator:
        note = self._ranges.note
        return ReportIndicator(
            indicator=name, division=division, period=period, value=value, whole=whole, note=note
        )

    def _calls_of(self, period: str) -> tuple[int, int]:
        """Calls that came and that were answered; those of a day are those of its hours."""
        if "T" not in period:
            hours = [self._calls_of(f"{period}T{hour:02}") for hour in range(24)]
            return sum(offered for offered, _ in hours), sum(answered for _, answered in hours)
        row, drawn = self._ranges.calls, Random(f"{self._seed}:calls:{period}")
        day = (1 - math.cos(math.pi * int(period[-2:]) / 12)) / 2
        offered = round((row.night + (row.noon - row.night) * day) * drawn.uniform(0.8, 1.2))
        return offered, round(offered * drawn.uniform(*row.answered))


def _id(body: ReportIndicator | CountCalls) -> str:
    key = body.key if isinstance(body, ReportIndicator) else body.period
    return f"demo:{key}:{type(body).__name__}"


def day_start(now_ms: int) -> int:
    """When the county's civil day of this time began."""
    return (now_ms + COUNTY_OFFSET_MS) // DAY_MS * DAY_MS - COUNTY_OFFSET_MS


def _called(now_ms: int) -> Iterator[str]:
    """Hours of today that are over, days before, and those of the same two weeks a year ago."""
    day = period_at("day", now_ms)
    for hour in range((now_ms - day_start(now_ms)) // HOUR_MS):
        yield f"{day}T{hour:02}"
    for back in (*range(1, DAYS + 1), *range(YEAR_DAYS, YEAR_DAYS + DAYS + 1)):
        yield period_at("day", now_ms - back * DAY_MS)


def _quarters_until(period: str) -> list[str]:
    """The quarters of the year up to the end of a quarter, half-year or year."""
    last = int(period[-1]) if "Q" in period else 2 * int(period[-1]) if "H" in period else 4
    return [f"{period[:4]}-Q{number}" for number in range(1, last + 1)]
