"""A need forecast: a model only where it has proven to be better, honest refusals, intervals, and fairness."""

from __future__ import annotations

import numpy as np
import pytest

from county.need import accuracy
from county.need.accuracy import ForecastInterval, half_width, interval, scores_of, skill_of
from county.need.backtest import LEAST_WEEKS, MODEL_WEEKS
from county.need.fairness import few_reports, group_scores, uneven
from county.need.forecasting import forecast
from county.need.kept_forecast import NeedForecastKept, ToldNeed
from county.need.level import LEVEL_NAMES, level
from county.need.limits import EVENTS_MIN
from county.need.results import GroupScore, NeedForecast, level_scores, next_interval
from tests.need_problems import FIRST_WEEK, Line, problem

RANDOM = np.random.default_rng(7)


def with_memory(weeks: int = 130, number: int = 12) -> np.ndarray:
    """Counts that follow a wave of their own in every place: whoever knows the last weeks knows the next one."""
    phase = np.arange(number) / number * 2 * np.pi
    mean = 6 + 5 * np.sin(np.arange(weeks)[:, None] * 2 * np.pi / 9 + phase)
    return np.random.default_rng(3).poisson(mean)


def of_class(counts: np.ndarray, **more: object) -> NeedForecast:
    return forecast(problem(counts, **more), Line).needs[0]  # type: ignore[arg-type]


def test_a_model_that_is_better_is_used_and_says_by_how_much() -> None:
    found = of_class(with_memory())
    assert (found.state, found.method) == ("model", "forest")
    assert found.skill is not None
    assert 0 < found.skill.low < found.skill.value < found.skill.high < 1
    assert found.judged_weeks == 52


def test_a_model_that_is_not_better_gives_way_to_the_baseline() -> None:
    found = of_class(np.random.default_rng(4).poisson(3.0, (130, 12)))
    assert found.state == "baseline"
    assert found.method == found.best
    assert found.skill is not None
    assert found.skill.low <= 0
    assert {score.method for score in found.scores} == {"last", "mean8", "mean52", "seasonal", "shrunk", "forest"}


def test_a_shuffled_target_has_no_skill_in_19_of_20_runs() -> None:
    counts = with_memory(MODEL_WEEKS, 8)
    proven = 0
    for seed in range(20):
        shuffled = np.random.default_rng(seed).permuted(counts, axis=0)
        proven += of_class(shuffled, seed=seed).state == "model"
    assert proven <= 1


def test_the_same_seed_gives_the_same_figures() -> None:
    asked = problem(with_memory(MODEL_WEEKS, 6))
    assert forecast(asked, Line) == forecast(asked, Line)


def test_the_forest_learns_and_gives_the_same_figures_again() -> None:
    from county.need.forest import Forest

    asked = problem(with_memory(MODEL_WEEKS, 6))
    first, second = forecast(asked, Forest), forecast(asked, Forest)
    assert first == second
    assert first.needs[0].state == "model"
    assert first.needs[0].influences[0].rise > 0
    assert len(first.needs[0].dependences) == 3


@pytest.mark.parametrize("weeks", [0, 5, LEAST_WEEKS - 1])
def test_too_few_weeks_are_no_forecast(weeks: int) -> None:
    found = of_class(np.full((weeks, 3), 4))
    assert (found.state, found.sample, found.told, found.scores) == ("few_weeks", weeks, b"", ())


def test_too_few_events_are_no_forecast() -> None:
    counts = np.zeros((MODEL_WEEKS, 3), int)
    counts[5:10, 1] = 1
    found = of_class(counts)
    assert (found.state, found.sample, found.told) == ("few_events", 5, b"")
    assert found.sample < EVENTS_MIN


def test_what_never_changed_is_told_as_such_without_a_model_and_without_an_interval() -> None:
    found = of_class(np.full((MODEL_WEEKS, 3), 2))
    assert (found.state, found.forecasts.tolist(), found.half, found.skill) == ("constant", [2, 2, 2], None, None)


def test_between_a_year_and_two_there_are_baselines_alone_and_no_measured_coverage() -> None:
    found = of_class(np.random.default_rng(1).poisson(3.0, (60, 4)))
    assert (found.state, found.skill, found.coverage) == ("short", None, None)
    assert found.half is not None
    assert "forest" not in {score.method for score in found.scores}


def test_the_intervals_cover_nine_of_ten_of_what_comes() -> None:
    counts = np.random.default_rng(9).poisson(np.random.default_rng(8).gamma(2.0, 2.0, 60), (MODEL_WEEKS + 1, 60))
    found = of_class(counts[:-1])
    assert found.coverage == pytest.approx(0.9, abs=0.02)
    bounds = next_interval(found)
    assert bounds is not None
    assert accuracy.coverage(counts[-1].astype(float), ForecastInterval(*bounds)) == pytest.approx(0.9, abs=0.1)


def test_split_conformal_intervals_of_exchangeable_errors_have_their_level() -> None:
    random = np.random.default_rng(2)
    told = random.gamma(2.0, 2.0, (400, 40))
    came = random.poisson(told).astype(float)
    half = half_width(scores_of(came[:200], told[:200]))
    assert half is not None
    assert accuracy.coverage(came[200:], interval(told[200:], half)) == pytest.approx(0.9, abs=0.01)


def test_too_few_errors_are_no_interval() -> None:
    assert half_width(np.ones(8)) is None
    assert half_width(np.ones(9)) == 1.0


def test_the_second_week_ahead_knows_one_week_less() -> None:
    near, far = (of_class(with_memory(), ahead=ahead) for ahead in (1, 2))
    assert near.skill is not None
    assert far.skill is not None
    assert {one.method: one.mae for one in far.scores}["last"] > {one.method: one.mae for one in near.scores}["last"]


def test_skill_without_any_error_of_the_baseline_is_none() -> None:
    assert skill_of(np.zeros(52), np.zeros(52), 1) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("score", "name"), [
    (0.0, "低需求"), (0.33, "低需求"), (0.34, "中需求"), (0.67, "高需求"), (1.0, "高需求"),
])  # fmt: skip
def test_a_score_of_one_is_high_need(score: float, name: str) -> None:
    assert LEVEL_NAMES[level(score)].zh == name


@pytest.mark.parametrize("score", [-0.01, 1.01, float("nan"), float("inf")])
def test_what_is_no_score_has_no_level(score: float) -> None:
    with pytest.raises(ValueError, match="is not between 0 and 1"):
        level(score)


def test_the_place_with_most_is_of_high_need_and_none_is_when_nothing_is_expected() -> None:
    assert level_scores(np.array([4.0, 2.0, 0.0])).tolist() == [1.0, 0.5, 0.0]
    assert level_scores(np.zeros(2)).tolist() == [0.0, 0.0]


def test_a_village_without_people_is_forecast_and_counts_in_no_rate() -> None:
    people = np.array([0.0, np.nan, 900.0, 1_000.0, 1_100.0])
    found = forecast(problem(np.random.default_rng(1).poisson(2.0, (MODEL_WEEKS, 5)), people=people), Line)
    assert found.people == (0, -1, 900, 1_000, 1_100)
    assert np.isfinite(found.needs[0].forecasts).all()
    assert [group.places for group in found.needs[0].groups if group.by == "reporting"] == [1, 1, 1]


def test_villages_that_report_little_for_their_size_are_named() -> None:
    people = np.array([1_000.0, 1_000.0, 1_000.0, 0.0, np.nan])
    assert few_reports(np.array([100, 90, 20, 0, 0]), people).tolist() == [2]
    assert few_reports(np.array([1, 1, 0, 0, 0]), people).tolist() == [], "so few may be chance"


def test_a_gap_in_coverage_of_more_than_five_points_is_uneven() -> None:
    groups = tuple(GroupScore("far", n, 4, 1.0, share) for n, share in enumerate((0.90, 0.92, 0.96)))
    assert uneven(groups) == ("far",)
    assert uneven(tuple(GroupScore("far", n, 4, 1.0, share) for n, share in enumerate((0.90, 0.92, 0.94)))) == ()


def test_groups_are_told_only_of_what_is_known() -> None:
    came, unknown = np.ones((3, 6)), np.full(6, np.nan)
    assert group_scores(came, came, None, {"over_60": unknown}) == ()
    of_three = group_scores(came, came * 2, None, {"far": np.array([1.0, 2, 3, 4, 5, np.nan])})
    assert [(group.third, group.places, group.mae) for group in of_three] == [(0, 2, 1.0), (1, 2, 1.0), (2, 1, 1.0)]


def kept(
    week: int, told: list[float], half: float | None = 1.0, codes: tuple[str, ...] = ("0", "1")
) -> NeedForecastKept:
    values = np.array(told, "<f2").tobytes()
    return NeedForecastKept(
        forecast_id="f", level="village", ahead=1, week=FIRST_WEEK + week, codes=codes,
        needs=(ToldNeed(need="class0", method="mean8", half=half, told=values),),
    )  # fmt: skip


def test_a_former_forecast_is_compared_with_what_came_and_with_the_mean_of_its_time() -> None:
    counts = np.full((MODEL_WEEKS, 2), 4) + np.eye(2, dtype=int)[np.arange(MODEL_WEEKS) % 2]
    counts[50] = [9, 0]
    [scored] = of_class(counts, kept=(kept(50, [8.0, 0.0]),)).scored
    assert (scored.week, scored.method, scored.mae) == (FIRST_WEEK + 50, "mean8", 0.5)
    assert (scored.inside, scored.places) == (2, 2)
    assert scored.mean_mae == pytest.approx(4.5)


def test_a_week_that_is_not_over_and_a_place_that_is_gone_are_not_scored() -> None:
    counts = np.random.default_rng(1).poisson(3.0, (MODEL_WEEKS, 2))
    assert of_class(counts, kept=(kept(MODEL_WEEKS, [1.0, 1.0]),)).scored == ()
    [scored] = of_class(counts, kept=(kept(60, [1.0, 1.0], None, ("0", "gone")),)).scored
    assert (scored.places, scored.inside) == (1, None)
