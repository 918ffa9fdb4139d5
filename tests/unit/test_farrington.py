"""Farrington's methods against published results, and what holds for every series."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.surveillance.earlier_years import Season
from county.surveillance.farrington import Farrington
from county.surveillance.farrington_flexible import FlexibleFarrington, Threshold
from county.surveillance.past_outbreaks import outbreak_weights
from county.surveillance.quasipoisson import fit
from county.surveillance.thresholds import Transform, counted_bounds, normal_bounds

_AGONA = Path(__file__).parent.parent / "data" / "salmonella_agona.txt"
AGONA = np.array(" ".join(_AGONA.read_text("ascii").splitlines()[2:]).split(), float)
LAST_YEAR = range(260, 312)


def test_that_the_alarms_of_salmonella_agona_are_the_published_ones() -> None:
    method = Farrington(years=4)
    assert [week - 259 for week in LAST_YEAR if method.judge(AGONA, week).alarm] == [2, 3, 4, 24, 25]


@pytest.mark.parametrize(
    ("transform", "published"),
    [
        (Transform.NONE, (1.3073128, 8.6926872, 0.0907246, 0.8124165)),
        (Transform.HALF, (1.9891097, 9.3744842, 0.1189986, 0.6857951)),
        (Transform.TWO_THIRDS, (1.8084477, 9.1154825, 0.1094727, 0.7289546)),
    ],
)
def test_that_bounds_of_a_transformed_count_are_the_published_ones(
    transform: Transform, published: tuple[float, ...]
) -> None:
    assert normal_bounds(5, 0.2, 1, 8, alpha=0.05, transform=transform) == pytest.approx(published, abs=1e-6)


@pytest.mark.parametrize(
    ("plug_in", "dispersion", "published"),
    [
        (False, 1.5, (8, 24, 0.8597797, 0.4193982)), (False, 1.0, (9, 22, 0.9093099, 0.4605347)),
        (True, 1.5, (1, 10, 0.03763657, 1.11918153)), (True, 1.0, (2, 9, 0.01369527, 1.27061541)),
    ],
)  # fmt: skip
def test_that_bounds_of_noufaily_are_the_published_ones(
    plug_in: bool, dispersion: float, published: tuple[float, ...]
) -> None:
    found = counted_bounds(math.log(5), math.log(2), dispersion, 11, alpha=0.05, plug_in=plug_in)
    assert found == pytest.approx(published, abs=1e-6)


@given(st.lists(st.integers(0, 30), min_size=8, max_size=40).filter(any))
def test_that_a_fit_solves_the_equations_of_the_likelihood(counts: list[int]) -> None:
    series = np.array(counts, float)
    design = np.column_stack([np.ones(len(series)), np.arange(len(series)) / len(series)])
    found = fit(design, series)
    if found is None:
        return  # nearly all counts are zero but at one end
    assert design.T @ (series - found.mu) == pytest.approx([0, 0], abs=1e-3 * series.sum())
    assert found.leverages.sum() == pytest.approx(2)


def test_that_columns_that_depend_on_each_other_have_no_fit() -> None:
    assert fit(np.ones((10, 2)), np.arange(10.0)) is None


def test_that_as_many_coefficients_as_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="use more of the past"):
        fit(np.eye(3), np.ones(3))


def test_that_a_past_outbreak_weighs_less_and_the_weights_add_up_to_the_counts() -> None:
    series = np.array([4, 5, 3, 4, 40, 5, 4, 3, 5, 4], float)
    first = fit(np.ones((10, 1)), series)
    assert first is not None
    weights = outbreak_weights(first, series, above=1.0)
    assert weights.argmin() == 4
    assert weights.sum() == pytest.approx(10)


def test_that_an_outbreak_in_the_same_season_last_year_hides_the_next_one_less() -> None:
    calm = np.random.default_rng(3).poisson(5, 53 * 5).astype(float)
    hit = calm.copy()
    hit[260 - 52] = 60
    for method in (Farrington(years=4), FlexibleFarrington(years=4)):
        assert method.judge(hit, 260).expected < method.judge(calm, 260).expected * 1.3


@pytest.mark.parametrize("threshold", Threshold)
def test_that_the_flexible_form_finds_an_outbreak_and_no_alarm_in_zero(threshold: Threshold) -> None:
    series = np.random.default_rng(5).poisson(4, 300).astype(float)
    series[[280, 285]] = 25, 0
    method = FlexibleFarrington(years=4, threshold=threshold)
    assert method.judge(series, 280).alarm
    assert not method.judge(series, 285).alarm


def test_that_the_last_half_year_does_not_change_what_is_expected() -> None:
    series = np.random.default_rng(6).poisson(4, 300).astype(float)
    raised = series.copy()
    raised[280 - 26 : 280] += 30
    method = FlexibleFarrington(years=4)
    assert method.judge(raised, 280).expected == method.judge(series, 280).expected


def test_that_few_cases_are_not_judged_and_say_so() -> None:
    series = np.zeros(300)
    series[290] = 4
    for method in (Farrington(years=4), FlexibleFarrington(years=4)):
        found = method.judge(series, 290)
        assert (found.alarm, found.why) == (False, "few cases")


def test_that_fifty_cases_after_none_are_an_alarm_and_one_is_not() -> None:
    series = np.zeros(300)
    for cases, is_alarm in ((50, True), (1, False)):
        series[290] = cases
        for method in (Farrington(years=4), FlexibleFarrington(years=4)):
            assert method.judge(series, 290).alarm == is_alarm


def test_that_too_short_a_past_is_refused() -> None:
    for method in (Farrington(years=4), FlexibleFarrington(years=4)):
        with pytest.raises(ValueError, match="use fewer years"):
            method.judge(np.full(300, 2.0), 4 * 52 + 2)


@given(period=st.integers(160, 220), blocks=st.integers(1, 12), half=st.integers(1, 5))
@settings(max_examples=50)
def test_that_every_week_of_the_past_is_in_one_block(period: int, blocks: int, half: int) -> None:
    found = FlexibleFarrington(years=2, half_window=half, blocks=blocks).block_of(period)
    used = found[period - 104 - half :]
    assert set(used) == ({0, 1} if blocks == 1 else set(range(1, blocks + 1)))
    assert (found[: period - 104 - half] == 0).all()
    window = [period - 104 + week for week in range(-half, half + 1)]
    assert (found[window] == blocks).all()


def test_that_the_same_week_of_earlier_years_is_the_closest_by_date() -> None:
    first = date(1990, 6, 7)
    period = (date(2013, 6, 6) - first).days // 7
    found = Season(first_day=first).earlier(period, 3)
    assert [date.fromordinal(first.toordinal() + 7 * one) for one in found] == [
        date(2012, 6, 7), date(2011, 6, 9), date(2010, 6, 3)
    ]  # fmt: skip
