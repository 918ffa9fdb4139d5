"""One menu on every list and on the map: by the right button at the pointer, by its key at the current row."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from county import commands as c
from county import records as r
from county.authority import WATCH
from county.events.event import State
from desktop.archive.archive import Archive
from desktop.events.boards import Boards
from desktop.events.kanban import Kanban
from desktop.session import Session
from desktop.units.units import Units
from desktop.window.main_window import MainWindow
from layers.focus import Selection
from services.protocol.analysis_messages import ArchiveRow, EventsPage
from tests.gui.conftest import ScriptedDesktop
from tests.gui.right_click import right_click
from twin.view.camera import Camera
from twin.view.surface import Surface

RIGHT = Qt.MouseButton.RightButton
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
        ("kanban", [column.view for column in window.panels.of(Kanban).columns]),
        ("tasks", [board.view for board in window.panels.of(Boards).boards]),
    ):
        window.workspace.raise_dock(name)
        QApplication.processEvents()
        window.panels.of(Kanban).refresh()
        window.panels.of(Boards).refresh()
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


def test_a_row_of_a_box_selection_has_the_menu_of_all_its_events_and_opens_its_own(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    ids = (scripted.report("路灯不亮"), scripted.report("井盖丢失"))
    scripted.session.focus.select("events", *ids)
    QApplication.processEvents()
    rows, row = window.card.chosen_list.list, window.card.chosen_list.rows.index(1)
    right_click(rows.viewport(), rows.visualRect(row).center())
    texts = offered(window)
    assert {"已选 2 件", "立案", "派遣 …", "督办 …", "并案 …", "导出 …", f"复制 {ids[1]}"} <= {*texts}, texts
    assert "周边" not in texts
    assert scripted.session.focus.selection == Selection("events", ids), "the menu leaves what is selected"
    right_click(rows.viewport(), rows.visualRect(row).center())
    choose(window, "打开 井盖丢失")
    assert scripted.session.focus.selection == Selection("events", (ids[1],))
    QTest.mouseClick(window.card.back, Qt.MouseButton.LeftButton)
    assert scripted.session.focus.selection == Selection("events", ids)


def test_inside_a_box_on_the_map_the_menu_files_all_events_of_the_box(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    ids = (scripted.report("路灯不亮"), scripted.report("井盖丢失", dx_m=600.0))
    place = scripted.session.package.resources[0]
    scripted.session.focus.select("events", *ids)
    window.map.box.look_at(place.x_m + 300.0, place.y_m, 1_500.0)
    QApplication.processEvents()
    for x_m in (place.x_m, place.x_m + 300.0):  # on one of them, and on the ground between them
        at = QPointF(*window.map.viewport.point_px(x_m, place.y_m)).toPoint()
        click_map(window, at, RIGHT)
        assert "已选 2 件" in [action.text() for action in window.menus.menu.actions()]
        assert scripted.session.focus.selection == Selection("events", ids)
        if x_m == place.x_m:
            window.menus.menu.close()
    choose(window, "立案")
    assert [command.body for command in scripted.source.commands[-2:]] == [
        c.FileEvent(event_id=event_id) for event_id in window.events.selected_ids()
    ]
    assert not window.workspace.docks["events"].isHidden()


def test_several_selected_rows_of_the_list_have_the_menu_of_all_of_them(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    for title in ("路灯不亮", "井盖丢失"):
        scripted.report(title)
    view = window.events.view
    view.selectAll()
    right_click(view.viewport(), view.visualRect(view.model().index(0, 0)).center())
    texts = offered(window)
    assert {"已选 2 件", "立案", "督办 …"} <= {*texts}, texts


def test_a_row_of_the_archive_has_the_steps_only_while_its_event_is_on_the_desk(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    archive, place = window.panels["archive"], scripted.session.package.resources[0]
    assert isinstance(archive, Archive)
    window.workspace.raise_dock("archive")
    QApplication.processEvents()
    ids = (scripted.report("路灯不亮"), "E-long-closed")
    rows = [
        ArchiveRow(
            id=event_id, title="路灯不亮", rule="", sensor_id="", state=State.REPORTED, level="general",
            source="hotline", subclass="exposed_garbage", address="", division="", unit="", x_m=place.x_m,
            y_m=place.y_m, happened_ms=1, since_ms=1, due_ms=None, ended_ms=None,
        )
        for event_id in ids
    ]  # fmt: skip
    archive.rows.begin(EventsPage(request="", as_of_seq=1, as_of_ms=1, total=2, first=0, rows=rows))
    for row, event_id in enumerate(ids):
        at = archive.table.visualRect(archive.rows.index(row, 0)).center()
        right_click(archive.table.viewport(), at)
        texts = offered(window)
        assert {"周边", "地图定位", f"复制 {event_id}", "在此上报事件 …"} <= {*texts}
        assert ("立案" in texts) is (row == 0)


def test_a_row_of_an_alarm_has_the_steps_of_the_strip_and_the_number_of_its_sensor(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    catalog, sensors = scripted.session.catalog, scripted.session.package.sensors
    sensor = sensors[0]
    key, rule = next((key, rule) for key, rule in catalog.rules.items() if rule.kind == sensor.kind)
    scripted.happen(
        r.AlarmRaised(
            alarm_id="a", sensor_id=sensor.id, channel=rule.channel, rule=key, priority=rule.priority, value=91.0,
            limit=80.0,
        ),
        by=WATCH.id, person="",
    )  # fmt: skip
    window.workspace.raise_dock("alarms")
    QApplication.processEvents()
    view = window.alarms.view
    right_click(view.viewport(), view.visualRect(view.model().index(0, 1)).center())
    assert {"确认", "周边", "地图定位", f"复制 {sensor.id}"} <= {*offered(window)}
    right_click(view.viewport(), view.visualRect(view.model().index(0, 1)).center())
    choose(window, "确认")
    assert scripted.source.commands[-1].body == c.AcknowledgeAlarm(alarm_id="a")


def test_a_right_click_on_the_twin_opens_the_menu_of_what_is_there_and_a_right_drag_moves_the_view(
    window: MainWindow, scripted: ScriptedDesktop, tmp_path: Path
) -> None:
    event_id = scripted.report("路灯不亮")
    window.twin.build()
    twin, package = window.twin.twin, scripted.session.package
    assert twin is not None
    bounds = scripted.session.layers["events"].bounds_m(event_id)
    assert bounds is not None
    ((x, y, z),) = Surface(package).on_ground([[bounds[0], bounds[1]]], twin.exaggeration)
    twin.look(Camera.looking_at(x, y, z, distance_m=1_500, heading_deg=0, down_deg=45))
    twin.snapshot(tmp_path / "twin.png")
    head = next(heads.xy[list(heads.ids).index(event_id)] for layer, heads in twin.pins() if layer == "events")
    at = QPoint(round(head[0]), round(head[1]))
    QTest.mouseClick(twin, RIGHT, PLAIN, at)
    assert {"立案", "周边", f"复制 {event_id}", "在此上报事件 …"} <= {*offered(window)}
    QTest.mousePress(twin, RIGHT, PLAIN, at)
    QTest.mouseMove(twin, at + QPoint(40, 10))
    QTest.mouseRelease(twin, RIGHT, PLAIN, at + QPoint(40, 10))
    assert not window.menus.menu.isVisible()


def test_the_menu_of_the_ground_of_the_twin_is_that_of_its_place_and_the_sky_has_none(
    window: MainWindow, scripted: ScriptedDesktop, tmp_path: Path
) -> None:
    window.twin.build()
    twin, package = window.twin.twin, scripted.session.package
    assert twin is not None
    for layer in scripted.session.layers:
        layer.visible = layer.pace == "still"
    place = package.resources[0]
    ((x, y, z),) = Surface(package).on_ground([[place.x_m, place.y_m]], twin.exaggeration)
    twin.look(Camera.looking_at(x, y, z, distance_m=1_500, heading_deg=0, down_deg=45))
    twin.snapshot(tmp_path / "twin.png")
    QTest.mouseClick(twin, RIGHT, PLAIN, QPoint(twin.width() // 2, twin.height() // 2))
    choose(window, "在此上报事件 …")
    assert window.report.isVisible()
    marked = scripted.session.focus.place
    assert marked is not None
    assert math.dist(marked, (place.x_m, place.y_m)) < 20
    twin.look(Camera.looking_at(x, y, z, distance_m=30_000, heading_deg=0, down_deg=5))
    twin.snapshot(tmp_path / "sky.png")
    QTest.mouseClick(twin, RIGHT, PLAIN, QPoint(150, 4))
    assert not window.menus.menu.isVisible()


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
