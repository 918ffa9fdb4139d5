"""Inputs of figures from files: calls, visits and indicators by their usual headers, sent like events."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from county.catalog import load
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CountCalls, VisitGrid
from county.numbering import COUNTY_TIME
from county.realm import LIVE
from services.dry_run import dry_run
from services.intake.file_options import FileOptions, file_options
from services.intake.period_cells import period_in
from tests.unit.running_desk import NOON_MS
from tests.unit.test_intake_send import send

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
        (datetime(2026, 11, 5, 14), "2026-11-05T14"),
        ("", None), ("昨天", None), ("2026-13", None), ("2026年5季度", None), (None, None),
    ],
)  # fmt: skip
def test_a_cell_names_a_period_in_the_usual_ways(cell: object, period: str | None) -> None:
    assert period_in(cell) == period
