"""Groups of things that would overlap: apart from each other, led by the most urgent, without leaving out any thing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.gathering import Gathering


def crowd(seed: int, n: int) -> np.ndarray:
    """Around some villages, some at one place."""
    random = np.random.default_rng(seed)
    villages = random.uniform(-3_000, 3_000, (5, 2))
    return villages[random.integers(0, 5, n)] + np.round(random.normal(0.0, 60, (n, 2)), -1)


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(0, 300), st.sampled_from([0.7, 4.0, 30.0, 170.0, 2_000.0]))
def test_marks_never_overlap_and_each_stands_for_less_urgent_things_around_it(
    seed: int, n: int, apart_m: float
) -> None:
    xy_m = crowd(seed, n)
    leader = Gathering(xy_m).leaders(apart_m)
    leaders = np.unique(leader)
    assert (leader[leaders] == leaders).all(), "a leader leads itself"
    assert (leader >= np.arange(n)).all(), "the most urgent thing of a group leads it"
    between = np.hypot(*(xy_m[leaders, None] - xy_m[None, leaders]).T) + np.where(np.eye(len(leaders)), np.inf, 0.0)
    assert (between >= apart_m).all()
    assert (np.hypot(*(xy_m - xy_m[leader]).T) < 2 * 1.19 * apart_m + 1e-9).all()


def test_what_is_far_from_all_others_is_alone() -> None:
    assert Gathering(np.array([[0.0, 0.0], [500.0, 0.0], [0.0, 500.0]])).leaders(30.0).tolist() == [0, 1, 2]


def test_the_most_urgent_thing_leads_whatever_lies_between_it_and_the_next() -> None:
    chain = np.array([[x, 0.0] for x in (0.0, 25.0, 50.0, 75.0)])
    assert Gathering(chain).leaders(30.0).tolist() == [1, 1, 3, 3]


def test_many_things_at_one_place_are_one_group() -> None:
    assert set(Gathering(np.zeros((5_000, 2))).leaders(0.01).tolist()) == {4_999}


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_things_are_not_grouped(n: int) -> None:
    assert Gathering(np.zeros((n, 2))).leaders(30.0).tolist() == list(range(n))


def test_groups_are_made_once_for_scales_that_hardly_differ() -> None:
    gathering = Gathering(crowd(1, 50))
    assert gathering.leaders(30.0) is gathering.leaders(31.0)
