"""Escape leads from a form, a search or a list of what is near back to where the hand was, which is on the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.duty.duty_log import DutyLog
from desktop.response.plans import Plans
from desktop.units.units import Units
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_alarm_strip import raise_alarm

CTRL = Qt.KeyboardModifier.ControlModifier
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    QApplication.processEvents()
    QTest.keyClick(focused(), key, modifiers)
    QApplication.processEvents()


def focused() -> QWidget:
    part = QApplication.focusWidget()
    assert part is not None
    return part


def is_on_screen(part: QWidget) -> bool:
    return not part.visibleRegion().isEmpty()


def select_an_event(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    window.events.view.setFocus()


def test_a_report_is_left_to_the_list_of_what_is_near_that_it_had_covered(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    select_an_event(window, scripted)
    press(Qt.Key.Key_F9)
    near = window.card.nearby_list.list
    assert near.hasFocus()
    press(Qt.Key.Key_N, CTRL)
    assert window.report.subject.hasFocus()
    assert not is_on_screen(near)
    press(Qt.Key.Key_Escape)
    assert near.hasFocus()
    assert is_on_screen(near)


def test_the_key_of_the_report_pressed_again_in_it_forgets_nothing(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    select_an_event(window, scripted)
    press(Qt.Key.Key_N, CTRL)
    press(Qt.Key.Key_N, CTRL)
    press(Qt.Key.Key_Escape)
    assert window.events.view.hasFocus()


def test_a_report_that_was_entered_by_a_click_is_left_to_what_had_the_focus_last(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    select_an_event(window, scripted)
    window.workspace.raise_dock("report")
    QApplication.processEvents()
    qtbot.mouseClick(window.report.address, Qt.MouseButton.LeftButton)
    assert window.report.address.hasFocus()
    press(Qt.Key.Key_Escape)
    assert window.events.view.hasFocus()


def test_a_half_written_report_that_stays_for_that_of_an_alarm_is_left_to_the_alarm(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    select_an_event(window, scripted)
    press(Qt.Key.Key_N, CTRL)
    qtbot.keyClicks(window.report.subject, "lamp")
    press(Qt.Key.Key_Escape)
    window.alarms.view.setFocus()
    window.alarms.view.selectRow(0)
    press(Qt.Key.Key_O, ALT_SHIFT)
    assert window.report.subject.hasFocus()
    assert window.report.subject.text() == "lamp"
    press(Qt.Key.Key_Escape)
    assert window.alarms.view.hasFocus()


def test_the_list_of_what_is_near_is_left_to_the_event_that_it_is_about(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    select_an_event(window, scripted)
    press(Qt.Key.Key_F9)
    assert window.card.nearby_list.isVisible()
    press(Qt.Key.Key_Escape)
    assert window.events.view.hasFocus()
    assert window.card.event_card.isVisible()


def test_the_handover_of_the_shift_is_left_to_the_alarms_that_it_had_covered(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    press(Qt.Key.Key_G, CTRL)
    press(Qt.Key.Key_J, CTRL)
    assert window.shifts.to.hasFocus()
    assert not is_on_screen(window.alarms.view)
    press(Qt.Key.Key_Escape)
    assert window.alarms.view.hasFocus()
    assert is_on_screen(window.alarms.view)


def test_the_form_above_a_table_is_left_to_the_row_that_it_is_about(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    select_an_event(window, scripted)
    window.workspace.raise_dock("units")
    units = window.panels.of(Units)
    QApplication.processEvents()
    units.table.setFocus()
    qtbot.mouseClick(units.reason, Qt.MouseButton.LeftButton)
    press(Qt.Key.Key_Escape)
    assert units.table.hasFocus()


def test_the_form_above_a_table_is_left_to_the_table_where_nothing_else_had_the_focus(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    with shown_panel(Units(scripted.session), qtbot, (700, 500)) as units:
        units.activateWindow()
        qtbot.waitUntil(units.isActiveWindow)
        qtbot.mouseClick(units.reason, Qt.MouseButton.LeftButton)
        assert units.reason.hasFocus()
        press(Qt.Key.Key_Escape)
        assert units.table.hasFocus()


def test_the_search_of_the_list_is_left_to_its_rows_without_a_filter(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    select_an_event(window, scripted)
    press(Qt.Key.Key_F, CTRL)
    qtbot.keyClicks(window.events.search, "qqqq")
    qtbot.waitUntil(lambda: window.events.rows.rowCount() == 0)
    press(Qt.Key.Key_Escape)
    assert window.events.view.hasFocus()
    qtbot.waitUntil(lambda: window.events.rows.rowCount() == 1)


def test_the_search_of_the_map_is_left_to_the_map_and_the_selection_stays(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    select_an_event(window, scripted)
    window.map.setFocus()
    qtbot.mouseClick(window.map.search, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(window.map.search, "zz")
    chosen = scripted.session.focus.selection
    press(Qt.Key.Key_Escape)
    assert window.map.search.text() == ""
    assert window.map.hasFocus()
    assert scripted.session.focus.selection == chosen


def test_the_duty_log_is_left_to_where_the_hand_was_and_else_to_its_entries(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    select_an_event(window, scripted)
    window.workspace.raise_dock("duty")
    log = window.panels.of(DutyLog)
    QApplication.processEvents()
    qtbot.mouseClick(log.text, Qt.MouseButton.LeftButton)
    press(Qt.Key.Key_Escape)
    assert window.events.view.hasFocus()
    log.entries.setFocus()
    qtbot.mouseClick(log.text, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(log.text, "half")
    press(Qt.Key.Key_Escape)
    assert log.entries.hasFocus()
    assert log.text.text() == "half"


def test_the_form_of_response_plans_is_left_to_where_the_hand_was_and_that_below_a_list_to_the_list(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    select_an_event(window, scripted)
    window.workspace.raise_dock("plans")
    plans = window.panels.of(Plans)
    QApplication.processEvents()
    qtbot.mouseClick(plans.note, Qt.MouseButton.LeftButton)
    press(Qt.Key.Key_Escape)
    assert window.events.view.hasFocus()
    qtbot.mouseClick(plans.checklist.note, Qt.MouseButton.LeftButton)
    press(Qt.Key.Key_Escape)
    assert plans.checklist.tree.hasFocus()
    qtbot.mouseClick(plans.note, Qt.MouseButton.LeftButton)
    press(Qt.Key.Key_Escape)
    assert plans.checklist.tree.hasFocus()
