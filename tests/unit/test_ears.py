"""EARS against published results and its definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.surveillance.ears import Ears, first_period, upper_bounds

COUNTS = st.lists(st.integers(0, 50), min_size=12, max_size=40)


def test_that_the_bound_of_c1_is_mean_and_spread_of_the_seven_weeks_before() -> None:
    bounds = upper_bounds([1, 3, 2, 0, 4, 2, 2, 9], Ears.C1, alpha=0.05)
    assert np.isnan(bounds[:7]).all()
    assert bounds[7] == pytest.approx(2 + 1.6448536269514722 * math.sqrt(10 / 6))


def test_that_bounds_equal_those_of_the_reference_implementation() -> None:
    # Salmonella Newport in Germany, seven weeks before 2011 and the first four of it; R surveillance's test of earsC
    counts = [1, 1, 1, 3, 3, 1, 2, 1, 0, 3, 3]
    assert upper_bounds(counts, Ears.C1, alpha=0.05)[7:] == pytest.approx(
        [3.278854, 3.278854, 3.436517, 3.855617], abs=1e-6
    )


@given(COUNTS)
def test_that_c2_compares_with_weeks_that_end_three_weeks_before(counts: list[int]) -> None:
    late, early = upper_bounds(counts, Ears.C2), upper_bounds(counts, Ears.C1)
    assert np.array_equal(late[9:], early[7:-2])


@given(COUNTS)
def test_that_c3_judges_by_the_excess_of_the_two_weeks_before(counts: list[int]) -> None:
    bounds, series = upper_bounds(counts, Ears.C3, least_sd=0.5), np.array(counts, float)

    def z(week: int) -> float:
        before = series[week - 9 : week - 2]
        return float((series[week] - before.mean()) / max(before.std(ddof=1), 0.5))

    for week in range(11, len(counts)):
        excess = max(z(week - 2) - 1, 0) + max(z(week - 1) - 1, 0)
        assert (series[week] > bounds[week]) == (excess > 1.959963984540054 and series[week] > 0)


@pytest.mark.parametrize("method", Ears)
def test_that_a_method_judges_nothing_before_its_first_period(method: Ears) -> None:
    bounds = upper_bounds(range(20), method)
    assert np.isnan(bounds[: first_period(method)]).all()
    assert np.isfinite(bounds[first_period(method) :]).all()


@pytest.mark.parametrize("method", Ears)
def test_that_too_short_a_series_has_no_bounds(method: Ears) -> None:
    assert np.isnan(upper_bounds([4, 5, 6], method)).all()


def test_that_one_more_after_equal_counts_is_an_alarm_only_without_a_least_spread() -> None:
    series = [3] * 12 + [4]
    assert upper_bounds(series, Ears.C1)[12] == 3
    assert upper_bounds(series, Ears.C1, least_sd=1.0)[12] == pytest.approx(3 + 3.090232306167813)


def test_that_a_baseline_of_one_week_is_refused() -> None:
    with pytest.raises(ValueError, match="use at least 2"):
        upper_bounds([1, 2, 3], Ears.C1, baseline=1)
