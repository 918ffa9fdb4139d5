"""Unusual counts: after a quiet history one event is no alarm and fifty are; after an uneven one a peak is none."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from county.figures.metric import FigureValue
from county.figures.unusual import HIGHEST, HISTORY_MIN, surprise
from county.figures.vital_sign_table import VitalSign
from county.figures.vital_signs import band_of
from county.names import Name
from services.analysis.assessment.sign_values import sign_periods, sign_value

QUIET = [0] * 52
SIGN = VitalSign(name=Name("x", "x"), plate="p", metric="reported", bands=(3, 4, 6), weeks=26, source="x")
WEEK_MS = 7 * 86_400_000


def known(count: int) -> FigureValue:
    return FigureValue(count, None, count, quality="ok")


def test_after_nothing_in_a_year_fifty_are_an_alarm_and_one_is_none() -> None:
    assert band_of(SIGN, surprise(50, QUIET)) == "red"
    assert band_of(SIGN, surprise(1, QUIET)) == "green"
    assert band_of(SIGN, surprise(0, QUIET)) == "green"


def test_a_peak_is_unusual_where_counts_are_even_and_usual_where_they_vary() -> None:
    even, uneven = [10, 9, 11, 8, 12, 10, 9, 13, 10, 8], [2, 30, 1, 18, 0, 25, 9, 33, 1, 4]
    assert band_of(SIGN, surprise(28, even)) == "orange"
    assert band_of(SIGN, surprise(28, uneven)) == "green"


@pytest.mark.parametrize(("count", "history"), [(3, QUIET), (14, [10] * 20), (1, QUIET), (40, [30] * 9)])
def test_the_chance_is_that_of_the_negative_binomial_distribution(count: int, history: list[int]) -> None:
    periods = len(history)
    chance = nbinom.sf(count - 1, sum(history) + 0.5, periods / (periods + 1))
    assert surprise(count, history) == pytest.approx(-math.log10(chance), rel=1e-6)


@given(st.integers(0, 500), st.lists(st.integers(0, 300), min_size=HISTORY_MIN, max_size=60))
def test_more_is_never_less_unusual(count: int, history: list[int]) -> None:
    one, more = surprise(count, history), surprise(count + 1, history)
    assert one is not None
    assert more is not None
    assert 0 <= one <= more + 1e-9 <= HIGHEST + 1e-6


def test_a_short_history_says_nothing() -> None:
    assert surprise(50, [0] * (HISTORY_MIN - 1)) is None


def test_a_sign_is_compared_with_the_same_hours_of_the_weeks_before() -> None:
    now_ms = 60 * WEEK_MS
    periods = sign_periods(SIGN, now_ms)
    assert len(periods) == 27
    assert {earlier.from_ms - later.from_ms for later, earlier in pairwise(periods)} == {-WEEK_MS}
    assert periods[0].to_ms == now_ms + 1


def test_weeks_before_the_first_record_are_no_zeros() -> None:
    unknown = [FigureValue()] * 26
    assert sign_value(SIGN, [known(50), *unknown]) is None
    assert sign_value(SIGN, [known(50), *[known(0)] * 10, *unknown[10:]]) == surprise(50, [0] * 10)
    assert sign_value(SIGN, [FigureValue(), *[known(0)] * 26]) is None
