"""What counts as rising: an increase beyond chance, against last week and against the same week a year ago."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.catalog import load
from county.durations import DAY_MS, MINUTE_MS, WEEK_MS
from county.figures.metric import FigureValue, share_of
from county.figures.rising import is_worse, rise_of, rises
from county.figures.weeks import trend_until, weeks_until


def count(n: int) -> FigureValue:
    return FigureValue(n, None, n, quality="ok")


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(50, 0, True), (1, 0, False), (4, 0, False), (12, 11, False), (34, 12, True), (12, 34, False), (0, 0, False)],
)
def test_a_rise_is_one_that_chance_does_not_explain(now: int, before: int, expected: bool) -> None:
    assert rises(now, before) is expected


@given(st.integers(0, 400), st.integers(0, 400))
def test_what_rises_is_higher_and_more_of_it_rises_too(now: int, before: int) -> None:
    if rises(now, before):
        assert now > before
        assert rises(now + 1, before)


def test_a_rise_must_hold_against_last_week_and_against_a_year_ago() -> None:
    assert rise_of("a", count(40), count(10), count(38)) is None, "it is so every year"
    assert rise_of("a", count(40), count(38), count(10)) is None, "it was so last week"
    found = rise_of("a", count(40), count(10), count(12))
    assert found == ("a", 40, 10, 12)
    assert found.factor == 4.0


def test_an_unknown_year_says_so_and_an_unknown_week_compares_nothing() -> None:
    found = rise_of("a", count(40), count(10), FigureValue())
    assert found is not None
    assert found.year_ago is None
    assert rise_of("a", count(40), FigureValue(), count(10)) is None


def test_a_share_is_worse_when_the_intervals_do_not_touch_and_never_by_a_small_sample() -> None:
    metric = load().metrics["closed_on_time"]
    assert is_worse(metric, share_of(700, 1_000, 20), share_of(900, 1_000, 20))
    assert not is_worse(metric, share_of(900, 1_000, 20), share_of(700, 1_000, 20))
    assert not is_worse(metric, share_of(89, 100, 20), share_of(90, 100, 20))
    assert not is_worse(metric, share_of(0, 7, 20), share_of(900, 1_000, 20))
    assert not is_worse(metric, FigureValue(), share_of(900, 1_000, 20))


def test_what_happens_now_counts_and_a_year_ago_is_the_same_day_of_the_week() -> None:
    at_ms = 1_795_399_200_000 + 25 * MINUTE_MS
    now, before, year_ago = weeks_until(at_ms)
    assert now.to_ms == at_ms + MINUTE_MS
    assert {one.to_ms - one.from_ms for one in (now, before, year_ago)} == {WEEK_MS}
    assert before.to_ms == now.from_ms
    assert now.to_ms - year_ago.to_ms == 364 * DAY_MS
    assert weeks_until(at_ms + MINUTE_MS - 1) == (now, before, year_ago)


def test_a_trend_begins_with_the_shown_week_and_has_no_gap() -> None:
    weeks = trend_until(1_795_399_200_000, 4)
    assert weeks[0] == weeks_until(1_795_399_200_000).now
    assert all(later.from_ms == earlier.to_ms for later, earlier in pairwise(weeks))
