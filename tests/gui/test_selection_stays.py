"""Only a choice of the operator changes what is selected: no switch of the scene, nor where the focus goes then."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.events.event_list import EventList
from desktop.events.kanban import Kanban
from desktop.events.query import EventQuery
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop


def test_the_focus_that_comes_to_list_or_kanban_selects_no_other_event(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    chosen = scripted.report("chosen")
    scripted.dispatch(chosen)
    scripted.report("other")
    window = open_window(scripted.session)
    window.activateWindow()
    focus = scripted.session.focus
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_2, Qt.Key.Key_1):
        focus.select("events", chosen)
        scripted.session.active_query.set(EventQuery(text="other"))
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        QApplication.processEvents()
        events = window.panels["events"]
        assert isinstance(events, EventList)
        events.refresh()
        for view in (events.view, *(column.view for column in window.panels.of(Kanban).columns)):
            view.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.processEvents()
        assert focus.selection is not None
        assert focus.selection.ids == (chosen,)


def test_the_first_arrow_key_after_the_focus_came_selects_the_first_row(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    scripted.report("older")
    scripted.clock.advance(1_000)
    newer = scripted.report("newer")
    scripted.session.active_query.set(EventQuery())
    window = open_window(scripted.session)
    window.activateWindow()
    window.events.order.setCurrentIndex(window.events.order.findData("newest"))
    window.events.refresh()
    view = window.events.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert scripted.session.focus.selection is None
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (newer,)
