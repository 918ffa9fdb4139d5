"""The prospective scan against published figures, brute force and chance itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.surveillance.likelihood import above_expectation, above_the_rest
from county.surveillance.overdispersion import Dispersion, dispersion
from county.surveillance.space_time_scan import LONGEST_DAYS, ScanCancelled, scan_expected, scan_permuted
from county.surveillance.zones import Circles, circles

TABLE = np.array([[0, 20], [2, 1], [1, 0]], float)
"""Three days of two places, the newest last: the table of R's package ``scanstatistics``."""


def row_of_places(n: int) -> Circles:
    """n places a kilometre apart, 100 people in each."""
    return circles([(1_000.0 * place, 0.0) for place in range(n)], np.full(n, 100))


def test_that_ratios_of_the_permutation_model_are_the_published_ones() -> None:
    total, newest_first = TABLE.sum(), TABLE[::-1]
    mean = newest_first.sum(axis=1, keepdims=True) * newest_first.sum(axis=0, keepdims=True) / total
    found = above_the_rest(np.cumsum(newest_first, axis=0)[:, 0], np.cumsum(mean, axis=0)[:, 0], total)
    assert found == pytest.approx([1.220675, 3.013241, 0], abs=1e-6)


def test_that_the_ratio_of_the_poisson_model_is_the_published_one() -> None:
    assert above_the_rest(np.array(21.0), np.array(12.0), 24) == pytest.approx(7.593048, abs=1e-6)


def test_that_the_expectation_based_ratio_is_that_of_its_formula() -> None:
    found = above_expectation(np.array([9.0, 3.0, 0.0]), np.array([4.0, 3.0, 2.0]))
    assert found == pytest.approx([9 * math.log(9 / 4) + 4 - 9, 0, 0])


counts = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 6), min_size=n, max_size=n), min_size=1, max_size=9)
)


@given(counts)
@settings(deadline=None)
def test_that_the_strongest_of_all_circles_and_windows_is_found(rows: list[list[int]]) -> None:
    cases = np.array(rows, float)
    days, n = cases.shape
    mean = np.full((days, n), 1.5)
    best = 0.0
    for centre in range(n):
        for last in range(n):
            members = sorted(range(n), key=lambda place: abs(place - centre))[: last + 1]
            if last and len(members) * 100 > 0.5 * n * 100:
                continue
            for window in range(1, min(days, LONGEST_DAYS) + 1):
                observed, expected = cases[-window:, members].sum(), mean[-window:, members].sum()
                best = max(best, float(above_expectation(observed, expected)))
    found = scan_expected(cases, mean, row_of_places(n), seed=1, replicates=1)
    assert (found.ratio if found else 0.0) == pytest.approx(best)


def test_that_a_raised_group_is_found_with_its_days_and_is_unlikely() -> None:
    random = np.random.default_rng(8)
    mean = np.full((28, 20), 0.5)
    cases = random.poisson(mean)
    cases[-3:, 5:8] += 4
    found = scan_expected(cases, mean, row_of_places(20), seed=2, replicates=199)
    assert found is not None
    assert (found.places, found.days, found.chance) == ((5, 6, 7), 3, 1 / 200)
    assert found.observed == cases[-3:, 5:8].sum()
    assert found.expected == pytest.approx(4.5)
    assert found.recurrence_days(every_days=1) == pytest.approx(200)


@pytest.mark.parametrize("shift", range(7))
def test_that_a_burst_is_found_whatever_day_of_the_week_it_begins(shift: int) -> None:
    mean = np.full((28 + shift, 12), 0.4)
    cases = np.random.default_rng(3).poisson(mean)
    cases[-3:, 4:6] = 5
    found = scan_expected(cases, mean, row_of_places(12), seed=4, replicates=99)
    assert found is not None
    assert (found.days, {4, 5} <= set(found.places), found.chance) == (3, True, 0.01)


def test_that_a_rise_everywhere_is_none_of_the_permutation_model_but_one_of_expectations() -> None:
    mean = np.full((14, 10), 1.0)
    cases = np.ones((14, 10))
    cases[-2:] = 4
    assert scan_permuted(cases, row_of_places(10), seed=1, replicates=19) is None
    found = scan_expected(cases, mean, row_of_places(10), seed=1, replicates=19)
    assert found is not None
    assert found.chance == pytest.approx(1 / 20)


def test_that_chances_of_a_scan_of_nothing_are_as_small_as_often_as_they_say() -> None:
    mean, where, random = np.full((7, 8), 0.7), row_of_places(8), np.random.default_rng(12)
    chances = []
    for seed in range(200):
        found = scan_expected(random.poisson(mean), mean, where, seed=seed, replicates=19)
        chances.append(1.0 if found is None else found.chance)
    below = sum(chance <= 0.1 for chance in chances)  # binomial of 200 and 0.1: 99.9 % between 8 and 35
    assert 8 <= below <= 35


def test_that_one_seed_gives_one_result() -> None:
    mean = np.full((7, 8), 0.7)
    cases = np.random.default_rng(1).poisson(mean)
    found = [scan_permuted(cases, row_of_places(8), seed=5, replicates=49) for _ in range(2)]
    assert found[0] == found[1]


def test_that_a_table_without_cases_has_no_cluster() -> None:
    assert scan_permuted(np.zeros((7, 4)), row_of_places(4), seed=1) is None
    assert scan_expected(np.zeros((7, 4)), np.ones((7, 4)), row_of_places(4), seed=1) is None


def test_that_a_place_of_which_nothing_is_expected_is_refused() -> None:
    with pytest.raises(ValueError, match="small rate of its surroundings"):
        scan_expected(np.ones((7, 4)), np.zeros((7, 4)), row_of_places(4), seed=1)


def test_that_a_county_without_people_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody lives"):
        circles([(0, 0), (1, 1)], [0, 0])


def test_that_a_scan_can_be_cancelled() -> None:
    with pytest.raises(ScanCancelled):
        scan_expected(np.full((7, 4), 3), np.ones((7, 4)), row_of_places(4), seed=1, cancelled=lambda: True)


def test_that_no_circle_of_several_places_has_more_than_half_of_the_people() -> None:
    found = circles([(0, 0), (1, 0), (2, 0), (3, 0)], [90, 4, 3, 3])
    for centre in range(4):
        for last in np.flatnonzero(found.allowed[centre]):
            places = found.places(centre, int(last))
            assert len(places) == 1 or sum(np.array([90, 4, 3, 3])[places]) <= 50


def towns_of_days(random: np.random.Generator, mean: float, days: int, shape: float) -> np.ndarray:
    """Counts (days, 12) of three towns whose days have a factor of their own each."""
    factors = np.repeat(random.gamma(shape, 1 / shape, (days, 3)), 4, axis=1)
    return random.poisson(mean * factors).astype(float)


def test_that_the_dispersion_of_a_past_is_what_it_was_made_with() -> None:
    groups = np.repeat(np.arange(3), 4)
    random = np.random.default_rng(8)
    expected = np.full((2_800, 12), 1.5)
    plain = dispersion(random.poisson(expected), expected, groups)
    assert (plain.daily, plain.weekly) == pytest.approx((1, 1), abs=0.1)
    varied = dispersion(towns_of_days(random, 1.5, 2_800, 3.0), expected, groups)
    assert varied.daily == pytest.approx(1 + 4 * 1.5 / 3.0, rel=0.08)
    assert varied.weekly == pytest.approx(varied.daily, rel=0.15), "days vary by themselves"


def test_that_simulated_counts_vary_as_much_as_stated() -> None:
    groups = np.repeat(np.arange(3), 4)
    mean = np.full((7, 12), 1.5)
    random = np.random.default_rng(9)
    counts = random.poisson(Dispersion(groups, 2.0, 3.5).means(random, mean, 4_000))
    totals = counts.reshape(4_000, 7, 3, 4).sum(axis=3)
    assert totals.mean() == pytest.approx(6, rel=0.02)
    assert totals.sum(axis=1).var() / 42 == pytest.approx(3.5, rel=0.1)


def test_that_days_which_vary_more_than_by_chance_are_no_cluster() -> None:
    """A scan at a chance of 0.05 finds something in one of twenty sets of such days, and in many if it is not told."""
    places, groups = row_of_places(12), np.repeat(np.arange(3), 4)
    mean = np.full((7, 12), 1.5)
    told = untold = 0
    for number in range(60):
        cases = towns_of_days(np.random.default_rng(number), 1.5, 7, 3.0)
        varies = Dispersion(groups, 3.0, 3.0)
        found = scan_expected(cases, mean, places, seed=number, replicates=199, as_strong=10, dispersion=varies)
        told += found is not None and found.chance < 0.05
        found = scan_expected(cases, mean, places, seed=number, replicates=199, as_strong=10)
        untold += found is not None and found.chance < 0.05
    assert told <= 7
    assert untold >= 12
