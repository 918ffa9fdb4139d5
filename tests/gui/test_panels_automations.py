"""Automation: rules are switched with a reason by an authorised key, and the log says what each did or why not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import commands as c
from county.authority import AUTOMATION, Principal, Role
from county.automation.log import AutomationDeed, AutomationRan, SwitchAutomation
from desktop.response.automations import AutomationPanel
from tests.gui.conftest import OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton
SIZE = (640, 520)


@pytest.fixture
def panel(desk: LiveDesktop, qtbot: QtBot) -> Iterator[AutomationPanel]:
    with shown_panel(AutomationPanel(desk.session), qtbot, SIZE) as panel:
        yield panel


def row_of(panel: AutomationPanel, key: str) -> int:
    return [row.id for row in panel.rows()].index(key)


def cells(panel: AutomationPanel, key: str) -> list[str]:
    items = (panel.table.item(row_of(panel, key), column) for column in range(panel.table.columnCount()))
    return [item.text() for item in items if item is not None]


def test_a_rule_is_switched_on_with_a_reason_acts_and_its_run_is_in_the_log(
    desk: LiveDesktop, panel: AutomationPanel, qtbot: QtBot
) -> None:
    button = panel.step_buttons[SwitchAutomation]
    assert not button.isEnabled()
    assert button.toolTip() == "请在列表中选择规则"
    assert cells(panel, "missing_person_plan")[0] == "停用"
    panel.table.selectRow(row_of(panel, "missing_person_plan"))
    assert button.text() == "启用"
    qtbot.mouseClick(button, LEFT)
    assert panel.problem.text() == "请填写启停规则的原因"
    qtbot.keyClicks(panel.reason, "dry run was good")
    qtbot.mouseClick(button, LEFT)
    desk.until(lambda: cells(panel, "missing_person_plan")[0] == "启用", "the switch")
    assert "dry run was good" in panel.note.text()
    place = desk.session.package.resources[0]
    desk.session.submissions.send(
        c.ReportEvent(
            event_id="20261123-AAAAAAA", subclass="missing_person", title="老人走失", source="hotline", x_m=place.x_m,
            y_m=place.y_m,
        )
    )  # fmt: skip
    desk.until(lambda: panel.log.topLevelItemCount(), "the run")
    line = panel.log.topLevelItem(0)
    assert line is not None
    assert (line.text(1), line.text(2)) == ("已执行", "20261123-AAAAAAA · 立案 · 派遣 · 启动预案")
    assert cells(panel, "missing_person_plan")[2] == "1"
    event = desk.session.layers.states("event")["20261123-AAAAAAA"]
    assert event.unit, "it was dispatched"
    panel.log.itemDoubleClicked.emit(line, 0)
    selection = desk.session.focus.selection
    assert selection is not None
    assert selection.ids == ("20261123-AAAAAAA",)


def test_an_operator_alone_may_look_but_not_switch(open_desk: OpenDesk, qtbot: QtBot) -> None:
    operator = Principal(id="owner", roles=frozenset({Role.OPERATOR}), people=("王磊", "person"))
    desk = open_desk(principals=(operator,)).live()
    with shown_panel(AutomationPanel(desk.session), qtbot, SIZE) as panel:
        panel.table.selectRow(0)
        desk.until(lambda: panel.step_buttons[SwitchAutomation].toolTip(), "the reason")
        assert not panel.step_buttons[SwitchAutomation].isEnabled()
        assert "管理员" in panel.step_buttons[SwitchAutomation].toolTip()


def test_a_refused_command_is_logged_with_its_reason_in_words(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(AutomationPanel(scripted.session), qtbot, SIZE) as panel:
        panel.table.selectRow(row_of(panel, "flood_plan"))
        refused = AutomationDeed(
            command="StartPlan", subject="plan/x", refused="plan_event_ended", params={"event": "E1"}
        )
        scripted.happen(
            AutomationRan(rule="flood_plan", trigger=7, about="event/E1", outcome="refused", did=(refused,)),
            AutomationRan(rule="flood_plan", trigger=9, about="event/E2", outcome="too_often"),
        )
        texts = [
            [item.text(column) for column in (1, 2)]
            for n in range(panel.log.topLevelItemCount())
            if (item := panel.log.topLevelItem(n)) is not None
        ]
        assert texts == [
            ["超出频率，未执行", "E2"],
            ["被拒绝", "E1 · 启动预案 ✗ 事件 E1 已结束；只能对未结束的事件启动预案"],
        ]
        assert cells(panel, "flood_plan")[2] == "0"


def test_a_run_that_follows_from_other_rules_names_them(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(AutomationPanel(scripted.session), qtbot, SIZE) as panel:
        panel.table.selectRow(row_of(panel, "flood_plan"))
        scripted.source.record(
            AutomationRan(rule="flood_plan", trigger=9, about="event/E1", outcome="loop"), person="",
            by=AUTOMATION.id, command_id="auto:missing_person_plan@4.0/flood_plan@9.99",
        )  # fmt: skip
        scripted.tick()
        line = panel.log.topLevelItem(0)
        assert line is not None
        name = scripted.session.catalog.automation["missing_person_plan"].name.zh
        assert (line.text(1), line.text(2)) == ("防循环，未执行", f"E1 · 由联动规则引起：{name}")
