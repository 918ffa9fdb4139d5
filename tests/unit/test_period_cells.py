"""Periods of rows from several columns: the finest part where all agree, otherwise the row is refused."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.figures.periods import span_ms
from services.intake.period_cells import NoPeriod, period_in, period_of_cells
from tests.unit.test_intake_send import send


@pytest.mark.parametrize(
    ("columns", "cells", "period"),
    [
        ("年度,统计周期", "2026,第四季度", "2026-Q4"), ("年度,统计周期", "2026,11月", "2026-11"),
        ("年度,统计周期", "2026,上半年", "2026-H1"), ("年份,季度,月份", "2026,4,11", "2026-11"),
        ("年度,日期", "2026,2026-11-25", "2026-11-25"), ("年份,月份,日", "2026,11,25", "2026-11-25"),
        ("统计周期,日期", "2026年,2026-11-25", "2026-11-25"), ("年度,半年", "2026,下半年", "2026-H2"),
        ("年度,填报周期,季度", "2026,季报,三季度", "2026-Q3"), ("年度,统计周期", "2026,全年", "2026"),
        ("年度,月份,统计周期", "2026,,第2季度", "2026-Q2"),
    ],
)  # fmt: skip
def test_the_finest_stated_part_is_the_period(tmp_path: Path, columns: str, cells: str, period: str) -> None:
    backend, sender = send(tmp_path / "kpi.csv", f"指标,区划代码,数值,依据,{columns}\n收入,990123,9,年报,{cells}\n")
    assert [command.body.period for command in backend.commands] == [period], str(sender.report)


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        ("年份,季度,月份", "2026,1,11", "季度 '1' contradicts 月份 '11'"),
        ("年度,统计周期", "2025,2026-11", "contradicts"), ("半年,年度,季度", "上半年,2026,4", "contradicts"),
        ("统计周期,日期", "2026-10,2026-11-25", "统计周期 '2026-10' contradicts 日期 '2026-11-25'"),
        ("年度,统计周期,月份", "2026,1-3月,3", "contradicts"), ("年度,填报周期,月份", "2026,季报,3", "contradicts"),
        ("年度,统计周期", "2026,前三季度", "统计周期 '前三季度' is no period"), ("年度,周次", "2026,第47周", "周次"),
        ("年份,日", "2026,25", "'2026 25' is no period"), ("季度", "3", "季度 '3' is no period"),
        ("年度,填报周期", "2026,季报", "is no period"), ("年份,月份,日", "2026,2,30", "is no period"),
    ],
)  # fmt: skip
def test_parts_that_contradict_or_cannot_be_read_refuse_the_row(
    tmp_path: Path, columns: str, cells: str, said: str
) -> None:
    backend, sender = send(tmp_path / "kpi.csv", f"指标,区划代码,数值,依据,{columns}\n收入,990123,9,年报,{cells}\n")
    assert not backend.commands
    assert "line 2" in str(sender.report)
    assert said in str(sender.report)


def test_calls_of_a_year_and_a_month_or_of_an_hour_keep_it(tmp_path: Path) -> None:
    months, _ = send(tmp_path / "a.csv", "年份,月份,来电量,接通量\n2026,11,30,29\n2026,12,31,29\n")
    hours, _ = send(tmp_path / "b.csv", "日期,小时,来电量,接通量\n2026-11-25,14,30,29\n")
    assert [command.body.period for command in months.commands] == ["2026-11", "2026-12"]
    assert [command.body.period for command in hours.commands] == ["2026-11-25T14"]


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2026年Ⅲ季度", "2026-Q3"), ("2026年第III季度", "2026-Q3"), ("Q3/2026", "2026-Q3"), ("3Q2026", "2026-Q3"),
        ("2026年一季度累计", "2026-Q1"), ("2026年1—6月累计", "2026-H1"), ("11/2026", "2026-11"),
        ("２０２６年１１月份", "2026-11"), ("2026年十一月", "2026-11"), ("2026.10", "2026-10"),
        ("2026年10月至12月", "2026-Q4"), ("2026年11月5日8时", "2026-11-05T08"), ("2026年度全年", "2026"),
        ("2026年前三季度", None), ("2026前三季度", None), ("2026年三季度累计", None), ("2026年1—9月", None),
        ("2026年11月累计", None), ("2026.1", None), (2026.1, None), ("2026年11月上旬", None), ("2026年第47周", None),
        ("2026年9月末", None), ("2026年1-3季度", None), ("2026-11-05 00:00:00", None), ("2026-11-05 8:30", None),
        (datetime(2026, 11, 5, 8, 30), None), ("26年11月", "2026-11"), ("截至2026年9月", None), ("2025—2026年", None),
    ],
)  # fmt: skip
def test_other_spellings_are_read_rightly_or_not_at_all(cell: object, period: str | None) -> None:
    assert period_in(cell) == period


def test_a_date_that_a_spreadsheet_made_of_a_range_of_months_is_no_day() -> None:
    assert period_of_cells([("year", 2026), ("month", datetime(2026, 11, 1))]) == "2026-11"
    with pytest.raises(NoPeriod):
        period_of_cells([("month", datetime(2026, 1, 3))])
    with pytest.raises(NoPeriod):
        period_of_cells([("quarter", "2026-4")])


_QUARTERS = "一二三四"
_SPELLINGS = st.one_of(
    st.sampled_from((2025, 2026)).flatmap(
        lambda year: st.sampled_from([("year", str(year), str(year)), ("period", f"{year}年", str(year))])
    ),
    st.integers(1, 2).map(lambda half: ("period", ("上半年", "下半年")[half - 1], f"H{half}")),
    st.integers(1, 4).flatmap(
        lambda quarter: st.sampled_from(
            [("quarter", quarter, f"Q{quarter}"), ("period", f"第{_QUARTERS[quarter - 1]}季度", f"Q{quarter}")]
        )
    ),
    st.integers(1, 12).flatmap(
        lambda month: st.sampled_from([("month", month, f"{month:02}"), ("period", f"{month}月", f"{month:02}")])
    ),
    st.integers(1, 28).map(lambda day: ("day", f"{day}日", f"D{day:02}")),
    st.sampled_from([("period", "前三季度", "?"), ("month", "13", "?"), ("period", "下旬", "?")]),
)


@given(st.lists(_SPELLINGS, max_size=5))
def test_a_period_is_exactly_what_every_cell_says_or_none(parts: list[tuple[str, object, str]]) -> None:
    said = {part for _, _, part in parts}
    try:
        period = period_of_cells([(field, cell) for field, cell, _ in parts])
    except NoPeriod:
        period = ""
    of_kind = {kind: {part for part in said if _kind(part) == kind} for kind in "?YHQMD"}
    months = {int(part) for part in of_kind["M"]}
    quarters = {int(part[1]) for part in of_kind["Q"]} | {(month + 2) // 3 for month in months}
    halves = {int(part[1]) for part in of_kind["H"]} | {(quarter + 1) // 2 for quarter in quarters}
    agreed = len(of_kind["Y"]) == 1 and max(map(len, (months, quarters, halves, of_kind["D"]))) <= 1
    if not agreed or of_kind["?"] or (of_kind["D"] and not months):
        assert period == ""
        return
    [finest] = of_kind["D"] or of_kind["M"] or of_kind["Q"] or of_kind["H"] or {""}
    month = "".join(of_kind["M"])
    tail = f"{month}-{finest[1:]}" if finest.startswith("D") else finest
    assert period == "-".join(filter(None, (*of_kind["Y"], tail)))
    assert span_ms(period) is not None


def _kind(part: str) -> str:
    return part[0] if part[0] in "?HQD" else "M" if len(part) == 2 else "Y"
