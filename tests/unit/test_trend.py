"""Which periods of a trend are not wholly counted."""

from __future__ import annotations

import pytest

from county.catalog import load
from county.figures.metric import FigureValue, Period
from county.figures.trend import incomplete, marked_weeks
from county.figures.weeks import weeks_until

METRICS = load().metrics
DAY_MS = 86_400_000
PERIODS = tuple(Period(n * DAY_MS, (n + 1) * DAY_MS) for n in range(4))
UNKNOWN, NONE, SOME = FigureValue(), FigureValue(0, None, 0, quality="ok"), FigureValue(7, None, 7, quality="ok")
END_MS = 4 * DAY_MS


def test_of_finished_periods_with_records_before_them_all_is_counted() -> None:
    assert not any(incomplete(METRICS["reported"], PERIODS, [SOME, NONE, SOME, SOME], END_MS))


def test_a_period_that_goes_on_is_incomplete() -> None:
    assert incomplete(METRICS["reported"], PERIODS, [SOME] * 4, END_MS - 1) == (False, False, False, True)


def test_the_period_in_which_records_begin_is_incomplete() -> None:
    begins = incomplete(METRICS["reported"], PERIODS, [UNKNOWN, SOME, SOME, SOME], END_MS)
    assert begins == (False, True, False, False)


def test_a_period_after_one_whose_calls_nobody_reported_is_complete() -> None:
    calls = METRICS["calls_offered"]
    assert not any(incomplete(calls, PERIODS, [SOME, UNKNOWN, SOME, SOME], END_MS))
    begins = incomplete(calls, PERIODS, [UNKNOWN, SOME, UNKNOWN, SOME], END_MS)
    assert begins == (False, True, False, False)


def test_without_any_records_nothing_is_incomplete() -> None:
    assert not any(incomplete(METRICS["reported"], PERIODS, [UNKNOWN] * 4, END_MS - 1))


def test_a_share_of_nothing_has_no_value_but_records() -> None:
    nobody = FigureValue(0, 0)
    assert not any(incomplete(METRICS["satisfied_rate"], PERIODS, [SOME, nobody, SOME, SOME], END_MS))


@pytest.mark.parametrize("name", ["overdue_stock", "device_online_rate", "visit_rate", "collective_income"])
def test_what_is_as_of_the_end_of_a_period_or_reported_for_it_is_never_incomplete(name: str) -> None:
    assert not any(incomplete(METRICS[name], PERIODS, [UNKNOWN, SOME, SOME, SOME], END_MS - 1))


@pytest.mark.parametrize(
    ("year_ago", "earlier", "marked"),
    [
        (UNKNOWN, (UNKNOWN, UNKNOWN), ("partial", "unknown")),
        (UNKNOWN, (SOME, UNKNOWN), ("ok", "unknown")),
        (SOME, (UNKNOWN, UNKNOWN), ("ok", "partial")),
        (SOME, (UNKNOWN, SOME), ("ok", "ok")),
    ],
    ids=["begin last week", "began earlier", "begin a year ago", "began before a year ago"],
)
def test_the_week_that_is_compared_is_marked_where_the_records_begin_in_it(
    year_ago: FigureValue, earlier: tuple[FigureValue, FigureValue], marked: tuple[str, str]
) -> None:
    found = marked_weeks(METRICS["reported"], weeks_until(END_MS), SOME, year_ago, earlier)
    assert tuple(value.quality for value in found) == marked
    assert [value.value for value in found] == [SOME.value, year_ago.value]
