"""The twin's own window has the search and the key for the full screen."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.map.search_box import SearchBox
from desktop.window.main_window import MainWindow
from desktop.window.twin_holder import TwinHolder
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_accessible_names import nameless
from twin.view.widget import TwinWidget


def test_the_twins_own_window_has_the_search_and_returns_from_the_full_screen(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("Garbage at the bridge")
    holder = TwinHolder(scripted.session)
    qtbot.addWidget(holder)
    holder.build()
    assert holder.twin is not None
    opened: list[TwinWidget] = []
    holder.twin.window_opened.connect(opened.append)
    holder.open_window()
    [window] = opened
    QApplication.processEvents()
    search = window.findChild(SearchBox)
    assert search is not None
    assert search.isVisible()
    assert sorted(nameless(window)) == []
    assert window.accessibleName() == "三维孪生"
    assert search.geometry().right() < window.hud.geometry().left(), "beside the buttons"
    qtbot.keyClicks(search, event_id)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (event_id,)
    window.showMaximized()
    window.activateWindow()
    for full in (True, False):
        qtbot.keyClick(window, Qt.Key.Key_F11)
        QApplication.processEvents()
        assert window.isFullScreen() is full
    assert window.isMaximized()
    holder.close()
    assert window.closed


def test_the_twin_has_the_search_where_the_window_shows_it_without_the_map(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("Garbage at the bridge")
    window.twin.build()
    assert window.twin.search is not None
    box = window.twin.search.box
    for key, shown in ((Qt.Key.Key_F4, True), (Qt.Key.Key_F3, False), (Qt.Key.Key_F2, False), (Qt.Key.Key_F4, True)):
        qtbot.keyClick(window, key)
        QApplication.processEvents()
        assert box.isVisible() is shown
    qtbot.keyClicks(box, event_id)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (event_id,)


def test_a_point_that_is_searched_in_the_twin_is_marked_on_the_map_until_something_is_selected(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id, focus = scripted.report("Garbage at the bridge"), scripted.session.focus
    sensor = scripted.session.package.sensors[0]
    window.twin.build()
    assert window.twin.search is not None
    box = window.twin.search.box
    qtbot.keyClick(window, Qt.Key.Key_F4)
    qtbot.keyClicks(box, f"{sensor.x_m:.1f} {sensor.y_m:.1f}")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert focus.found.place == pytest.approx((sensor.x_m, sensor.y_m), abs=0.1)
    assert window.map.found_point.isVisible()
    focus.select("events", event_id)
    assert focus.found.place is None
    assert not window.map.found_point.isVisible()


def test_a_closed_window_of_the_twin_gives_its_memory_back(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    holder = TwinHolder(scripted.session)
    qtbot.addWidget(holder)
    holder.build()
    assert holder.twin is not None
    window = weakref.ref(holder.twin.open_window())
    QApplication.processEvents()
    opened = window()
    assert opened is not None
    opened.close()
    del opened
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert window() is None
    holder.close()


def test_a_user_is_told_once_how_a_twin_is_moved(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    told = []
    for _ in range(2):
        holder = TwinHolder(scripted.session)
        qtbot.addWidget(holder)
        holder.build()
        assert holder.twin is not None
        told.append(holder.twin.hud.explaining)
        holder.close()
    assert told == [True, False]
