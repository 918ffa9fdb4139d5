"""培训学时: who has how many hours against the target, and sessions recorded by clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county.training.people import EnrolTrainee, TraineeEnrolled
from county.training.sessions import Participant, RecordTraining, TrainingHeld, WithdrawTraining
from desktop import theme
from desktop.training.training_hours import TrainingHours
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton
POST = "青莲镇综治专干"


def test_hours_are_told_against_the_target_of_the_group(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    now_ms = scripted.clock.now_ms()
    with shown_panel(TrainingHours(scripted.session), qtbot, (1400, 500)) as panel:
        held = TrainingHeld(
            session_id="S1", title="系统操作", mode="practice", from_ms=now_ms - 4 * HOUR_MS, to_ms=now_ms - HOUR_MS,
            hours=4.0, participants=(Participant(trainee=POST, group="grassroots"),),
        )  # fmt: skip
        scripted.happen(TraineeEnrolled(trainee=POST, group="grassroots"), held)
        panel.fill()
        [row] = panel._shown
        assert row.cells == ("基层人员", POST, "80", "4", "0", "4", "0", "0", "–", "为时过早，无法预计")
        assert row.color == theme.MUTED


def test_a_table_with_more_rows_than_it_shows_says_so(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(TrainingHours(scripted.session), qtbot, (1400, 500)) as panel:
        assert panel.cut.isHidden()
        scripted.happen(*(TraineeEnrolled(trainee=f"岗位{n}", group="grassroots") for n in range(501)))
        panel.fill()
        assert panel.table.rowCount() == 500
        assert panel.cut.text() == "共 501 行，只显示前 500 行"
        assert panel.cut.isVisible()


@pytest.mark.parametrize(
    ("begins", "said"), [("2026-11-29", "请填写开始时间，如 2026-11-29 09:00"), ("2026-11-20 09:00", "")]
)
def test_a_session_is_recorded_by_a_click_when_its_beginning_is_a_time(
    scripted: ScriptedDesktop, qtbot: QtBot, begins: str, said: str
) -> None:
    with shown_panel(TrainingHours(scripted.session), qtbot, (1400, 500)) as panel:
        panel.subject.setText("系统操作")
        panel.begins.setText(begins)
        panel.lasts.setValue(3)
        panel.hours.setValue(4)
        panel.people.setText(f"{POST}，副县长、{POST}")
        QTest.mouseClick(panel.button, LEFT)
        assert panel.problem.text() == said
        bodies = [one.body for one in scripted.source.commands]
        assert [type(body) for body in bodies] == ([] if said else [RecordTraining])
        if not said:
            assert (bodies[0].trainees, bodies[0].hours) == ((POST, "副县长"), 4.0)
            assert bodies[0].to_ms - bodies[0].from_ms == 3 * HOUR_MS


def test_somebody_is_enrolled_by_post(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(TrainingHours(scripted.session), qtbot, (1400, 500)) as panel:
        panel.post.setText(POST)
        panel.group.setCurrentIndex(panel.group.findData("grassroots"))
        QTest.mouseClick(panel.enrol, LEFT)
        assert scripted.source.commands[-1].body == EnrolTrainee(trainee=POST, group="grassroots")


def test_a_session_that_does_not_count_is_withdrawn_with_a_reason(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    now_ms = scripted.clock.now_ms()
    with shown_panel(TrainingHours(scripted.session), qtbot, (1400, 500)) as panel:
        held = TrainingHeld(
            session_id="S1", title="系统操作", mode="practice", from_ms=now_ms - 4 * HOUR_MS, to_ms=now_ms - HOUR_MS,
            hours=4.0, participants=(Participant(trainee=POST, group="grassroots"),),
        )  # fmt: skip
        scripted.happen(*(TraineeEnrolled(trainee=one, group="grassroots") for one in (POST, "副县长")), held)
        panel.fill()
        assert panel.about.text().startswith("为时过早"), "nobody is known to reach or to miss the target"
        panel.choose("副县长")
        assert panel.sessions.isHidden()
        panel.choose(POST)
        button = panel.step_buttons[WithdrawTraining]
        assert not button.isEnabled()
        panel.sessions.setCurrentRow(0)
        assert "系统操作 · 4 学时 · 1 人参加" in panel.sessions.item(0).text()
        QTest.mouseClick(button, LEFT)
        assert panel.problem.text() == "请填写撤销培训记录的原因"
        panel.why.setText("未举行")
        QTest.mouseClick(button, LEFT)
        assert scripted.source.commands[-1].body == WithdrawTraining(session_id="S1", note="未举行")
