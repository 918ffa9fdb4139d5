"""A key that finds nothing to act on says in the status bar what is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from desktop.window.main_window import MainWindow
from desktop.window.status_bar import SAID_MS, FreshnessBar
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_panels_alarm_strip import raise_alarm

NONE = Qt.KeyboardModifier.NoModifier
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> str:
    """What the status bar says then."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
    QApplication.processEvents()
    said = window.freshness.said
    return said.text() if said.isVisible() else ""


def test_a_key_without_a_target_names_itself_and_what_is_missing(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    scripted.report("路灯不亮")
    for key, modifier, words in (
        (Qt.Key.Key_F6, NONE, ("F6", "没有待处理的紧急事项")),
        (Qt.Key.Key_F8, NONE, ("F8", "请先选中一件事件")),
        (Qt.Key.Key_L, ALT, ("Alt+L", "立案", "请先选中一件事件")),
        (Qt.Key.Key_F9, NONE, ("F9", "请先选中")),
        (Qt.Key.Key_B, CTRL, ("Ctrl+B", "请先选中一件事件")),
    ):
        said = press(window, key, modifier)
        assert all(word in said for word in words), said
        assert scripted.source.commands == []
        assert scripted.session.focus.selection is None


def test_the_keys_are_those_of_the_card_again_once_an_event_is_selected(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    QApplication.processEvents()
    assert press(window, Qt.Key.Key_L, ALT) == ""
    assert [command.body for command in scripted.source.commands] == [c.FileEvent(event_id=event_id)]


def test_a_step_is_not_given_to_an_event_whose_card_is_hidden_but_the_card_is_shown(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    window.workspace.docks["card"].hide()
    QApplication.processEvents()
    assert "请再按一次" in press(window, Qt.Key.Key_L, ALT)
    assert scripted.source.commands == []
    assert window.card.event_card.steps.isVisible()
    press(window, Qt.Key.Key_L, ALT)
    assert [command.body for command in scripted.source.commands] == [c.FileEvent(event_id=event_id)]


def test_a_step_is_not_given_to_an_event_whose_card_is_behind_another_tab_but_the_card_is_shown(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    window.workspace.raise_dock("report")
    QApplication.processEvents()
    assert not window.card.is_seen
    for key in (Qt.Key.Key_L, Qt.Key.Key_F8):
        assert "请再按一次" in press(window, key, ALT if key == Qt.Key.Key_L else NONE)
        assert window.card.is_seen
        assert scripted.source.commands == []
        window.workspace.raise_dock("report")
        QApplication.processEvents()
    press(window, Qt.Key.Key_L, ALT)
    press(window, Qt.Key.Key_L, ALT)
    assert [command.body for command in scripted.source.commands] == [c.FileEvent(event_id=event_id)]


def test_the_key_of_the_emergency_says_nothing_where_it_finds_one(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    window.emergency_band.refresh()
    assert press(window, Qt.Key.Key_F6) == ""
    assert scripted.session.focus.selection is not None


def test_an_answer_leaves_the_status_bar_after_some_seconds(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    now = [0]
    bar = FreshnessBar(scripted.session, lambda: now[0])
    qtbot.addWidget(bar)
    bar.show()
    bar.say("F6: no emergency waits")
    now[0] = SAID_MS - 1
    bar.refresh()
    assert bar.said.isVisible()
    now[0] += 1
    bar.refresh()
    assert not bar.said.isVisible()
    bar.release()
