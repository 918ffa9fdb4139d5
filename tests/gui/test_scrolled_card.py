"""How far the card is scrolled: another thing begins with its name, a step of the same one moves nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import records as r
from desktop.widgets.scrolled import Scrolled
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop


def area_of(window: MainWindow) -> Scrolled:
    area = window.card.event_card.findChild(Scrolled)
    assert isinstance(area, Scrolled)
    return area


def test_the_card_of_another_event_begins_with_its_name(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.report("路灯不亮")
    scripted.report("井盖破损", dx_m=900.0)
    first, second = window.events.rows.ids(0, 1)
    scripted.session.focus.select("events", first)
    bar = area_of(window).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > window.card.event_card.name.height() + 20)
    bar.setValue(bar.maximum())
    assert window.card.event_card.name.visibleRegion().isEmpty()
    window.events.view.setFocus()
    QTest.keyClick(window.events.view, Qt.Key.Key_Down)
    assert window.card.event_card.name.text() == scripted.event(second).title
    assert not window.card.event_card.name.visibleRegion().isEmpty()


def test_a_step_of_the_same_event_leaves_the_card_where_it_was_scrolled(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    bar = area_of(window).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 40)
    bar.setValue(40)
    scripted.happen(r.EventFiled(event_id=event_id))
    QApplication.processEvents()
    assert bar.value() == 40
