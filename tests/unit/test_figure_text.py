"""Figures in words: units, small samples, changes and ranks."""

from __future__ import annotations

import pytest

from county.catalog import Name, load
from county.figures.metric import FigureValue, Metric, share_of
from county.figures.periods import before, following, kind_of, period_at
from county.figures.text import (
    change_in_words,
    change_text,
    interval_text,
    is_better,
    period_text,
    rank_texts,
    ranked,
    short_text,
    value_text,
)

METRICS = load().metrics
SHARE, HOURS, COUNT = METRICS["closed_on_time"], METRICS["handling_wall"], METRICS["reported"]


def test_a_share_is_shown_in_per_cent_with_its_interval() -> None:
    value = share_of(926, 961, 20)
    assert value_text(SHARE, value).zh == "96.4%"
    assert interval_text(SHARE, value) == "95.0–97.4"


def test_a_small_sample_is_no_percentage_and_has_no_rank() -> None:
    small, ok = share_of(7, 7, 20), share_of(10, 40, 20)
    assert value_text(SHARE, small).zh == "7/7，样本不足"
    assert ranked(SHARE, [small, ok, FigureValue()]) == [(1, 1), (0, None), (2, None)]
    assert change_text(SHARE, ok, small) == Name("", "")


def test_what_is_unknown_says_so() -> None:
    assert value_text(SHARE, FigureValue()).zh == "无数据"
    assert value_text(COUNT, FigureValue(0, None, 0, quality="ok")).zh == "0 件"


def test_a_duration_is_shown_in_its_unit() -> None:
    value = FigureValue(9e9, 40, 8_280_000.0, 7_200_000.0, 9_000_000.0, "ok")
    assert value_text(HOURS, value).zh == "2.3 小时"
    assert interval_text(HOURS, value) == "2.0–2.5"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "<1 分钟"), (59_000.0, "<1 分钟"), (170_000.0, "3 分钟"), (200_000.0, "0.1 小时")]
)
def test_a_duration_that_took_some_time_is_never_written_as_none(value: float, text: str) -> None:
    assert value_text(HOURS, FigureValue(9e9, 40, value, quality="ok")).zh == text
    assert short_text(HOURS, FigureValue(9e9, 40, value, quality="ok")).zh == text


def test_a_change_is_good_or_bad_by_the_direction_of_the_metric() -> None:
    now, then = share_of(95, 100, 20), share_of(90, 100, 20)
    assert is_better(SHARE, now, then) is True
    assert is_better(METRICS["rework_rate"], now, then) is False
    assert is_better(COUNT, FigureValue(2, None, 2, quality="ok"), FigureValue(1, None, 1, quality="ok")) is None


@pytest.mark.parametrize(
    ("metric", "now", "then", "text"),
    [
        (SHARE, 0.95, 0.90, "+5.0 百分点"),
        (SHARE, 0.90, 0.95, "−5.0 百分点"),
        (SHARE, 0.97501, 0.97499, "±0.0 百分点"),
        (HOURS, 7_200_000.0, 9_000_000.0, "−0.5 小时"),
        (COUNT, 1_412.0, 200.0, "+1,212 件"),
        (COUNT, 7.0, 7.0, "±0 件"),
    ],
)
def test_every_change_has_its_sign_and_its_unit(metric: Metric, now: float, then: float, text: str) -> None:
    values = [FigureValue(value, None, value, quality="ok") for value in (now, then)]
    assert change_text(metric, *values).zh == text


@pytest.mark.parametrize(
    ("metric", "now", "then", "text"),
    [
        (COUNT, 374.0, 324.0, Name("增加 50 件", "up 50 events")),
        (COUNT, 324.0, 1_536.0, Name("减少 1,212 件", "down 1,212 events")),
        (COUNT, 7.0, 7.0, Name("持平", "unchanged")),
        (SHARE, 0.95, 0.90, Name("上升 5.0 个百分点", "up 5.0 pp")),
        (SHARE, 0.90, 0.95, Name("下降 5.0 个百分点", "down 5.0 pp")),
        (HOURS, 9_000_000.0, 7_200_000.0, Name("延长 0.5 小时", "longer by 0.5 h")),
        (HOURS, 7_200_000.0, 9_000_000.0, Name("缩短 0.5 小时", "shorter by 0.5 h")),
    ],
)
def test_a_sentence_tells_a_change_by_a_verb_of_its_kind(
    metric: Metric, now: float, then: float, text: Name
) -> None:
    values = [FigureValue(value, None, value, quality="ok") for value in (now, then)]
    assert change_in_words(metric, *values) == text


def test_a_change_that_is_written_as_none_is_neither_good_nor_bad() -> None:
    values = [FigureValue(value, None, value, quality="ok") for value in (0.97501, 0.97499)]
    assert change_in_words(SHARE, *values).zh == "持平"
    assert is_better(SHARE, *values) is None


def test_a_change_from_or_to_what_is_unknown_is_not_told() -> None:
    known = FigureValue(7, None, 7, quality="ok")
    assert change_text(COUNT, FigureValue(), known) == change_in_words(COUNT, known, FigureValue()) == Name("", "")


def test_equal_values_share_their_rank() -> None:
    values = [share_of(n, 100, 20) for n in (90, 95, 90, 80)]
    assert ranked(SHARE, values) == [(1, 1), (0, 2), (2, 2), (3, 4)]
    assert [name.zh for name in rank_texts([1, 2, 2, 4, None])] == ["1", "并列 2", "并列 2", "4", "–"]


def test_where_all_have_the_same_value_nobody_is_first() -> None:
    ranks = [rank for _, rank in ranked(SHARE, [share_of(90, 90, 20), share_of(40, 40, 20), FigureValue()])]
    assert [name.zh for name in rank_texts(ranks)] == ["并列", "并列", "–"]
    assert [name.zh for name in rank_texts([1, None])] == ["1", "–"]


@pytest.mark.parametrize(
    ("period", "kind", "earlier", "zh"),
    [
        ("2026-03", "month", "2026-02", "2026年3月"), ("2026-01", "month", "2025-12", "2026年1月"),
        ("2026-Q1", "quarter", "2025-Q4", "2026年第1季度"), ("2026", "year", "2025", "2026年"),
        ("2026-03-01", "day", "2026-02-28", "2026年3月1日"),
    ],
)  # fmt: skip
def test_a_period_has_one_before_and_a_name(period: str, kind: str, earlier: str, zh: str) -> None:
    assert kind_of(period) == kind
    assert before(period) == earlier
    assert following(earlier) == period
    assert period_text(period).zh == zh


def test_the_period_of_a_time_is_that_of_the_county() -> None:
    new_year_ms = 1_798_732_800_000  # 2027-01-01 00:00 in the county, still 2026 in UTC
    assert [period_at(kind, new_year_ms) for kind in ("day", "month", "quarter", "year")] == [
        "2027-01-01", "2027-01", "2027-Q1", "2027",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="not a day"):
        before("2026-11-25T14")


def test_a_narrow_column_has_a_value_that_is_never_cut_to_half_a_word() -> None:
    assert short_text(SHARE, FigureValue()).zh == "–"
    assert short_text(SHARE, FigureValue(7, 7, 100.0, quality="small_sample")).zh == "7/7"
    none = FigureValue(0, None, 0, quality="ok")
    assert short_text(COUNT, none) == value_text(COUNT, none)
