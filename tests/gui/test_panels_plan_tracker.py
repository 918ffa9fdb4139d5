"""计划跟踪: plans with time lines, evidence submitted and accepted by clicks, late chains followed to their end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county.plan_tracker.commands import (
    AcceptEvidence,
    AddPlanItem,
    BeginPlan,
    EvidenceSubmitted,
    PlanItemAdded,
    RevisePlanItem,
    SpendOnPlanItem,
    SubmitEvidence,
    UrgePlanItem,
)
from county.plan_tracker.days import county_day
from county.plan_tracker.stated import Milestone, PlanIndicator
from desktop import theme
from desktop.plan_tracker.dialogs import ItemDialog, NewPlanDialog
from desktop.plan_tracker.plan_tracker import LINE, LINE_PX, MatterToReport, PlanTracker
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


class PlannedDesk:
    """The panel with a plan of two tasks, the second one after the first, which is late."""

    def __init__(self, scripted: ScriptedDesktop, panel: PlanTracker) -> None:
        self.scripted, self.panel = scripted, panel
        self.today = county_day(scripted.clock.now_ms())

    def day(self, after: int) -> str:
        return (self.today + timedelta(days=after)).isoformat()

    def added(self, item_id: str, parent: str = "P", due: int = 30, **changes: object) -> None:
        fields: dict[str, object] = {
            "root": "P", "place": 1, "title": item_id, "goal": "", "lead": "market", "supports": (),
            "starts": self.day(-30), "due": self.day(due), "budget_yuan": None, "indicator": None,
            "milestones": (Milestone(key="m1", title="节点", due=self.day(due)),), "depends_on": (), "divisions": (),
        }  # fmt: skip
        self.scripted.happen(PlanItemAdded(item_id=item_id, parent=parent, **(fields | changes)))  # type: ignore[arg-type]
        self.panel.fill()

    def cells(self, item_id: str) -> list[str]:
        return next(list(row.cells) for row in self.panel._shown if row.id == item_id)


@pytest.fixture
def desk(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[PlannedDesk]:
    with shown_panel(PlanTracker(scripted.session), qtbot, (1600, 800)) as panel:
        found = PlannedDesk(scripted, panel)
        found.added("P", parent="", due=90, milestones=(), budget_yuan=100_000)
        found.added("a", due=-10)
        found.added("b", due=60, depends_on=("a",))
        yield found


def test_a_plan_is_a_tree_and_what_is_late_marks_what_waits_for_it(desk: PlannedDesk) -> None:
    assert [row.id for row in desk.panel._shown] == ["P", "a", "b"]
    assert desk.cells("a")[:3] == ["　a", "0 %", "逾期 10 天"]
    assert desk.cells("b")[2].startswith("受前置逾期影响")
    desk.panel.choose("a")
    assert desk.panel.chain.text() == "逾期链：a（逾期 10 天） → b（至少推迟 31 天）"


def test_evidence_is_submitted_and_accepted_by_clicks(desk: PlannedDesk) -> None:
    panel, sent = desk.panel, desk.scripted.source.commands
    panel.choose("a")
    assert panel.milestone == "m1", "the first open milestone is chosen"
    QTest.mouseClick(panel.step_buttons[SubmitEvidence], LEFT)
    assert panel.problem.text().startswith("请提供佐证")
    panel.events.setText("E1、E2")
    QTest.mouseClick(panel.step_buttons[SubmitEvidence], LEFT)
    assert sent[-1].body == SubmitEvidence(item_id="a", milestone="m1", events=("E1", "E2"))
    assert not panel.step_buttons[AcceptEvidence].isEnabled()
    desk.scripted.happen(EvidenceSubmitted(item_id="a", milestone="m1", events=("E1",)))
    panel.fill()
    assert "待验收" in panel.milestones.item(0).text()


def test_money_is_recorded_with_what_it_was_spent_on(desk: PlannedDesk) -> None:
    panel, sent = desk.panel, desk.scripted.source.commands
    panel.choose("a")
    panel.amount.setValue(12.5)
    QTest.mouseClick(panel.step_buttons[SpendOnPlanItem], LEFT)
    assert panel.problem.text() == "请填写金额和用途"
    panel.text.setText("服务器")
    QTest.mouseClick(panel.step_buttons[SpendOnPlanItem], LEFT)
    assert sent[-1].body == SpendOnPlanItem(item_id="a", yuan=125_000, note="服务器")


def test_a_plan_is_begun_from_a_template_in_a_dialog(desk: PlannedDesk, qtbot: QtBot) -> None:
    QTest.mouseClick(desk.panel.begin, LEFT)
    [dialog] = desk.panel.findChildren(NewPlanDialog)
    dialog.template.setCurrentIndex(dialog.template.findData("pilot_short"))
    dialog.places.setText("没有这个村")
    QTest.mouseClick(dialog.button, LEFT)
    assert dialog.problem.text() == "没有这个村 不是本县的乡镇或村"
    village = desk.scripted.session.package.table("villages")
    dialog.places.setText(str(village["name"][0]))
    QTest.mouseClick(dialog.button, LEFT)
    body = desk.scripted.source.commands[-1].body
    assert isinstance(body, BeginPlan)
    assert (body.template, body.divisions, body.starts) == ("pilot_short", (str(village["code"][0]),), desk.day(0))
    dialog.reject()


def test_an_item_is_added_and_revised_in_a_dialog_and_milestones_keep_their_keys(desk: PlannedDesk) -> None:
    desk.panel.choose("a")
    QTest.mouseClick(desk.panel.revise, LEFT)
    [dialog] = desk.panel.findChildren(ItemDialog)
    dialog.milestones.setPlainText(f"{desk.day(-20)} 2 新节点\n{desk.day(-10)} 1 节点")
    QTest.mouseClick(dialog.button, LEFT)
    assert dialog.problem.text() == "请写明调整原因"
    dialog.reason.setText("县长办公会")
    QTest.mouseClick(dialog.button, LEFT)
    body = desk.scripted.source.commands[-1].body
    assert isinstance(body, RevisePlanItem)
    assert [(one.key, one.title, one.weight) for one in body.milestones] == [("m2", "新节点", 2), ("m1", "节点", 1)]
    dialog.reject()


def test_a_milestone_without_a_day_is_not_sent(desk: PlannedDesk) -> None:
    desk.panel.choose("P")
    QTest.mouseClick(desk.panel.add, LEFT)
    [dialog] = desk.panel.findChildren(ItemDialog)
    dialog.name.setText("c")
    dialog.milestones.setPlainText("2026-13-01 1 节点")
    QTest.mouseClick(dialog.button, LEFT)
    assert dialog.problem.text() == "第 1 行节点：请写日期、权重和名称"
    dialog.milestones.setPlainText(f"{desk.day(80)} 1 节点")
    QTest.mouseClick(dialog.button, LEFT)
    body = desk.scripted.source.commands[-1].body
    assert isinstance(body, AddPlanItem)
    assert (body.parent, body.title, body.lead) == ("P", "c", "market")
    dialog.reject()


def test_an_event_that_is_reported_about_an_item_presses_it(desk: PlannedDesk) -> None:
    wanted: list[MatterToReport] = []
    desk.panel.event_wanted.connect(wanted.append)
    desk.panel.choose("a")
    QTest.mouseClick(desk.panel.report, LEFT)
    assert wanted == [MatterToReport("a", "督办计划项：a（逾期 10 天）")]
    desk.panel.reported("a", "E7")
    assert desk.scripted.source.commands[-1].body == UrgePlanItem(item_id="a", event="E7")


def test_an_indicator_is_shown_against_its_target_and_never_typed(desk: PlannedDesk) -> None:
    desk.added("c", indicator=PlanIndicator(metric="closed_on_time", target=0.95))
    assert desk.cells("c")[7] == "按期结案率 … / 95.0%"


@pytest.mark.parametrize("width", [700, 2400])
def test_time_lines_have_room_in_a_narrow_and_in_a_wide_panel(desk: PlannedDesk, width: int) -> None:
    desk.panel.resize(width, 420)
    table = desk.panel.table
    ends = table.horizontalHeader().sectionPosition(LINE) + table.columnWidth(LINE)
    assert table.columnWidth(LINE) >= theme.px(LINE_PX)
    assert ends >= table.viewport().width(), "what the other columns leave is theirs"
