"""Inputs of figures from files: calls, visits and indicators by their usual headers, sent like events."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from county.catalog import load
from county.clock import ManualClock
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CountCalls, VisitGrid
from county.numbering import COUNTY_TIME
from county.realm import LIVE
from county.tables.reader import TableFile
from county.tables.values import is_gap
from services.intake.file_options import FileOptions, file_options
from services.intake.items import BadRow
from services.intake.layout import layout_of
from services.intake.period_cells import NoPeriod, period_in, period_of_cells
from services.intake.rows import Interpreter
from services.intake.titles import period_in_titles, unit_in_titles
from services.sending.dry_run import dry_run
from services.sending.sender import Sender
from tests.unit.running_desk import NOON_MS
from tests.unit.test_intake_send import RecordingBackend, send
from tests.unit.test_place_names import NAMES, VILLAGE

CALLS = "统计日期,来电量,接通量,备注\n2026-11-20,820,790,\n2026年11月,21000,20100,月报\n昨天,1,1,\n2026-11-19,8.5,8,\n"
VISITS = "网格编码,走访时间,工号,走访情况\n990123100201001,2026-11-21 09:30,W017,独居老人\n990123100201002,,W018,\n"
INDICATORS = "指标,区划代码,季度,数值,依据\n人均收入,990123,2026年第3季度,\"18,230.5\",统计局\n"


def test_calls_of_a_file_are_sent_and_rows_that_are_none_are_named(tmp_path: Path) -> None:
    backend, sender = send(tmp_path / "calls.csv", CALLS)
    assert [command.body for command in backend.commands] == [
        CountCalls(period="2026-11-20", offered=820, answered=790),
        CountCalls(period="2026-11", offered=21_000, answered=20_100, note="月报"),
    ]
    assert (sender.report.figures, sender.report.unusable.total) == (2, 2)
    assert "2 inputs of figures" in str(sender.report)
    assert "calls: period from 统计日期" in str(sender.report)


def test_visits_carry_the_time_of_the_visit_and_the_same_file_again_is_the_same_commands(tmp_path: Path) -> None:
    backend, sender = send(tmp_path / "visits.csv", VISITS)
    [command] = backend.commands
    assert command.body == VisitGrid(grid="990123100201001", worker="W017", note="独居老人")
    assert command.happened_ms == round(datetime(2026, 11, 21, 9, 30, tzinfo=COUNTY_TIME).timestamp() * 1000)
    assert sender.report.unusable.total == 1, "a visit without a time"
    again, _ = send(tmp_path / "copy.csv", VISITS)
    assert [other.id for other in again.commands] == [command.id]


def test_indicators_have_division_period_value_and_evidence(tmp_path: Path) -> None:
    backend, _ = send(tmp_path / "kpi.csv", INDICATORS)
    [command] = backend.commands
    assert command.body == ReportIndicator(
        indicator="人均收入", division="990123", period="2026-Q3", value=18_230.5, note="统计局"
    )


def test_part_and_whole_of_a_share_are_one_row_and_one_command(tmp_path: Path) -> None:
    rows = "service_covered,990123,2026-Q3,150,200,台账\n收入,990123,2026-Q3,9,,统计局\n"
    backend, _ = send(tmp_path / "kpi.csv", f"指标,区划代码,季度,分子,分母,依据\n{rows}")
    assert [(command.body.value, command.body.whole) for command in backend.commands] == [(150.0, 200.0), (9.0, None)]


HEADS = (
    "指标名称,区划代码,统计周期,数值,数据来源", "考核指标,行政区划,统计时间,实际值,佐证材料",
    "指标,地区代码,报告期,完成值,备注",
    "统计指标（名称）,区划,数据期,指标值(%),填报单位", "indicator_name,region_code,period,actual,source",
    "指标代码,统计用区划代码,所属期,本期值,填报依据",
)  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_the_usual_headers_of_a_sheet_of_statistics_make_it_indicators(tmp_path: Path, head: str) -> None:
    percent = "%" in head
    rows = f"居民收入增长率,990123,2026年第3季度,{'6.2' if percent else '0.062'},统计局季报\n"
    backend, sender = send(tmp_path / "kpi.csv", f"{head}\n{rows}")
    assert [command.body for command in backend.commands] == [
        ReportIndicator(
            indicator="income_growth", division="990123", period="2026-Q3", value=0.062, note="统计局季报"
        )
    ], str(sender.report)


INCOME, PROMOTED, COLLECTIVE = "居民收入增长率", "典型经验推广", "村集体经济收入"


def sheet(columns: str, name: str, row: str) -> str:
    return f"指标,区划代码,季度,依据,{columns}\n{name},990123,2026Q3,年报,{row}\n"


@pytest.mark.parametrize(
    ("name", "columns", "row", "value"),
    [
        (INCOME, "数值,单位", "6.2,%", 0.062), (INCOME, "数值", "6.2%", 0.062), (INCOME, "数值（‰）", "62", 0.062),
        (INCOME, "数值,计量单位", "0.062,", 0.062), (INCOME, "数值,单位", "6.2,个百分点", 0.062),
        (f"{INCOME}（%）", "数值", "6.2", 0.062), ("income_growth", "数值,单位", "-1.5,%", -0.015),
        (PROMOTED, "数值,单位", "3,项", 3.0), (PROMOTED, "数值", "3项", 3.0), (PROMOTED, "数值（个）", "3", 3.0),
        (PROMOTED, "数值,单位", "3,县工信局", 3.0),
        (COLLECTIVE, "数值,单位", "1.25,万元", 12_500.0), (COLLECTIVE, "数值", "1.25亿元", 125_000_000.0),
        (f"{COLLECTIVE}（万元）", "数值", "1.25", 12_500.0), (COLLECTIVE, "数值,单位", "1.25,yuan", 1.25),
        ("households", "数值,单位", "2,千户", 2_000.0), ("公众参与度的分母", "数值,单位", "2,户", 2.0),
    ],
)  # fmt: skip
def test_a_value_is_stored_in_the_unit_of_its_indicator(
    tmp_path: Path, name: str, columns: str, row: str, value: float
) -> None:
    backend, sender = send(tmp_path / "kpi.csv", sheet(columns, name, row))
    assert [command.body.value for command in backend.commands] == [value], str(sender.report)


@pytest.mark.parametrize(
    ("name", "columns", "row", "said"),
    [
        (PROMOTED, "数值,单位", "3,人", "典型经验推广 is in 项, not in 人"),
        (PROMOTED, "数值（项）", "3人", "'3人' is not in 项, the unit that is stated for it"),
        (PROMOTED, "数值", "3%", "is in 项, not in %"), (INCOME, "数值（万元）", "6.2", "is in %, not in 万元"),
        (COLLECTIVE, "数值,单位", "12,%", "is in 元, not in %"), (COLLECTIVE, "数值,单位", "2,小时", "not in 小时"),
        (INCOME, "数值", "6.2", "6.2 of 居民收入增长率 is without a unit: write it with %"),
        ("service_asked", "数值", "96.4%", "service_asked is a number of a share"),
    ],
)  # fmt: skip
def test_a_value_in_another_unit_is_refused_with_both(
    tmp_path: Path, name: str, columns: str, row: str, said: str
) -> None:
    backend, sender = send(tmp_path / "kpi.csv", sheet(columns, name, row))
    assert not backend.commands
    assert said in str(sender.report)


def test_unknown_indicators_are_refused_each_with_the_nearest_ones(tmp_path: Path) -> None:
    file = tmp_path / "kpi.csv"
    names = "治安满意渡", "典型经验推厂", "典型经验推厂", PROMOTED
    rows = "".join(f"{name},990123,2026Q3,年报,3\n" for name in names)
    file.write_text(f"指标,区划代码,季度,依据,数值\n{rows}", encoding="utf-8")
    found = dry_run(file, FileOptions(), lambda share, step: None, NOON_MS, load(), realm=LIVE)
    assert (found.report.figures, found.report.refused.total) == (1, 3)
    groups = {group.number: group.message for group in found.report.refused.groups()}
    assert "no indicator 治安满意渡; the nearest ones are 政务服务满意度 (" in groups[1]
    assert "no indicator 典型经验推厂; the nearest ones are 典型经验推广 (promoted_experience)" in groups[2]


def test_a_refused_indicator_is_called_as_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kpi.csv"
    file.write_text(sheet("数值", PROMOTED, "-3"), encoding="utf-8")
    found = dry_run(file, FileOptions(), lambda share, step: None, NOON_MS, load(), realm=LIVE)
    assert "-3 of 典型经验推广 is impossible" in str(found)


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("数值,单位,分子,分母", "96.4,%,926,961"), ("分子,分母", "926,961"), ("分子值,分母值,单位", "926,961,%"),
        ("分子,分母,单位", "0.0926,0.0961,万户"), ("数值,分母", "926,961"),
    ],
)
def test_a_share_is_one_command_with_part_and_whole(tmp_path: Path, columns: str, row: str) -> None:
    head = f"指标名称,行政区划代码,年度,季度,{columns},数据来源"
    backend, sender = send(tmp_path / "kpi.csv", f"{head}\n政务服务满意度,990123,2026年,第三季度,{row},问卷\n")
    assert [command.body for command in backend.commands] == [
        ReportIndicator(
            indicator="service_satisfied", division="990123", period="2026-Q3", value=926.0, whole=961.0, note="问卷"
        )
    ], str(sender.report)


@pytest.mark.parametrize(
    ("columns", "row", "part"),
    [
        ("完成率,分母", "0.964,500", 482), ("完成率(%),分母", "96.4,500", 482), ("数值,单位,分母", "96.4,%,500", 482),
        ("数值,分母", "96.4%,500", 482), ("数值（‰）,分母", "964,500", 482), ("完成率,分母", "1,500", 500),
        ("完成率,分母", "96.4,500", None), ("完成率,分母", "0.964,961", None), ("数值,分母", "96.4%,961", None),
        ("数值,分母", "0.964,500", None), ("数值,分母", "96.4,500", None), ("完成率,分子,分母", "0.964,482,500", 482),
    ],
)  # fmt: skip
def test_a_rate_beside_a_denominator_is_not_taken_for_the_numerator(
    tmp_path: Path, columns: str, row: str, part: float | None
) -> None:
    head = f"指标,区划代码,季度,依据,{columns}"
    backend, sender = send(tmp_path / "kpi.csv", f"{head}\n政务服务满意度,990123,2026Q3,问卷,{row}\n")
    found = [(command.body.value, command.body.whole) for command in backend.commands]
    if part is None:
        assert not found
        assert "does not tell the numerator; give it in a column 分子" in str(sender.report)
    else:
        assert found == [(part, 500)], str(sender.report)


@pytest.mark.parametrize(
    ("columns", "cells", "code"),
    [
        ("行政区划", "虹桥社区居委会", VILLAGE.code), ("区划名称", VILLAGE.path[0], f"{VILLAGE.code[:9]}000"),
        ("乡镇,村", f"{VILLAGE.path[0]},{VILLAGE.path[-1]}", VILLAGE.code), ("地区", "全县", VILLAGE.code[:6]),
        ("地区", VILLAGE.code, VILLAGE.code),
    ],
)
def test_divisions_may_be_named(tmp_path: Path, columns: str, cells: str, code: str) -> None:
    path, clock = tmp_path / "kpi.csv", ManualClock(NOON_MS)
    path.write_text(f"指标,{columns},季度,数值,依据\n收入,{cells},2026Q3,9,年报\n", encoding="utf-8")
    with closing(TableFile(path)) as file:
        backend = RecordingBackend(clock)
        sender = Sender(file, backend, clock, clock.advance, print, Interpreter(places=lambda: NAMES))
        report = sender.run(None, lambda share, step: None)
    assert [command.body.division for command in backend.commands] == [code], str(report)


def test_a_share_without_its_two_numbers_is_refused_with_the_reason(tmp_path: Path) -> None:
    text = "指标,区划代码,季度,数值,依据\n政务服务满意度,990123,2026Q3,96.4,问卷\n"
    backend, sender = send(tmp_path / "kpi.csv", text)
    assert not backend.commands
    assert "政务服务满意度 is a share: give its numerator and its denominator" in str(sender.report)


def test_a_table_of_indicators_that_lacks_a_column_is_told_which(tmp_path: Path) -> None:
    _, sender = send(tmp_path / "kpi.csv", "指标名称,区划代码,统计周期,甲\nx,990123,2026,1\n")
    assert "lacks value for inputs of figures" in str(sender.report)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("指标名称,完成值", "lacks division, period for inputs of figures"),
        ("指标,日期,数值", "lacks division for inputs of figures"),
        ("考核指标,责任单位,目标值,完成值,完成率", "lacks division, period for inputs of figures"),
        ("指标名称,区划,计量单位,2026年三季度,2025年三季度", "a column for each period (2026年三季度, 2025年三季度)"),
        ("乡镇,居民收入增长率(%),典型经验推广(项)", "a column for each indicator (居民收入增长率(%), 典型经验"),
        ("乡镇,年份,数值", "lacks indicator for inputs of figures; its columns: 乡镇, 年份, 数值"),
        ("监测指标,数据时间,监测值,单位", "lacks sensor_id for readings"),
        ("指标,设备编号,数值", "lacks at for readings"), ("指标,时间,值,站点", "lacks sensor_id for readings"),
    ],
)  # fmt: skip
def test_what_a_sheet_of_indicators_lacks_is_told_as_such_and_that_of_measurements_is_not(head: str, said: str) -> None:
    with pytest.raises(BadRow) as caught:
        layout_of(head.split(","), FileOptions())
    assert said in caught.value.line


@pytest.mark.parametrize(
    ("year", "quarter", "month", "period"),
    [
        ("2026", "3", None, "2026-Q3"), (2026, 3.0, None, "2026-Q3"), ("2026年度", "三季度", None, "2026-Q3"),
        ("2026", None, "9月", "2026-09"), ("2026", "", "", "2026"), (None, "2026年第2季度", None, "2026-Q2"),
        ("2026", "第5季度", None, None), ("2026", None, "13", None), ("x", "3", None, None),
    ],
)  # fmt: skip
def test_year_and_quarter_or_month_may_be_columns_of_their_own(
    year: object, quarter: object, month: object, period: str | None
) -> None:
    cells = (("year", year), ("quarter", quarter), ("month", month))
    given = [(field, cell) for field, cell in cells if not is_gap(cell)]
    if period is None:
        with pytest.raises(NoPeriod):
            period_of_cells(given)
    else:
        assert period_of_cells(given) == period


def test_a_value_that_was_corrected_meanwhile_can_be_sent_again(tmp_path: Path) -> None:
    first, _ = send(tmp_path / "kpi.csv", INDICATORS)
    again, _ = send(tmp_path / "kpi.csv", INDICATORS)
    assert first.commands[0].id != again.commands[0].id, "the backend compares it with the value that it knows"


def test_columns_with_other_names_are_mapped(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("hour,in,ok\n2026-11-20 14:00,30,29\n", encoding="utf-8")
    options = file_options(["period=hour,offered=in,answered=ok"], None, None, None)
    found = dry_run(file, options, lambda share, step: None, NOON_MS, load(), realm=LIVE)
    assert found.report.figures == 1
    assert "line 2: period 2026-11-20T14, offered 30, answered 29" in str(found)


def test_a_dry_run_shows_inputs_of_figures_and_sends_nothing(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(VISITS, encoding="utf-8")
    found = dry_run(file, FileOptions(), lambda share, step: None, NOON_MS, load(), realm=LIVE)
    assert not found.empty
    assert "1 inputs of figures" in str(found)
    assert "grid 990123100201001" in str(found)


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2026", "2026"), (2026, "2026"), ("2026年", "2026"), ("2026-Q4", "2026-Q4"), ("2026年四季度", "2026-Q4"),
        ("2026年11月", "2026-11"), ("2026/1", "2026-01"), ("2026.11.5", "2026-11-05"), ("2026年11月5日", "2026-11-05"),
        ("2026-11-05 8:00", "2026-11-05T08"), ("2026-11-05T08", "2026-11-05T08"),
        (date(2026, 11, 5), "2026-11-05"), (datetime(2026, 11, 5), "2026-11-05"),
        (datetime(2026, 11, 5, 14), "2026-11-05T14"), ("202611", "2026-11"), (202611, "2026-11"),
        ("20261105", "2026-11-05"), ("2026年度", "2026"), ("2026年上半年", "2026-H1"), ("2026H2", "2026-H2"),
        ("2026年度第三季度", "2026-Q3"), ("2026年1-6月", "2026-H1"), ("2026年1—3月", "2026-Q1"),
        ("2026年1-12月", "2026"),
        ("2026年1-9月", None), ("202613", None),
        ("２０２６年第３季度", "2026-Q3"), ("二〇二六年第三季度", "2026-Q3"), ("二零二六年十一月", "2026-11"),
        ("二○二六年上半年", "2026-H1"), ("二〇二六年", "2026"), ("2026年三季度", "2026-Q3"), ("Q3-2026", "2026-Q3"),
        ("2026Q3", "2026-Q3"), ("2026-Q3", "2026-Q3"), ("26年3季度", "2026-Q3"), ("２６年上半年", "2026-H1"),
        ("26年11月5日", "2026-11-05"), ("2026.11", "2026-11"), ("2026/11", "2026-11"), ("2026年十一月份", "2026-11"),
        ("2026年第三季度（7—9月）", "2026-Q3"), ("2026年第三季度（4—6月）", None), ("2026年（年报）", "2026"),
        ("2026-11-01至2026-11-30", "2026-11"), ("2026年7月至2026年9月", "2026-Q3"), ("2026-01~2026-12", "2026"),
        ("2026-11-01至2026-11-29", None), ("2026-11至2026-12", None), ("2026年前三季度", None), ("十一月", None),
        ("26-11", None), ("2026.1", None), ("本季度", None), ("2026-11-05 00:00:00", None),
        ("", None), ("昨天", None), ("2026-13", None), ("2026年5季度", None), (None, None),
    ],
)  # fmt: skip
def test_a_cell_names_a_period_in_the_usual_ways(cell: object, period: str | None) -> None:
    assert period_in(cell) == period


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("示范县2026年第三季度主要指标完成情况表", "2026-Q3"), ("二〇二六年上半年指标", "2026-H1"),
        ("2026年1—6月指标", "2026-H1"),
        ("2026年度指标", "2026"), ("主要指标（2026年11月）", "2026-11"), ("2026年1—9月指标", ""),
        ("2026年前三季度", ""),
        ("2026年第三季度和2025年第三季度指标", ""), ("指标表", ""), ("截至2026年11月的指标", ""),
        ("填报日期：2026年10月8日", ""),
        ("2026年一般指标", ""),
        ("2026年重点指标三季度完成情况", ""), ("2026年县域体征（第三季度）", ""), ("2026年度考核指标11月完成情况", ""),
        ("近10年主要指标", ""), ("20年发展统计表", ""), ("26年3季度主要指标", "2026-Q3"),
    ],
)  # fmt: skip
def test_a_title_names_the_period_where_it_names_one_only(title: str, period: str) -> None:
    assert period_in_titles([title]) == period


@pytest.mark.parametrize(
    ("titles", "unit"),
    [
        (("指标表", "单位：万元"), "万元"), (("收入统计表（单位：万元）",), "万元"), (("填报单位：县农业农村局",), ""),
        (("单位：户", "单位：人"), ""), (("收入统计表",), ""), (("计量单位: 元",), "元"),
    ],
)  # fmt: skip
def test_titles_name_the_unit_of_the_values_where_they_name_one_only(titles: tuple[str, ...], unit: str) -> None:
    assert unit_in_titles(titles) == unit


@pytest.mark.parametrize(("header", "value"), [("数值", "120000"), ("数值（元）", "12"), ("数值（万元）", "120000")])
def test_values_are_in_the_unit_above_the_table_unless_their_header_names_another(
    tmp_path: Path, header: str, value: str
) -> None:
    file = tmp_path / "kpi.csv"
    head = f"村集体经济收入统计表（单位：万元）,,,,\n指标,区划代码,{header},依据,年份\n"
    file.write_text(f"{head}村集体经济收入,990123,12,年报,2025\n", encoding="utf-8")
    found = dry_run(file, FileOptions(), lambda share, step: None, NOON_MS, load(), realm=LIVE)
    assert re.search(rf"value {value}(\.0)?\b", str(found)), str(found)


TITLED = "2026年第三季度主要指标,,,,\n"


@pytest.mark.parametrize(
    ("head", "cells", "period"),
    [
        ("", "", "2026-Q3"), (",统计周期", ",2026年第二季度", "2026-Q2"), (",月份", ",九月", "2026-09"),
        (",统计周期", ",", None),
        (",月份", ",十一月", None), (",月份（2025年）", ",十一月", None),
    ],
)  # fmt: skip
def test_the_period_of_the_title_completes_what_the_rows_say_and_replaces_nothing(
    tmp_path: Path, head: str, cells: str, period: str | None
) -> None:
    file = tmp_path / "kpi.csv"
    rows = f"居民收入增长率,990123,6.2%,年报{cells}\n典型经验推广,990123,2项,年报{cells}\n"
    file.write_text(f"{TITLED}指标,区划代码,数值,依据{head}\n{rows}", encoding="utf-8")
    found = dry_run(file, FileOptions(), lambda share, step: None, NOON_MS, load(), realm=LIVE)
    assert found.report.figures == (0 if period is None else 2), str(found)
    assert period is None or f"period {period}," in str(found)


def test_the_year_of_a_month_may_stand_in_its_header(tmp_path: Path) -> None:
    rows = "居民收入增长率,990123,十一月,6.2%,年报\n"
    backend, sender = send(tmp_path / "kpi.csv", f"指标,区划代码,月份（2025年）,数值,依据\n{rows}")
    assert [command.body.period for command in backend.commands] == ["2025-11"], str(sender.report)


def test_two_values_of_one_indicator_in_a_file_are_not_settled_by_their_order(tmp_path: Path) -> None:
    rows = "".join(f"居民收入增长率,990123,2026Q3,{value}%,年报\n" for value in ("6.2", "6.3", "6.2"))
    backend, sender = send(tmp_path / "kpi.csv", f"指标,区划代码,统计周期,数值,依据\n{rows}")
    assert [command.body.value for command in backend.commands] == [0.062, 0.062]
    assert "line 3: has another value than line 2 for the same period" in str(sender.report)


def test_a_rate_that_contradicts_its_numerator_and_denominator_is_refused(tmp_path: Path) -> None:
    text = "指标,区划代码,统计周期,完成率,分子,分母,依据\n政务服务满意度,990123,2026Q3,96.4%,900,961,问卷\n"
    backend, sender = send(tmp_path / "kpi.csv", text)
    assert not backend.commands
    assert "完成率 '96.4%' contradicts numerator and denominator, which give 93.65%" in str(sender.report)


@pytest.mark.parametrize("name", [f"{number}居民收入增长率" for number in ("1.", "（一）", "二、", "其中：")])
def test_a_number_of_an_outline_is_no_part_of_a_name(tmp_path: Path, name: str) -> None:
    backend, _ = send(tmp_path / "kpi.csv", sheet("数值", name, "6.2%"))
    assert [command.body.indicator for command in backend.commands] == ["income_growth"]


def test_a_multiple_alone_belongs_to_the_unit_of_its_column(tmp_path: Path) -> None:
    backend, sender = send(tmp_path / "kpi.csv", sheet("数值（元）", COLLECTIVE, "12.3万"))
    assert [command.body.value for command in backend.commands] == [123_000.0], str(sender.report)


def test_a_period_that_cannot_be_read_is_refused_with_what_is_accepted(tmp_path: Path) -> None:
    rows = "居民收入增长率,990123,本季度,6.2%,年报\n"
    backend, sender = send(tmp_path / "kpi.csv", f"指标,区划代码,统计周期,数值,依据\n{rows}")
    assert not backend.commands
    assert "统计周期 '本季度' is no period with its year; write it like 2026年, 2026年上半年" in str(sender.report)


def test_a_cell_of_a_workbook_shown_as_a_month_is_that_month(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["指标", "区划代码", "统计周期", "数值", "依据"])
    sheet.append(["income_growth", "990123", datetime(2026, 9, 1), 0.06, "年报"])
    sheet["C2"].number_format = 'yyyy"年"m"月"'
    book.save(tmp_path / "kpi.xlsx")
    found = dry_run(tmp_path / "kpi.xlsx", FileOptions(), lambda share, step: None, NOON_MS, load(), realm=LIVE)
    assert "period 2026-09, value 0.06" in str(found)


HEAD = "乡镇,村,指标,季度,数值,依据"


def named(tmp_path: Path, text: str) -> str:
    """What a dry run in a county whose names are known says of a file."""
    file = tmp_path / "kpi.csv"
    file.write_text(text, encoding="utf-8")
    nothing = lambda share, step: None  # noqa: E731
    return str(dry_run(file, FileOptions(), nothing, NOON_MS, load(), lambda: NAMES, realm=LIVE))


@pytest.mark.parametrize(
    "place", ["沱江镇,小计", "沱江镇,合计（元）", "沱江镇小计,", "沱江镇,其中", "沱江镇,其中：脱贫村"]
)
def test_a_subtotal_among_the_rows_is_left_out_and_said(tmp_path: Path, place: str) -> None:
    rows = f"沱江镇,虹桥社区,{COLLECTIVE},2026Q3,9,年报\n{place},{COLLECTIVE},2026Q3,9,年报\n"
    found = named(tmp_path, f"{HEAD}\n{rows}")
    assert "1 rows are subtotals or parts of other rows, the first in line 3 (" in found
    assert "write that name alone" in found
    assert "2 rows read, 1 inputs of figures, " in found
    assert "0 would be refused, 0 rows unusable" in found


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("指标,区划代码,季度,数值,依据\n合计,433123,2026Q3,9,年报\n典型经验推广,433123,2026Q3,9,年报\n", 1),
        ("统计日期,来电量,接通量,备注\n2026-11-20,5,4,\n11月合计,5,4,略\n", 1),
        ("指标,乡镇,季度,数值,依据\n典型经验推广,其中：沱江镇,2026Q3,9,年报\n", 1),
    ],
)
def test_totals_of_indicators_and_periods_are_left_out_and_parts_with_a_name_are_not(
    tmp_path: Path, text: str, kept: int
) -> None:
    assert f"{kept} inputs of figures, 0 events and 0 readings, 0 gaps, 0 would be refused, 0 rows unusable" in named(
        tmp_path, text
    )


def test_the_value_of_a_town_beside_those_of_its_villages_is_said_not_to_count(tmp_path: Path) -> None:
    town, village = "沱江镇,", "沱江镇,虹桥社区"
    rows = "".join(f"{place},{COLLECTIVE},{{period}},9,年报\n" for place in (town, village))
    found = named(tmp_path, f"{HEAD}\n{rows.format(period='2026Q3')}")
    assert (
        "1 values are of divisions within which the file has values of smaller ones, e.g. 村集体经济收入 of 沱江镇 for "
        "2026-Q3: figures count only those of the smaller ones, so give them for all of these"
    ) in found.splitlines()
    apart = ((town, "2026Q3"), (village, "2026Q2"), ("阿拉营镇,", "2026Q2"))
    rows = "".join(f"{place},{COLLECTIVE},{period},9,年报\n" for place, period in apart)
    assert "values of smaller ones" not in named(tmp_path, f"{HEAD}\n{rows}")


def test_an_indicator_that_is_called_a_total_is_no_subtotal(tmp_path: Path) -> None:
    found = named(tmp_path, "指标,区划代码,季度,数值,依据\n财政收入合计,433123,2026Q3,9,年报\n")
    assert "subtotals" not in found
    assert "财政收入合计" in found, "refused as no indicator of this county"
