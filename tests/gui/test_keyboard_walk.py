"""The whole window by the keyboard alone: Tab reaches every control on the screen and nothing else, in the order in
which a panel is read, its place can be seen, it is trapped nowhere, and the focus returns to where the hand was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.records import RecordBody
from desktop.input.action_keys import key_of
from desktop.input.focus_ring import STYLED
from desktop.input.keys_dialog import KeysDialog
from desktop.session import Session
from desktop.steps.command_forms import FORMS
from desktop.window.main_window import MainWindow
from desktop.window.workspace import Dock
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.test_accessible_names import nameless
from tests.gui.test_panels_alarm_strip import raise_alarm

MOST_STOPS, MOST_SECTIONS = 250, 6
"""Of a window, and of a field with a date and a time, through which Tab goes, too."""
SAME_LINE_PX = 6
OpenWindow = Callable[[Session], MainWindow]


def tab(window: QWidget, *, back: bool = False) -> QWidget:
    """Press the Tab key until another part has the focus; returns that."""
    key, modifier = Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier
    if back:
        key, modifier = Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier
    before = QApplication.focusWidget()
    for _ in range(MOST_SECTIONS):
        QTest.keyClick(before or window, key, modifier)
        if QApplication.focusWidget() is not before:
            break
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def walk(window: QWidget, *, back: bool = False, at: Callable[[QWidget], None] = lambda stop: None) -> list[QWidget]:
    """Every stop, from what has the focus until that has it again; ``at``: called at each but the first."""
    start = QApplication.focusWidget()
    assert start is not None
    stops = [start]
    while (stop := tab(window, back=back)) is not start:
        at(stop)
        stops.append(stop)
        assert len(stops) < MOST_STOPS, f"trapped at {[named(stop) for stop in stops[-4:]]}"
    return stops


def named(part: QWidget) -> str:
    return f"{type(part).__name__} {part.objectName() or part.accessibleName()}"


def controls(part: QWidget) -> Iterator[QWidget]:
    """What a person can see below ``part`` and work with; parts of a field are reached through it."""
    for one in part.findChildren(QWidget):
        is_inner = one.focusProxy() is not None or isinstance(one.parent(), QComboBox | QAbstractSpinBox)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and not is_inner:
            yield one


def unreached(expected: Iterable[QWidget], stops: Collection[QWidget]) -> list[str]:
    """Those that are no stop; of buttons that exclude each other one is, arrow keys go to the others."""
    found = []
    for one in expected:
        group = one.group() if isinstance(one, QAbstractButton) else None
        if one not in stops and (group is None or not set(group.buttons()) & set(stops)):
            found.append(named(one))
    return found


def place(part: QWidget, above: QWidget) -> QRect:
    return QRect(part.mapTo(above, QPoint(0, 0)), part.size())


def jumps_back(stops: list[QWidget], dock: Dock) -> list[str]:
    """Steps to a stop that lies on an earlier line, or further left on the same one.  Positions within the widget of
    the dock's scroll area do not depend on how far it is scrolled."""
    found = []
    for one, other in pairwise(stops):
        if one.parentWidget() is not other.parentWidget():
            continue  # columns and parts of lists are read one after the other
        before, after = place(one, dock), place(other, dock)
        on_line = abs(before.center().y() - after.center().y()) <= SAME_LINE_PX
        if after.bottom() < before.top() or (on_line and after.left() < before.left()):
            found.append(f"{named(one)} -> {named(other)}")
    return found


@pytest.fixture
def window(scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot) -> MainWindow:
    event_id = scripted.report("路灯不亮")
    raise_alarm(scripted, "a", "bin_full")
    window = open_window(scripted.session)
    window.resize(1920, 1080)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    scripted.session.focus.select("events", event_id)
    window.events.view.setFocus()
    QApplication.processEvents()
    return window


def test_tab_reaches_every_control_of_every_panel_and_nothing_behind_a_tab_and_every_stop_can_be_seen(
    window: MainWindow,
) -> None:
    def is_marked(stop: QWidget) -> None:
        in_window = place(stop, window)
        assert window.rect().intersects(in_window), f"{named(stop)} at {in_window}"
        assert window.ring.isVisible() is not isinstance(stop, STYLED), named(stop)
        if window.ring.isVisible():
            assert window.ring.geometry() == in_window

    for name, dock in window.workspace.docks.items():
        window.workspace.raise_dock(name)
        QApplication.processEvents()
        window.map.setFocus()
        expected = set(controls(dock))
        stops = walk(window, at=is_marked)
        assert unreached(expected, stops) == [], name
        hidden = [named(stop) for stop in stops if is_behind(stop)]
        assert hidden == [], f"while {name} is in front"
        assert jumps_back([stop for stop in stops if dock.isAncestorOf(stop)], dock) == [], name


def is_behind(part: QWidget) -> bool:
    """Whether it is in a dock of which nothing is on the screen."""
    above: QWidget | None = part
    while above is not None and not isinstance(above, Dock):
        above = above.parentWidget()
    return above is not None and above.visibleRegion().isEmpty()


def test_tab_goes_round_the_window_both_ways_through_the_same_stops(window: MainWindow) -> None:
    for scene in ("operator", "events", "leader", "evaluation"):
        window.show_scene(scene)
        QApplication.processEvents()
        window.map.setFocus()
        forward, backward = walk(window), walk(window, back=True)
        assert set(forward) == set(backward), scene
        inside = {
            window.header.person, *window.header.figures.values(), window.map.search, window.sound_control.state,
        }  # fmt: skip
        assert inside <= set(forward), scene


def test_a_styled_control_looks_different_with_the_focus(window: MainWindow) -> None:
    kinds: set[type[QWidget]] = set()
    for name in window.workspace.docks:
        window.workspace.raise_dock(name)
        QApplication.processEvents()
        for part in controls(window):
            if isinstance(part, STYLED) and type(part) not in kinds and not part.visibleRegion().isEmpty():
                kinds.add(type(part))
                window.map.setFocus()
                without = part.grab().toImage()
                part.setFocus(Qt.FocusReason.TabFocusReason)
                assert part.grab().toImage() != without, named(part)


def states(event_id: str) -> list[tuple[RecordBody, ...]]:
    """What happened to an event before each of the states that a person works on."""
    filed = r.EventFiled(event_id=event_id)
    dispatched = (filed, r.EventDispatched(event_id=event_id, unit="city_management", due_ms=MONDAY_MORNING_MS))
    handling = (*dispatched, r.TaskAccepted(event_id=event_id))
    fed_back = (*handling, r.HandlingFedBack(event_id=event_id, note="done"))
    return [(), (filed,), dispatched, handling, fed_back, (*fed_back, r.EventClosed(event_id=event_id))]


def test_every_form_of_an_event_is_filled_in_and_left_by_keys_and_gives_the_focus_back(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    tried: set[type[c.EventCommand]] = set()
    steps = window.card.event_card.steps
    for number in range(len(states(""))):
        event_id = scripted.report(f"路灯不亮 {number}", dx_m=40.0 * number)
        scripted.happen(*states(event_id)[number])
        scripted.session.focus.select("events", event_id)
        QApplication.processEvents()
        for step in [one for one, button in steps.buttons.items() if one in FORMS and button.isEnabled()]:
            window.events.view.setFocus()
            combination = QKeySequence(key_of(step))[0]
            QTest.keyClick(window.events.view, combination.key(), combination.keyboardModifiers())
            form = steps.form
            if form is None:
                scripted.source.commands.clear()
                continue
            QApplication.processEvents()
            first = QApplication.focusWidget()
            assert first is not None
            assert form.isAncestorOf(first), step
            assert sorted(nameless(form)) == [], step
            ends = {end for end in (steps.confirm, steps.cancel) if end.isEnabled()}
            assert unreached({*controls(form), *ends}, walk(window)) == [], step
            QTest.keyClick(first, Qt.Key.Key_Escape)
            assert steps.form is None
            assert window.events.view.hasFocus(), f"after {step.__name__}"
            tried.add(step)
    assert len(tried) >= 9, tried


def test_the_form_of_an_alarm_is_reached_by_tab_and_left_to_the_rows(window: MainWindow) -> None:
    window.alarms.view.setFocus()
    window.alarms.view.selectRow(0)
    QTest.keyClick(
        window.alarms.view, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    )
    form = window.alarms.form
    assert form.isVisible()
    form.line.setText("known")
    assert sorted(nameless(form)) == []
    assert {form.span, form.reason, form.send, form.cancel} <= set(walk(window))
    form.span.setFocus()
    QTest.keyClick(form.span, Qt.Key.Key_Escape)
    assert window.alarms.view.hasFocus()


def test_the_filters_of_the_list_are_reached_in_reading_order(window: MainWindow) -> None:
    events = window.events
    events.more.click()
    QApplication.processEvents()
    events.search.setFocus()
    stops = walk(window)
    assert unreached(controls(events), stops) == []
    inside = [stop for stop in stops if events.isAncestorOf(stop)]
    assert jumps_back(inside, window.workspace.docks["events"]) == []


def test_alt_leads_to_the_menu_whose_lines_are_chosen_by_arrow_keys(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyPress(window.events.view, Qt.Key.Key_Alt, Qt.KeyboardModifier.AltModifier)
    QTest.keyRelease(window.events.view, Qt.Key.Key_Alt)
    assert window.menu.hasFocus()
    QTest.keyClick(window.menu, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Escape)
    QTest.keyClick(window.menu, Qt.Key.Key_Escape)
    assert window.events.view.hasFocus()


def test_the_list_of_keys_is_scrolled_and_closed_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window.events.view, Qt.Key.Key_F1)
    dialog = window.findChild(KeysDialog)
    assert dialog is not None
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.close_button in walk(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.events.view.hasFocus()
