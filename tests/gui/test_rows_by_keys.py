"""The key that leads to a list, and the first key there that leads to a row: that row is selected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_panels_alarm_strip import raise_alarm, rules_by_priority

KEYS_TO_ROWS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End)
CTRL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def selected(view: QTableView) -> list[int]:
    return sorted({index.row() for index in view.selectionModel().selectedIndexes()})


@pytest.mark.parametrize("key", KEYS_TO_ROWS)
def test_the_only_alarm_is_selected_and_its_sensor_with_it(
    window: MainWindow, scripted: ScriptedDesktop, key: Qt.Key
) -> None:
    sensor = raise_alarm(scripted, "a", "bin_full")
    window.map.setFocus()
    press(Qt.Key.Key_G, CTRL)
    assert window.alarms.view.hasFocus()
    assert selected(window.alarms.view) == [], "the key that leads to the list selects nothing"
    press(key)
    assert selected(window.alarms.view) == [0]
    selection = scripted.session.focus.selection
    assert selection is not None
    assert (selection.layer, selection.ids) == ("sensors", (sensor,))


def test_in_an_empty_list_of_alarms_nothing_is_selected(window: MainWindow, scripted: ScriptedDesktop) -> None:
    for key in KEYS_TO_ROWS:
        window.map.setFocus()
        press(Qt.Key.Key_G, CTRL)
        press(key)
        assert window.alarms.view.hasFocus(), key
        assert scripted.session.focus.selection is None, key


@pytest.mark.parametrize(("key", "place"), [(Qt.Key.Key_Down, 0), (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, -1)])
def test_of_several_alarms_the_first_or_the_last_is_selected(
    window: MainWindow, scripted: ScriptedDesktop, key: Qt.Key, place: int
) -> None:
    for number, rule in enumerate(rules_by_priority(scripted).values()):
        raise_alarm(scripted, f"a{number}", rule)
    rows = list(range(window.alarms.rows.rowCount()))
    assert len(rows) > 1
    window.map.setFocus()
    press(Qt.Key.Key_G, CTRL)
    press(key)
    assert selected(window.alarms.view) == [rows[place]]
    press(Qt.Key.Key_Home)
    assert selected(window.alarms.view) == [0]
    press(Qt.Key.Key_End)
    assert selected(window.alarms.view) == [rows[-1]]


@pytest.mark.parametrize("key", KEYS_TO_ROWS)
def test_the_only_event_is_selected(window: MainWindow, scripted: ScriptedDesktop, key: Qt.Key) -> None:
    event_id = scripted.report("路灯不亮")
    window.map.setFocus()
    press(Qt.Key.Key_S, CTRL)
    assert window.events.view.hasFocus()
    assert scripted.session.focus.selection is None
    press(key)
    selection = scripted.session.focus.selection
    assert selection is not None
    assert selection.ids == (event_id,)


def test_home_and_end_lead_to_the_first_and_the_last_event(window: MainWindow, scripted: ScriptedDesktop) -> None:
    for title in "一二三":
        scripted.report(title)
    press(Qt.Key.Key_S, CTRL)
    press(Qt.Key.Key_End)
    assert selected(window.events.view) == [2]
    press(Qt.Key.Key_Home)
    assert selected(window.events.view) == [0]
