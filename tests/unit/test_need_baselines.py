"""The five baselines of a need forecast."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from county.need.baselines import BASELINES, baselines, shrunk_mean
from county.need.known_counts import KnownCounts
from tests.need_problems import at_once, places

TABLES = arrays(np.int64, st.tuples(st.integers(1, 70), st.integers(1, 6)), elements=st.integers(0, 30))


def told(counts: np.ndarray, ahead: int = 1) -> dict[str, list[float]]:
    known = KnownCounts(at_once(counts), counts.shape[1]).at(len(counts))
    rows = baselines(known, ahead, places(counts.shape[1]))
    return dict(zip(BASELINES, rows.tolist(), strict=True))


def test_each_tells_what_its_name_says() -> None:
    counts = np.arange(60).reshape(60, 1)
    found = told(counts)
    assert found["last"] == [59]
    assert found["mean8"] == [55.5]
    assert found["mean52"] == [33.5]
    assert found["seasonal"] == [8], "the week to forecast is 60, a year before it is 8"
    assert told(counts, ahead=2)["seasonal"] == [9]


def test_without_a_year_there_is_no_same_week_of_last_year() -> None:
    assert np.isnan(told(np.ones((51, 2), int))["seasonal"]).all()


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_none_is_below_nothing_or_above_the_most_that_ever_was(counts: np.ndarray) -> None:
    for name, values in told(counts).items():
        if name == "seasonal" and len(counts) < 52:
            continue
        assert all(-1e-9 <= value <= counts.max() + 1e-9 for value in values), name


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 9))
def test_what_never_changes_is_told_by_all(weeks: int, number: int, value: int) -> None:
    for name, values in told(np.full((weeks, number), value)).items():
        if name != "seasonal" or weeks >= 52:
            assert values == pytest.approx([value] * number), name


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_the_shrunk_mean_lies_between_the_own_mean_and_that_of_the_town_and_keeps_the_sum(counts: np.ndarray) -> None:
    of = places(counts.shape[1])
    rate = counts.mean(axis=0)
    found = shrunk_mean(counts.sum(axis=0).astype(float), len(counts), of.parent)
    middle = np.array([rate[of.parent == town].mean() for town in of.parent])
    assert (found >= np.minimum(rate, middle) - 1e-9).all()
    assert (found <= np.maximum(rate, middle) + 1e-9).all()
    assert found.sum() == pytest.approx(rate.sum())


def test_the_more_weeks_are_known_the_less_is_shrunk() -> None:
    rate, parent = np.array([1.0, 9.0, 2.0, 8.0]), np.zeros(4, np.int64)
    few, many = (shrunk_mean(rate * weeks, weeks, parent) for weeks in (2, 200))
    assert few[0] > many[0] > 1.0
    assert many == pytest.approx(rate, rel=0.02)


def test_villages_that_differ_no_more_than_chance_get_the_mean_of_their_town() -> None:
    counts = np.random.default_rng(5).poisson(0.3, (52, 20)).sum(axis=0).astype(float)
    found = shrunk_mean(counts, 52, np.zeros(20, np.int64))
    assert np.ptp(found) < 0.5 * np.ptp(counts / 52)
