"""The axis of a chart: all values are on it, a larger one is higher, and its numbers are round and distinct."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.chart_axis import INTERVALS, fitted, roomy


@pytest.mark.parametrize(
    ("values", "decimals", "numbers"),
    [
        ([96.2, 99.1], 1, (96, 97, 98, 99, 100)), ([98.0, 100.0], 1, (98, 98.5, 99, 99.5, 100)),
        ([130.0, 145.0], 1, (130, 135, 140, 145)), ([90.0, 115.0], 1, (90, 100, 110, 120)),
        ([0.0, 0.0], 0, (0, 1)), ([3.0, 3.0], 0, (2, 3)), ([0.0, 7.0], 0, (0, 2, 4, 6, 8)),
        ([-3.0, 5.0], 0, (-4, -2, 0, 2, 4, 6)), ([1_204.0, 3_310.0], 0, (1_000, 2_000, 3_000, 4_000)),
        ([100.0], 1, (85, 90, 95, 100)),
    ],
)  # fmt: skip
def test_the_numbers_of_an_axis_are_round(values: list[float], decimals: int, numbers: tuple[float, ...]) -> None:
    assert fitted(values, decimals).numbers == pytest.approx(numbers)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=8), st.integers(0, 2))
def test_every_value_is_on_the_axis_and_its_numbers_are_distinct_as_written(values: list[float], decimals: int) -> None:
    axis = fitted(values, decimals)
    for one in values:
        assert -1e-6 <= axis.share(one) <= 1 + 1e-6
    assert axis.share(max(values)) >= axis.share(min(values))
    assert len({f"{number:.{decimals}f}" for number in axis.numbers}) == len(axis.numbers) <= INTERVALS + 2
    assert axis.low >= 0 or min(values) < 0


def test_a_flat_series_is_a_line_in_the_middle_and_not_the_whole_height() -> None:
    low, high = roomy(79.0, 80.0, 1)
    assert high - low > 15
    assert (79.5 - low) / (high - low) == pytest.approx(0.5)


@given(st.floats(0, 1e4), st.floats(0, 1e4), st.integers(0, 3))
def test_a_range_of_values_that_are_not_negative_begins_at_zero_or_above(a: float, b: float, decimals: int) -> None:
    low, high = roomy(min(a, b), max(a, b), decimals)
    assert 0 <= low <= min(a, b)
    assert high >= max(a, b)
    assert high > low


def test_a_range_below_zero_has_room_on_both_sides() -> None:
    low, high = roomy(-8.0, 4.0, 1)
    assert low < -8.0
    assert high > 4.0
