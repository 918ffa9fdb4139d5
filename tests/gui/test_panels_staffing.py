"""The panel of staffing and policies: it asks what is filled in as of one record, shows both columns in table, chart
and map, exports them and leads to a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.ages import AgeBand
from county.staffing.questions import AgentsQuestion, AllowanceQuestion, ChangeQuestion, GridsQuestion, WaitingQuestion
from county.staffing.titles import PARTS
from desktop.staffing.staffing import StaffingPanel, TaskToReport, _number
from layers.policy_villages import PolicyVillagesLayer
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.staffing_messages import StaffingReply
from services.protocol.study_messages import StudyState
from services.results.staffing import agents_now
from services.staffing.county_staffing import CountyStaffing
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.staffing_facts import NOW, GivenFacts

LEFT = Qt.MouseButton.LeftButton


class StaffingDesk:
    """The panel, and the analysis of the same county behind it."""

    def __init__(self, scripted: ScriptedDesktop, panel: StaffingPanel, qtbot: QtBot) -> None:
        self.scripted, self.panel, self.qtbot = scripted, panel, qtbot
        self.facts = GivenFacts(hours=[20] * 24)

    @property
    def asked(self) -> list[Any]:
        return self.scripted.source.staffing_questions

    def compute(self, kind: type) -> None:
        """Choose what is asked and press the button."""
        self.panel.inputs.part.setCurrentIndex(list(PARTS).index(kind))
        self.qtbot.mouseClick(self.panel.compute, LEFT)

    def tell(self, state: StudyState = "done", **more: Any) -> None:
        question, _, _ = self.asked[-1]
        fields = {"as_of_seq": 7, "share": 1.0, **more}
        if state == "done":
            county = CountyStaffing(self.scripted.session.package)
            fields["answer"] = county.answer(question, self.facts, NOW)
        self.scripted.source.answer(
            StaffingReply(request=f"staffing {len(self.asked)}", question=question, state=state, **fields)
        )
        self.scripted.tick()

    def cells(self, row: int) -> list[str]:
        table = self.panel.table
        return [item.text() for column in range(table.columnCount()) if (item := table.item(row, column)) is not None]


@pytest.fixture
def desk(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[StaffingDesk]:
    scripted.source.condition = replace(scripted.source.condition, analysis=AnalysisHealth("ready", 1, 1, 1))
    with shown_panel(StaffingPanel(scripted.session), qtbot, (1_100, 800)) as panel:
        yield StaffingDesk(scripted, panel, qtbot)


def test_agents_are_asked_by_the_settings_and_shown_in_table_and_chart(desk: StaffingDesk) -> None:
    desk.compute(AgentsQuestion)
    [(question, seq, _)] = desk.asked
    assert isinstance(question, AgentsQuestion)
    assert (question.target_s, question.share, seq) == (15, 0.95, 0)
    desk.tell()
    assert desk.cells(0)[:3] == ["日均来电", "480.0", "480.0"]
    assert "GB/T 33358" in desk.panel.said.text()
    assert len(desk.panel.chart.slots) == 48
    desk.panel.shown.setCurrentIndex(1)
    assert desk.cells(0)[0] == "早班"
    desk.panel.shown.setCurrentIndex(2)
    assert desk.panel.table.rowCount() == 48


def test_it_asks_on_as_of_the_record_of_the_first_reply_and_stops_when_told(desk: StaffingDesk, qtbot: QtBot) -> None:
    desk.compute(WaitingQuestion)
    desk.tell("working", share=0.4)
    assert desk.panel.waiting.text() == "计算中… 40 %"
    qtbot.waitUntil(lambda: len(desk.asked) > 1)
    assert desk.asked[-1][1] == 7
    qtbot.mouseClick(desk.panel.give_up, LEFT)
    assert desk.asked[-1][2]
    assert desk.panel.waiting.isHidden()


def test_why_there_is_no_answer_is_said(desk: StaffingDesk) -> None:
    desk.compute(AllowanceQuestion)
    desk.tell("refused", template="{county} has no ages of its villages; import them with "
              "`main.py county import --ages F`", params={"county": "方县"})  # fmt: skip
    assert "没有各村分年龄人数" in desk.panel.waiting.text()
    assert not desk.panel.export.isEnabled()


def test_what_is_filled_in_wrongly_is_not_asked(desk: StaffingDesk) -> None:
    desk.panel.inputs.steps.setText("八十")
    desk.compute(AllowanceQuestion)
    assert desk.asked == []
    assert "起点年龄" in desk.panel.inputs.steps.toolTip() or desk.panel.problem.text()
    desk.compute(ChangeQuestion)
    assert desk.asked == []


def test_an_allowance_is_shown_by_village_in_table_and_map_exported_and_leads_to_a_task(
    desk: StaffingDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    package = desk.scripted.session.package
    codes = [str(code) for code in package.table("villages")["code"]]
    monkeypatch.setitem(package.manifest.layers, "ages", package.manifest.layers["villages"])
    ages = {AgeBand(0, 79): 90, AgeBand(80, 99): 8, AgeBand(100, None): 1}
    monkeypatch.setattr(type(package), "ages", dict.fromkeys(codes, ages))
    desk.panel.inputs.steps.setText("80:60, 100:300")
    desk.compute(AllowanceQuestion)
    desk.tell()
    assert desk.cells(0)[0] == "享受人数"
    desk.panel.shown.setCurrentIndex(3)
    assert desk.panel.table.rowCount() == len(codes)
    assert desk.scripted.session.layers.of(PolicyVillagesLayer).drawn() == len(codes)
    path = tmp_path / "a.xlsx"
    monkeypatch.setattr(desk.scripted.session.dialogs, "save_staffing", lambda parent, name: path)
    qtbot.mouseClick(desk.panel.export, LEFT)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: path.stat().st_size > 0)
    texts = [str(cell.value) for row in load_workbook(path).active.iter_rows() for cell in row if cell.value]
    assert any("若不改变" in text for text in texts)
    tasks: list[TaskToReport] = []
    desk.panel.task_wanted.connect(tasks.append)
    qtbot.mouseClick(desk.panel.task, LEFT)
    assert tasks[0].title.startswith("津贴门槛与金额：年支出"), "what changes comes first"
    assert "享受人数" in tasks[0].title


def test_grid_workers_are_asked_with_their_number(desk: StaffingDesk) -> None:
    desk.panel.inputs.workers.setValue(-3)
    desk.compute(GridsQuestion)
    assert desk.asked[-1][0] == GridsQuestion(change=-3)


def test_of_villages_with_the_same_name_the_code_says_which_one_is_meant(
    desk: StaffingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {"433123100201": "新村", "433123101201": "新村"}
    monkeypatch.setattr(desk.panel.inputs, "_places", places)
    desk.panel.inputs.changed.setText("新村")
    desk.compute(ChangeQuestion)
    assert desk.asked == []
    assert all(code in desk.panel.problem.text() for code in places)
    desk.panel.inputs.changed.setText("433123101201")
    desk.compute(ChangeQuestion)
    assert desk.asked[-1][0].villages == ("433123101201",)


def test_it_is_opened_at_the_agents_as_the_settings_have_them(desk: StaffingDesk) -> None:
    desk.panel.inputs.target.setValue(90)
    desk.panel.inputs.share.setValue(50)
    desk.panel.show_result("agents")
    assert desk.asked[-1][0] == agents_now(desk.scripted.session.catalog)
    desk.tell()
    tasks: list[TaskToReport] = []
    desk.panel.task_wanted.connect(tasks.append)
    desk.qtbot.mouseClick(desk.panel.task, LEFT)
    assert "日均来电" not in tasks[0].title, "it does not change"
    assert "→" in tasks[0].title


def test_a_difference_of_nothing_has_no_sign() -> None:
    assert (_number(-0.01, 1), _number(-0.1, 1), _number(None, 1)) == ("0.0", "-0.1", "–")
