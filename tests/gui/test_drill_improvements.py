"""Evaluators propose improvements and state them anew in the window; only an approval makes a live event of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from county.drill.evaluation import ApproveImprovement, ReviseImprovement
from county.drill.run import EndDrill
from desktop.drill.improvements import Improvements
from desktop.session import Session
from services.drill_report.drill_folder import DrillFolder
from tests.adjustable_clock import AdjustableClock
from tests.gui.drill_desks import DrillDesks
from tests.gui.shown_panel import shown_panel
from tests.unit.drill_day import BEGINS_MS, DRILL


class Approving(DrillFolder):
    """Tells which items were approved by whom."""

    def approve(self, item: str, person: str) -> str:
        return f"20260716-{person}-{len(item)}"


@pytest.fixture
def director(drill: DrillDesks, tmp_path: Path) -> Iterator[Session]:
    session = replace(drill.desk("zhou").session, drill_folder=Approving(tmp_path, tmp_path, drill.day.realm.realm))
    session.drill.start()
    yield session
    session.drill.stop()


def proposed(drill: DrillDesks, panel: Improvements, text: str) -> None:
    drill.until("li", lambda: panel.objective.count() == 2, "the scenario")
    panel.text.setText(text)
    panel.owner.setText("李明")
    panel.department.setCurrentIndex(panel.department.findData("water_resources"))
    panel.objective.setCurrentIndex(1)
    panel.due.setDate(QDate(2026, 8, 18))
    panel.proof.setText("#4、7")
    assert drill.click("li", panel.button) is None
    drill.until("li", lambda: panel.table.rowCount() == 1, "the improvement")


def test_an_improvement_is_proposed_with_everything_that_the_report_asks_for_and_stated_anew(
    drill: DrillDesks, qtbot: QtBot
) -> None:
    clock = AdjustableClock(BEGINS_MS)
    with shown_panel(Improvements(drill.desk("li").session, clock), qtbot, (1100, 500)) as panel:
        assert panel.due.date() == QDate(2026, 8, 14)
        panel.button.click()
        assert panel.problem.text() == "请填写改进事项"
        proposed(drill, panel, "补齐叫应名单 <b>&")
        assert panel.rows()[0].cells == (
            "待批准", "补齐叫应名单 <b>&", "水利局", "李明", "2026-08-18", "OBJ1", "#4、#7", "li"
        )  # fmt: skip
        assert panel.text.text() == ""
        panel.choose(panel.rows()[0].id)
        assert (panel.text.text(), panel.owner.text(), panel.proof.text()) == ("补齐叫应名单 <b>&", "李明", "4、7")
        panel.text.setText("补齐镇村叫应名单")
        panel.is_due.setChecked(False)
        assert drill.click("li", panel.step_buttons[ReviseImprovement]) is None
        drill.until("li", lambda: panel.rows()[0].cells[1] == "补齐镇村叫应名单", "the new text")
        assert panel.rows()[0].cells[4] == ""
        assert not panel.approve.isEnabled()


def test_a_number_that_no_record_has_is_refused_in_one_line(drill: DrillDesks, qtbot: QtBot) -> None:
    session = drill.desk("li").session
    with shown_panel(Improvements(session), qtbot, (1100, 500)) as panel:
        drill.until("li", lambda: panel.objective.count() == 2, "the scenario")
        panel.text.setText("补齐叫应名单")
        for number in ("99999", "18446744073709551616", "9" * 3_000, "0"):
            panel.proof.setText(f"4、{number}")
            qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
            shown = f"{number[:20]}…" if len(number) > 20 else number
            assert panel.problem.text() == f"没有编号为 {shown} 的记录，最后一条是 {session.layers.fold.seq}"
            assert session.submissions.waiting == 0


def test_the_director_approves_once_the_drill_is_over_and_the_item_names_its_live_event(
    drill: DrillDesks, director: Session, qtbot: QtBot
) -> None:
    with (
        shown_panel(Improvements(drill.desk("li").session), qtbot, (1100, 500)) as panel,
        shown_panel(Improvements(director), qtbot, (1100, 500)) as approving,
    ):
        proposed(drill, panel, "补齐叫应名单")
        drill.until("zhou", lambda: director.drill.tick() or approving.table.rowCount() == 1, "the director has it")
        approving.choose(approving.rows()[0].id)
        approving.refresh()
        assert not approving.approve.isEnabled()
        assert approving.approve.toolTip() == "演练结束后可批准"
        assert drill.day.give("zhou", EndDrill(drill=DRILL.id)) == ""
        drill.until("zhou", lambda: approving.refresh() or approving.approve.isEnabled(), "it is over")
        qtbot.mouseClick(approving.approve, Qt.MouseButton.LeftButton)
        drill.until("zhou", lambda: approving.job is None, "the live event")
        event = "20260716-zhou-14"
        assert event in approving.note.text()
        noted = ApproveImprovement(note_id=approving.rows()[0].id, drill=DRILL.id, live_event=event)
        assert drill.day.give("zhou", noted) == "", "what the approval does besides"
        drill.until("zhou", lambda: approving.rows()[0].cells[0].startswith("已批准"), "it is recorded")
        assert approving.rows()[0].cells[0] == "已批准：实况事件 20260716-zhou-14"
        approving.refresh()
        assert not approving.step_buttons[ReviseImprovement].isEnabled()
        assert not approving.approve.isEnabled()


def test_a_player_proposes_nothing(drill: DrillDesks, qtbot: QtBot) -> None:
    with shown_panel(Improvements(drill.desk("wang").session), qtbot, (1100, 500)) as panel:
        drill.until("wang", lambda: drill.desk("wang").session.drill.run is not None, "the drill")
        panel.refresh()
        assert not panel.button.isEnabled()
        assert panel.button.toolTip() == "只有演练评价人员可以进行此操作"
