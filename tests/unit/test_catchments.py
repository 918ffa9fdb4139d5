"""2SFCA and E2SFCA by hand: three villages, two facilities, as in the specification of decisions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from county.coverage.catchment import two_step, zone_weights

PEOPLE = np.array([500.0, 1000.0, 500.0])
CAPACITY = np.array([15.0, 10.0])
MINUTES = np.array([[5.0, 40.0], [15.0, 20.0], [np.inf, 10.0]])
LUO_QI = (1.0, 0.68, 0.22)
"""0-10, 10-20, 20-30 min."""


def test_the_two_step_catchments_of_three_villages_are_those_computed_by_hand() -> None:
    found = two_step(zone_weights(MINUTES, 30.0), PEOPLE, CAPACITY)
    assert 1000 * found.per_person == pytest.approx([10.0, 16.66667, 6.66667], abs=1e-5)
    assert found.ratio == pytest.approx([15 / 1500, 10 / 1500])


def test_the_enhanced_catchments_follow_the_weights_of_their_zones() -> None:
    found = two_step(zone_weights(MINUTES, 30.0, LUO_QI), PEOPLE, CAPACITY)
    assert 1000 * found.per_person == pytest.approx([12.711864, 14.406780, 8.474576], abs=1e-6)


def test_the_enhanced_catchments_change_when_travel_times_do() -> None:
    nearer = MINUTES.copy()
    nearer[1, 1] = 8.0
    before, after = (two_step(zone_weights(times, 30.0, LUO_QI), PEOPLE, CAPACITY) for times in (MINUTES, nearer))
    assert after.per_person[1] > before.per_person[1]
    assert after.per_person[2] < before.per_person[2]


def test_the_end_of_a_zone_belongs_to_it_and_beyond_the_limit_nothing_counts() -> None:
    minutes = np.array([0.0, 10.0, 10.1, 20.0, 30.0, 30.1, np.inf])
    assert zone_weights(minutes, 30.0, LUO_QI).tolist() == [1.0, 1.0, 0.68, 0.68, 0.22, 0.0, 0.0]


def test_a_facility_that_nobody_reaches_has_no_ratio_and_gives_nobody_anything() -> None:
    found = two_step(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([100.0, 0.0]), np.array([5.0, 7.0]))
    assert found.ratio[0] == pytest.approx(0.05)
    assert np.isnan(found.ratio[1])
    assert found.per_person[0] == pytest.approx(0.05)
    assert np.isnan(found.per_person[1])


def test_unknown_people_and_capacities_count_as_none_and_are_told() -> None:
    found = two_step(np.ones((2, 2)), np.array([100.0, np.nan]), np.array([5.0, np.nan]))
    assert found.ratio[0] == pytest.approx(0.05)
    assert np.isnan(found.ratio[1])
    assert np.isnan(found.per_person[1])


@given(
    arrays.arrays(float, (6, 4), elements=st.floats(0, 60)),
    arrays.arrays(float, 6, elements=st.floats(0, 5000)),
    arrays.arrays(float, 4, elements=st.floats(1, 500)),
)
def test_what_all_people_have_is_the_capacity_of_the_facilities_that_somebody_reaches(
    minutes: np.ndarray, people: np.ndarray, capacity: np.ndarray
) -> None:
    found = two_step(zone_weights(minutes, 30.0, LUO_QI), people, capacity)
    used = np.isfinite(found.ratio)
    assert np.nansum(found.per_person * people) == pytest.approx(capacity[used].sum(), rel=1e-6)
