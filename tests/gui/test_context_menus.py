"""One menu on every list and on the map: by the right button at the pointer, by its key at the current row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from county import commands as c
from desktop.main_window import MainWindow
from desktop.panels.units import Units
from desktop.session import Session
from layers.focus import Selection
from tests.gui.conftest import ScriptedDesktop
from tests.gui.right_click import right_click

PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]) -> MainWindow:
    return open_window(scripted.session)


def offered(window: MainWindow) -> list[str]:
    """Texts of the open menu, which is closed."""
    texts = [action.text() for action in window.menus.menu.actions() if action.text()]
    window.menus.menu.close()
    return texts


def choose(window: MainWindow, text: str) -> None:
    [action] = [action for action in window.menus.menu.actions() if action.text() == text]
    action.trigger()
    window.menus.menu.close()


def click_map(window: MainWindow, at: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    canvas = window.map.childAt(at)
    assert isinstance(canvas, QWidget)
    QTest.mouseClick(canvas, button, Qt.KeyboardModifier.NoModifier, canvas.mapFrom(window.map, at))
    QApplication.processEvents()


@pytest.mark.parametrize(("key", "modifier"), [(Qt.Key.Key_Menu, PLAIN), (Qt.Key.Key_F10, SHIFT)])
def test_the_key_opens_the_menu_of_the_current_row(
    window: MainWindow, scripted: ScriptedDesktop, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    window.events.view.setFocus()
    QTest.keyClick(window.events.view, key, modifier)
    assert {"立案", "周边", "地图定位", f"复制 {event_id}", "在此上报事件 …", "从此处量距"} <= {*offered(window)}
    QTest.keyClick(window.events.view, key, modifier)
    choose(window, "立案")
    assert scripted.source.commands[-1].body == c.FileEvent(event_id=event_id)


def test_a_card_of_the_kanban_and_a_row_of_a_board_have_the_menu_of_their_event(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    event_id = scripted.report("路灯不亮")
    for name, views in (
        ("kanban", [column.view for column in window.kanban.columns]),
        ("tasks", [board.view for board in window.boards.boards]),
    ):
        window.workspace.raise_dock(name)
        QApplication.processEvents()
        window.kanban.refresh()
        window.boards.refresh()
        view = next(view for view in views if view.rows.row_of(event_id) is not None)
        scripted.session.focus.clear()
        right_click(view.viewport(), view.visualRect(view.rows.index(0, 0)).center())
        assert {"立案", f"复制 {event_id}"} <= {*offered(window)}, name
        assert scripted.session.focus.selection == Selection("events", (event_id,))


def test_the_menu_of_a_unit_copies_its_number_and_lists_what_is_near(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    units = window.panels["units"]
    assert isinstance(units, Units)
    window.workspace.raise_dock("units")
    QApplication.processEvents()
    units.fill()
    unit = units.table.item(0, 0).data(Qt.ItemDataRole.UserRole)
    units.table.setFocus()
    units.table.setCurrentCell(0, 0)
    QTest.keyClick(units.table, Qt.Key.Key_Menu)
    choose(window, f"复制 {unit}")
    assert QApplication.clipboard().text() == unit
    QTest.keyClick(units.table, Qt.Key.Key_Menu)
    choose(window, "周边")
    assert window.card.nearby_list.isVisible()


def test_a_length_on_the_ground_is_measured_along_clicked_points_until_escape(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    place = scripted.session.package.resources[0]
    view, session = window.map, scripted.session
    view.box.look_at(place.x_m, place.y_m, 2.0)
    start = QPoint(view.width() // 2, view.height() // 2)
    click_map(window, start, Qt.MouseButton.RightButton)
    choose(window, "从此处量距")
    before = session.focus.selection
    click_map(window, start + QPoint(150, 0))
    click_map(window, start + QPoint(150, 100))
    assert view.measuring.length_m == pytest.approx(500.0, rel=0.01), "300 m east, 200 m north"
    assert session.focus.selection == before, "clicks select nothing meanwhile"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.measuring.isVisible()
    click_map(window, start + QPoint(-100, 50))
    assert not view.measuring.active
