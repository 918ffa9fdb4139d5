"""A player fills in its self-assessment after the drill; evaluators see what it says, and who handed in none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.drill.run import ArchiveDrill, BeginHotWash, EndDrill, EvaluateDrill
from county.package.open import CountyPackage
from desktop.drill.self_assessment_dialog import SelfAssessmentDialog
from desktop.drill.self_assessments import SelfAssessments
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.shown_panel import shown_panel
from tests.gui.test_sent_by_keys import send
from tests.unit.drill_day import DRILL

SIZE = (1100, 500)


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    with shown_drill_desks(county, tmp_path, qtbot) as desks:
        desks.day.start()
        assert desks.day.give("zhou", EndDrill(drill=DRILL.id)) == ""
        yield desks


def opened(drill: DrillDesks, panel: SelfAssessments, qtbot: QtBot) -> SelfAssessmentDialog:
    drill.until("wang", panel.button.isEnabled, f"the form may be opened: {panel.button.toolTip()}")
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.dialog is not None
    return panel.dialog


def hand_in(drill: DrillDesks, panel: SelfAssessments, dialog: SelfAssessmentDialog, qtbot: QtBot) -> None:
    send(dialog.suggestions, qtbot)
    drill.until("wang", lambda: panel.dialog is None, "the desk has accepted it")


def test_a_player_hands_in_a_complete_form_and_revises_it_and_the_evaluator_reads_it(
    drill: DrillDesks, qtbot: QtBot
) -> None:
    with (
        shown_panel(SelfAssessments(drill.desk("wang").session), qtbot, SIZE) as panel,
        shown_panel(SelfAssessments(drill.desk("li").session), qtbot, SIZE) as reading,
    ):
        assert drill.day.give("zhou", BeginHotWash(drill=DRILL.id)) == ""
        drill.until("li", lambda: reading.table.rowCount() == 1, "the players")
        assert reading.rows()[0].cells[:3] == ("未提交", "wang", "县防指值班室")
        dialog = opened(drill, panel, qtbot)
        assert dialog.focusWidget() is dialog.verdicts["OBJ1"][0]
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        assert dialog.problem.text() == "请说明目标 OBJ1 是否达成"
        verdict, reason = dialog.verdicts["OBJ1"]
        verdict.setCurrentText("未达成")
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        assert dialog.problem.text() == "请填写目标 OBJ1 未达成的理由"
        qtbot.keyClicks(reason, "late")
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        assert dialog.problem.text() == "请选择等级"
        dialog.grade.setCurrentText("良")
        dialog.went_well.setPlainText("核实快 <b>&")
        hand_in(drill, panel, dialog, qtbot)
        drill.until("li", lambda: reading.rows()[0].cells[3] == "良", "it is told")
        assert reading.rows()[0].cells[4:] == ("0 / 1", "核实快 <b>&", "", "")
        reading.choose("u:wang")
        reading.refresh()
        assert reading.whole.text() == "应转尽转 · 未达成 · late\n做得好的：核实快 <b>&"

        again = opened(drill, panel, qtbot)
        assert (again.verdicts["OBJ1"][1].text(), again.went_well.toPlainText()) == ("late", "核实快 <b>&")
        again.suggestions.setPlainText("增配电台\n" + "逐户核对，" * 900)
        qtbot.mouseClick(again.save, Qt.MouseButton.LeftButton)
        drill.until("wang", again.problem.isVisible, "the refusal")
        assert again.problem.text() == "文字过长：最多 4000 个字符；请缩短"
        again.suggestions.setPlainText("增配电台\n" + "逐户核对，" * 600)
        hand_in(drill, panel, again, qtbot)
        drill.until("li", lambda: reading.rows()[0].cells[7].startswith("增配电台 逐户核对"), "the new text")
        assert reading.height() == SIZE[1], "a long text leaves the table its room"


def test_a_refused_form_stays_open_with_what_was_written(drill: DrillDesks, qtbot: QtBot) -> None:
    with shown_panel(SelfAssessments(drill.desk("wang").session), qtbot, SIZE) as panel:
        assert drill.day.give("zhou", EvaluateDrill(drill=DRILL.id, grade="中", note="够快")) == ""
        dialog = opened(drill, panel, qtbot)
        dialog.verdicts["OBJ1"][0].setCurrentText("达成")
        dialog.grade.setCurrentText("优")
        dialog.went_badly.setPlainText("叫应不到位")
        assert drill.day.give("zhou", ArchiveDrill(drill=DRILL.id)) == ""
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        drill.until("wang", dialog.problem.isVisible, "the refusal")
        assert dialog.problem.text() == "自评自点评开始至演练归档期间提交"
        assert dialog.went_badly.toPlainText() == "叫应不到位"


def test_before_the_hot_wash_and_for_evaluators_the_form_is_closed(drill: DrillDesks, qtbot: QtBot) -> None:
    for person, why in (("wang", "自评自点评开始至演练归档期间提交"), ("li", "只有参演人员可以进行此操作")):
        with shown_panel(SelfAssessments(drill.desk(person).session), qtbot, SIZE) as panel:
            drill.until(person, lambda person=person: drill.desk(person).session.drill.run is not None, "the drill")
            panel.refresh()
            assert not panel.button.isEnabled()
            assert panel.button.toolTip() == why
            assert panel.table.rowCount() == 0
