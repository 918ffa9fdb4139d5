"""A text for a form that did not open: its letters choose no row, and the Enter at its end gives no step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_panels_alarm_strip import raise_alarm

ALT = Qt.KeyboardModifier.AltModifier


def bodies(scripted: ScriptedDesktop) -> list[object]:
    return [command.body for command in scripted.source.commands]


def test_the_enter_after_a_text_in_the_event_list_says_that_it_is_written_nowhere(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    other_id, event_id = scripted.report("must be seen"), scripted.report("lamp")
    view, steps = window.events.view, window.card.event_card.steps
    scripted.session.focus.select("events", event_id)
    view.setFocus()
    QApplication.processEvents()
    qtbot.keyClick(view, Qt.Key.Key_S, ALT)
    assert steps.form is None, "it is not filed yet, so nothing can be supervised"
    qtbot.keyClicks(view, "must be done Today")
    selection = scripted.session.focus.selection
    assert selection is not None
    assert selection.ids == (event_id,), f"not {other_id}, which begins so"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert bodies(scripted) == []
    assert window.freshness.said.text() == "输入的文字未写入任何表单；再按一次 Enter 执行下一步"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert bodies(scripted) == [c.FileEvent(event_id=event_id)]


def test_an_arrow_key_after_a_text_ends_it(window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    scripted.report("bridge")
    scripted.report("lamp")
    view = window.events.view
    view.setFocus()
    qtbot.keyClicks(view, "x")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    QApplication.processEvents()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert [type(body) for body in bodies(scripted)] == [c.FileEvent]


def test_the_enter_after_a_text_in_the_alarms_acknowledges_none(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    view = window.alarms.view
    window.workspace.raise_dock("alarms")
    view.selectRow(0)
    view.setFocus()
    qtbot.keyClicks(view, "known")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert bodies(scripted) == []
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert bodies(scripted) == [c.AcknowledgeAlarm(alarm_id="a")]


def test_why_a_step_was_impossible_is_not_said_of_the_next_state(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("lamp")
    scripted.session.focus.select("events", event_id)
    window.events.view.setFocus()
    QApplication.processEvents()
    qtbot.keyClick(window.events.view, Qt.Key.Key_S, ALT)
    problem = window.card.event_card.steps.problem
    assert "待立案" in problem.text()
    assert problem.isVisible()
    scripted.dispatch(event_id)
    assert not problem.isVisible()
