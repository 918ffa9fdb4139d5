"""Expected counts of places and shifts of shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from county.surveillance.expected_counts import LEAST_PER_DAY, expected_per_day, shrunk_rates
from county.surveillance.shares import LEAST_TOTAL, has_shifted, wilson


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 3_000)), min_size=2, max_size=20))
def test_that_a_rate_lies_between_that_of_the_village_and_that_of_its_town(places: list[tuple[int, int]]) -> None:
    assume(any(count for count, _ in places))
    cases, people = (np.array(column, float) for column in zip(*places, strict=True))
    town = cases.sum() / people.sum()
    for found, own in zip(shrunk_rates(cases, people, np.zeros(len(cases))), cases / people, strict=True):
        assert min(own, town) - 1e-12 <= found <= max(own, town) + 1e-12


def test_that_a_small_village_is_drawn_towards_its_town_more_than_a_large_one() -> None:
    cases, people = np.array([10, 1_000, 10, 1_000]), np.array([100, 10_000, 1_000, 100_000])
    found = shrunk_rates(cases, people, np.zeros(4))
    assert abs(found[0] - 0.1) > abs(found[1] - 0.1)


def test_that_a_village_without_people_has_the_rate_of_its_town_and_no_infinite_one() -> None:
    found = shrunk_rates([3, 5, 0], [100, 100, 0], [0, 0, 0])
    assert found[2] == pytest.approx(8 / 200)


def test_that_a_town_without_cases_has_the_rate_of_one_case_more_than_the_county_lets_expect() -> None:
    found = shrunk_rates([4, 0], [100, 100], [0, 1])
    assert found == pytest.approx([0.04, 1 / (100 + 50)])


def test_that_weekdays_differ_as_they_did() -> None:
    days = np.arange(7 * 60) % 7
    past = np.where(days[:, None] == 6, 1.0, 4.0) * np.ones((1, 3))
    found = expected_per_day(past, [100] * 3, [0, 0, 0], days, [0, 6])
    assert found[0, 0] / found[1, 0] == pytest.approx(4, rel=0.05)
    assert found[0, 0] == pytest.approx(4, rel=0.02)


def test_that_a_place_where_nothing_ever_happened_is_expected_to_have_nearly_nothing() -> None:
    days = np.arange(70) % 7
    found = expected_per_day(np.zeros((70, 2)), [0, 50], [0, 0], days, range(7))
    assert (found == LEAST_PER_DAY).all()


def test_that_the_interval_of_a_share_is_wilsons() -> None:
    assert wilson(926, 961) == pytest.approx((0.949770, 0.973698), abs=1e-6)
    assert wilson(0, 0) == (0, 1)


@given(st.integers(0, 200), st.integers(0, 200))
@example(part=0, more=3)
@example(part=3, more=0)
def test_that_a_share_lies_in_its_interval(part: int, more: int) -> None:
    assume(part + more)
    low, high = wilson(part, part + more)
    assert 0 <= low <= part / (part + more) <= high <= 1


def test_that_one_late_of_two_is_no_shift_and_many_are() -> None:
    assert not has_shifted(1, 2, 5, 1_000)
    assert not has_shifted(LEAST_TOTAL - 1, LEAST_TOTAL - 1, 5, 1_000)
    assert has_shifted(60, 100, 50, 1_000)
    assert not has_shifted(6, 100, 50, 1_000)
