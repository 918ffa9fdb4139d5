"""The panel of coverage: it asks until the answer is there, shows it in table and layers, keeps it, exports it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as changed
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.coverage.kept_plans import CoveragePlanKept, CoveragePlanWithdrawn, KeepCoveragePlan, WithdrawCoveragePlan
from county.roads.closures import RoadClosed
from desktop.coverage.coverage import CoveragePanel
from desktop.coverage.inputs import KEPT
from layers.coverage import CoverageAreasLayer, CoverageLayer
from services.coverage.county_coverage import CountyCoverage
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.coverage_messages import CoverageReply
from services.protocol.study_messages import StudyState
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


class CoverageDesk:
    """The panel, and the analysis of the same county behind it."""

    def __init__(self, scripted: ScriptedDesktop, panel: CoveragePanel) -> None:
        self.scripted, self.panel = scripted, panel
        self.county = CountyCoverage(scripted.session.package)

    @property
    def asked(self) -> list[Any]:
        return self.scripted.source.coverage_questions

    def tell(self, state: StudyState = "done", **more: Any) -> None:
        """The analysis replies to the last question."""
        question, _, _ = self.asked[-1]
        fields = {"as_of_seq": 7, "as_of_ms": self.scripted.clock.now_ms(), "share": 1.0, **more}
        if state == "done":
            fields["answer"] = self.county.answer(question)
        self.scripted.source.answer(
            CoverageReply(request=f"coverage {len(self.asked)}", question=question, state=state, **fields)
        )
        self.scripted.tick()

    def choose(self, part: str) -> None:
        self.panel.inputs.part.setCurrentIndex(self.panel.inputs.part.findData(part))

    def cells(self, row: int) -> list[str]:
        table = self.panel.table
        return [item.text() for column in range(table.columnCount()) if (item := table.item(row, column)) is not None]


@pytest.fixture
def desk(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[CoverageDesk]:
    condition = replace(scripted.source.condition, analysis=AnalysisHealth("ready", 1, 1, 1))
    scripted.source.condition = condition
    with shown_panel(CoveragePanel(scripted.session), qtbot, (1_100, 800)) as panel:
        yield CoverageDesk(scripted, panel)


def test_times_are_asked_at_once_and_shown_in_table_and_map_with_what_they_are_of(desk: CoverageDesk) -> None:
    [(question, as_of, give_up)] = desk.asked
    assert (question.service, question.part, as_of, give_up) == ("school", "times", 0, False)
    desk.tell()
    villages = len(desk.scripted.session.package.table("villages"))
    assert desk.panel.table.rowCount() == villages
    assert "第 7 条记录" in desk.panel.said.text()
    assert "（依据：假设，待县里确定）" in desk.panel.basis.text()
    assert "地图没有分年龄人口" in desk.panel.basis.text()
    areas, layer = desk.scripted.session.layers.of(CoverageAreasLayer), desk.scripted.session.layers.of(CoverageLayer)
    assert areas.drawn() == villages
    assert len(areas.batches()) == 1
    assert len(layer) > 0


def test_it_asks_again_until_the_answer_is_there_and_tells_how_far_it_is(desk: CoverageDesk, qtbot: QtBot) -> None:
    desk.tell("working", share=0.4)
    assert desk.panel.waiting.text() == "计算中… 40 %"
    assert desk.panel.give_up.isVisible()
    qtbot.waitUntil(lambda: len(desk.asked) > 1)
    desk.tell()
    assert desk.panel.waiting.isHidden()
    assert desk.panel.give_up.isHidden()


def test_while_it_computes_the_table_has_the_columns_that_were_asked_for_and_asks_for_nothing(
    desk: CoverageDesk,
) -> None:
    desk.choose("tours")
    assert desk.panel.hint.text() == "请选择服务并计算"
    desk.panel.ask()
    desk.tell("working", share=0.4)
    assert list(desk.panel.heads()) == desk.panel.answer_rows.tours_heads()
    assert desk.panel.hint.text() == ""
    desk.panel.give_up.click()
    assert desk.panel.hint.text() == "请选择服务并计算"


def test_it_asks_on_while_another_tab_is_in_front(desk: CoverageDesk, qtbot: QtBot) -> None:
    desk.tell("working", share=0.4)
    desk.panel.hide()
    qtbot.waitUntil(lambda: len(desk.asked) > 1)


def test_stop_gives_the_answer_up(desk: CoverageDesk, qtbot: QtBot) -> None:
    desk.tell("working", share=0.1)
    qtbot.mouseClick(desk.panel.give_up, LEFT)
    assert desk.asked[-1][2] is True
    assert not desk.panel.asking.is_waiting


def test_what_the_data_do_not_answer_is_said_in_the_language_of_the_screen(desk: CoverageDesk) -> None:
    template = "{county} has no roads on its map, so that no travel time is known; import them with " \
        "`main.py county import --roads`"  # fmt: skip
    desk.tell("refused", template=template, params={"county": "谷县"})
    assert desk.panel.waiting.text().startswith("谷县地图上没有道路")


def test_a_closed_road_asks_anew_what_is_shown(desk: CoverageDesk) -> None:
    desk.tell()
    place = desk.scripted.session.package.resources[0]
    desk.scripted.happen(
        RoadClosed(closure_id="C1", extent="circle", x_m=place.x_m, y_m=place.y_m, radius_m=50.0, note="塌方")
    )
    assert len(desk.asked) == 2
    assert desk.asked[1] == desk.asked[0]


def test_proposed_sites_are_kept_shown_again_and_withdrawn_with_a_reason(desk: CoverageDesk, qtbot: QtBot) -> None:
    desk.choose("sites")
    assert not desk.panel.button.isEnabled()
    desk.panel.inputs.count.setValue(1)
    qtbot.mouseClick(desk.panel.search, LEFT)
    desk.tell()
    assert desk.panel.table.rowCount() == 1
    assert desk.panel.plan_title.text().startswith("小学 · 增设选址")
    qtbot.mouseClick(desk.panel.button, LEFT)
    sent = desk.scripted.source.commands[-1].body
    assert isinstance(sent, KeepCoveragePlan)
    assert sent.sites is not None
    assert sent.sites.minutes == ()
    assert sent.as_of_seq == 7
    kept = {name: getattr(sent, name) for name in CoveragePlanKept.__struct_fields__ if hasattr(sent, name)}
    desk.scripted.accept(CoveragePlanKept(**kept))
    desk.choose(KEPT)
    assert desk.cells(0)[:2] == [sent.title, "已采用"]
    desk.panel.table.selectRow(0)
    desk.panel.open_row(sent.plan_id)
    assert sent.title in desk.panel.said.text()
    qtbot.mouseClick(desk.panel.step_buttons[WithdrawCoveragePlan], LEFT)
    assert desk.panel.problem.text() == "请填写撤销原因"
    desk.panel.plan_title.setText("已有新方案")
    qtbot.mouseClick(desk.panel.step_buttons[WithdrawCoveragePlan], LEFT)
    body = desk.scripted.source.commands[-1].body
    assert isinstance(body, WithdrawCoveragePlan)
    desk.scripted.accept(CoveragePlanWithdrawn(plan_id=body.plan_id, note=body.note))
    assert desk.cells(0)[1] == "已撤销"


def test_the_title_suggested_for_a_plan_is_no_reason_to_withdraw_another(desk: CoverageDesk) -> None:
    desk.choose("sites")
    desk.panel.ask()
    desk.tell()
    suggested = desk.panel.plan_title.text()
    desk.choose(KEPT)
    assert desk.panel.plan_title.text() == ""
    desk.choose("sites")
    assert desk.panel.plan_title.text() == suggested != ""


def test_tours_are_drawn_and_exported_as_a_workbook_with_a_timetable(
    desk: CoverageDesk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.choose("tours")
    desk.panel.inputs.everywhere.setChecked(True)
    desk.panel.inputs.weeks.setValue(1)
    desk.panel.inputs.visits.setValue(1)
    qtbot.mouseClick(desk.panel.search, LEFT)
    desk.tell()
    assert desk.cells(0)[0]
    ways = desk.scripted.session.layers.of(CoverageLayer).batches()[0]
    assert len(ways.xy_m) > 2  # type: ignore[union-attr]
    path = tmp_path / "方案.xlsx"
    monkeypatch.setattr(desk.scripted.session.dialogs, "save_coverage", lambda *_: path)
    with qtbot.waitSignal(desk.panel.jobs.finished):
        qtbot.mouseClick(desk.panel.export, LEFT)
    book = load_workbook(path)
    assert book.sheetnames[0] == "各村时间表"
    assert book["各村时间表"]["A1"].value == "村（社区）"


def test_an_answer_to_another_question_is_not_shown(desk: CoverageDesk) -> None:
    desk.tell()
    desk.panel.inputs.service.setCurrentIndex(1)
    assert desk.panel.said.isHidden()
    assert desk.panel.table.rowCount() == 0
    assert desk.asked[-1][0] == changed(desk.asked[0][0], service="clinic")
