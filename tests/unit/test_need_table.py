"""Forecasts of a table of one's own: the article's five rows are answered honestly, and so is every other table."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from county.need.forecasting import forecast
from county.need.question import NeedQuestion
from services.need.answer_lines import answer_lines
from services.need.table import NoForecastTable, TableAnswer, read_table
from tests.need_problems import Line

ARTICLE = (
    "年龄,家庭收入,家庭人口数,教育程度,医疗支出,需求强度评分\n"
    "25,8000,3,12,2000,0.3\n45,15000,4,16,500,0.1\n68,5000,2,9,8000,0.9\n32,12000,5,14,1000,0.2\n55,6000,3,10,3000,0.7\n"
)


def table(folder: Path, content: str, **named: str) -> TableAnswer:
    path = folder / "表.csv"
    path.write_text(content, encoding="utf-8")
    return read_table(path, NeedQuestion(), **named)


def said(answer: TableAnswer) -> list[str]:
    return [name.zh for name in answer.said]


def days(weeks: int, each: int = 2) -> list[str]:
    """Rows of two places, some in each of so many weeks from a Wednesday on."""
    first = date(2024, 1, 3)
    return [
        f"{first + timedelta(weeks=week, days=n % 3)},{'东' if n % 2 else '西'}街"
        for week in range(weeks) for n in range(each)
    ]  # fmt: skip


def test_the_articles_five_rows_are_too_few_for_a_model(tmp_path: Path) -> None:
    answer = table(tmp_path, ARTICLE)
    assert answer.problem is None
    assert said(answer)[0] == "样本 5，不足以建模"
    assert "不给个人打分" in said(answer)[1]
    assert "--time" in said(answer)[2]


def test_more_rows_of_persons_are_no_model_either(tmp_path: Path) -> None:
    head, *rows = ARTICLE.splitlines()
    answer = table(tmp_path, "\n".join([head, *rows * 40]))
    assert answer.problem is None
    assert said(answer)[0] == "表中每行是一个人：这里不给个人打分"
    assert not any("样本" in line for line in said(answer))


def test_incomes_that_are_no_numbers_and_a_column_that_never_changes_are_told(tmp_path: Path) -> None:
    broken = ARTICLE.replace("25,8000,3", "25,NaN,3").replace("15000,4", "15000,3")
    broken = broken.replace("68,5000,2", "68,,3").replace("12000,5", "12000,3")
    lines = said(table(tmp_path, broken))
    assert "家庭收入：2 行没有数" in lines
    assert "家庭人口数：每行相同" in lines


def test_weeks_at_both_ends_are_not_whole_and_do_not_count(tmp_path: Path) -> None:
    answer = table(tmp_path, "日期,地点\n" + "\n".join(days(52)))
    assert answer.problem is not None
    assert answer.problem.entries.weeks == 50
    found = forecast(answer.problem, Line)
    assert found.weeks == 50
    assert found.codes == ("东街", "西街")


def test_counts_of_a_column_are_added_up_and_rows_without_day_place_or_count_are_told(tmp_path: Path) -> None:
    rows = [f"2024-0{month}-01,甲村,3" for month in (1, 2, 3)]
    bad = ["无,甲村,1", "2024-02-01,,1", "2024-02-01,甲村,两", "2024-02-01,甲村,-1", "2024-02-01,甲村,1.5"]
    answer = table(tmp_path, "日期,村,件数\n" + "\n".join([*rows, *bad]))
    assert "5 行没有日期、地点或件数，未计入" in said(answer)
    assert answer.problem is not None
    assert len(np.frombuffer(answer.problem.entries.series, "<i4")) == 3, "that of the only whole week with one"


def test_a_table_without_a_week_between_its_ends_says_how_many_it_has(tmp_path: Path) -> None:
    answer = table(tmp_path, "日期,地点\n" + "\n".join(days(1, 5)))
    assert answer.problem is not None
    lines = list(answer_lines(forecast(answer.problem, Line), {}, {}))
    assert "样本 0 周，不足以建模" in lines[1]


def test_columns_can_be_named_and_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    content = "CouncilDistrict,CreatedDate\n" + "\n".join(",".join(reversed(row.split(","))) for row in days(60))
    answer = table(tmp_path, content, place="CouncilDistrict", time="CreatedDate")
    assert answer.problem is not None
    assert len(answer.problem.codes) == 2
    with pytest.raises(NoForecastTable, match="has no column Ward"):
        table(tmp_path, content, place="Ward")


def test_a_constant_table_is_told_as_such(tmp_path: Path) -> None:
    answer = table(tmp_path, "日期,地点\n" + "\n".join(days(120)))
    assert answer.problem is not None
    lines = list(answer_lines(forecast(answer.problem, Line), {}, {}))
    assert "历来每周相同" in lines[1]
