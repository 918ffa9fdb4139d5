"""The same season of earlier years, as a period of a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK_DAYS = 7


@dataclass(frozen=True)
class Season:
    """``periods`` in a year; or, where ``first_day`` is known, weeks that begin with it: then the same season is the
    week whose first day is closest to the same date of the earlier year."""

    periods: int = 52
    first_day: date | None = None

    def earlier(self, period: int, years: int) -> list[int]:
        """The periods one year, two years … before ``period``, ``years`` of them; they may lie before the series."""
        if self.first_day is None:
            return [period - self.periods * year for year in range(1, years + 1)]
        day = self.first_day + timedelta(days=WEEK_DAYS * period)
        return [round((_years_before(day, year) - self.first_day).days / WEEK_DAYS) for year in range(1, years + 1)]


WEEKS_OF_YEAR = Season()


def _years_before(day: date, years: int) -> date:
    """29 February becomes 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def require_years(earlier: Sequence[int], half_window: int, period: int) -> None:
    """Raises ValueError where the window around the earliest season begins before the series."""
    if earlier[-1] < half_window:
        raise ValueError(f"period {period} has not {len(earlier)} years of counts before it; use fewer years")
