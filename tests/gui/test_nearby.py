"""What is near an event is one key away, and what can be done at a place is one click with the right button away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.cards import nearby_list
from desktop.cards.nearby import things_near
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.focus import Selection
from layers.nearby import NearbyLayer
from tests.gui.conftest import ScriptedDesktop

OpenWindow = Callable[[Session], MainWindow]


def test_the_nearest_things_come_first_with_their_distance(scripted: ScriptedDesktop) -> None:
    place = scripted.session.package.resources[0]
    things = things_near(scripted.session, place.x_m, place.y_m)
    assert (things[0].id, things[0].away_m) == (place.id, 0.0)
    assert [thing.away_m for thing in things] == sorted(thing.away_m for thing in things)
    assert {thing.layer for thing in things} == {"resources", "sensors"}
    assert all(thing.away_m <= 2_000 for thing in things)
    assert things_near(scripted.session, place.x_m + 1e6, place.y_m) == []


def test_every_thing_is_counted_and_a_chosen_kind_is_listed_where_others_are_nearer(
    scripted: ScriptedDesktop, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearby_list, "SHOWN", 3)
    near = open_window(scripted.session).card.nearby_list
    place = scripted.session.package.resources[0]
    near.show_around(place.x_m, place.y_m, "路灯不亮")
    things = things_near(scripted.session, place.x_m, place.y_m)
    assert f"{len(things)} 项" in near.heading.text()
    assert near.list.count() == 3
    assert near.rest.text() == f"共 {len(things):,} 项，列出最近的 3 项；可选择类型"
    farthest = things[-1].kind
    near.kind.setCurrentIndex(near.kind.findData(farthest))
    near.kind.activated.emit(near.kind.currentIndex())
    of_kind = [thing for thing in things if thing.kind == farthest]
    assert near.list.count() == min(3, len(of_kind))
    assert near.list.item(0).text().startswith(f"{of_kind[0].away_m:,.0f} m · {farthest}")


def test_the_hydrants_near_a_place_are_listed_alone(scripted: ScriptedDesktop, open_window: OpenWindow) -> None:
    near = open_window(scripted.session).card.nearby_list
    place = next(one for one in scripted.session.package.resources if one.kind == "hydrant")
    near.show_around(place.x_m, place.y_m, "火灾")
    near.kind.setFocus()
    while near.kind.currentText() != "消火栓":
        QTest.keyClick(near.kind, Qt.Key.Key_Down)
    assert near.list.item(0).text() == f"0 m · 消火栓 · {place.name}"
    assert {near.thing_at(row).kind for row in range(near.list.count())} == {"消火栓"}


def test_a_key_lists_what_is_near_the_selected_event_and_enter_selects_it(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    QApplication.processEvents()
    window.events.view.setFocus()
    QTest.keyClick(window.events.view, Qt.Key.Key_F9)
    near = window.card.nearby_list
    assert near.isVisible()
    assert "路灯不亮" in near.heading.text()
    assert near.list.item(0).text().startswith("0 m · ")
    qtbot.mouseClick(window.card.back, Qt.MouseButton.LeftButton)
    assert window.card.event_card.isVisible(), "back is the event"
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(near.list, Qt.Key.Key_Return)
    assert scripted.session.focus.selection == Selection("resources", (scripted.session.package.resources[0].id,))


def test_a_right_click_on_the_map_reports_an_event_there(scripted: ScriptedDesktop, open_window: OpenWindow) -> None:
    window = open_window(scripted.session)
    place = scripted.session.package.resources[0]
    window.map.box.look_at(place.x_m, place.y_m, 4.0)
    at = QPointF(*window.map.viewport.point_px(place.x_m, place.y_m))
    window.map.box.context_wanted.emit(at)
    actions = {action.text(): action for action in window.menus.menu.actions() if action.text()}
    *_, report, _measure, copy = actions.values()
    near = actions["周边"]
    copy.trigger()
    lon, lat = scripted.session.package.lonlat(place.x_m, place.y_m)
    assert QApplication.clipboard().text() == f"{float(lon):.6f}, {float(lat):.6f}"
    near.trigger()
    assert window.card.nearby_list.list.item(0).text().startswith("0 m · ")
    report.trigger()
    assert window.report.isVisible()
    marked = scripted.session.focus.place
    assert marked is not None
    assert abs(marked[0] - place.x_m) < 5
    window.menus.menu.close()


def marked(session: Session) -> dict[tuple[float, float], str]:
    """Icon at each marked place."""
    found = {}
    for points in session.layers.of(NearbyLayer).batches():
        icons = [points.styles[code].partition("@")[2] for code in points.style]
        found |= {(float(x_m), float(y_m)): icon for (x_m, y_m), icon in zip(points.xy_m, icons, strict=True)}
    return found


def test_what_is_listed_is_marked_on_the_map_until_the_list_is_left(
    scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window, session = open_window(scripted.session), scripted.session
    event_id = scripted.report("路灯不亮")
    session.focus.select("events", event_id)
    QApplication.processEvents()
    QTest.keyClick(window, Qt.Key.Key_F9)
    near, place = window.card.nearby_list, session.package.resources[0]
    things = things_near(session, place.x_m, place.y_m)
    assert marked(session).keys() == {(thing.x_m, thing.y_m) for thing in things}
    assert {(*at, icon) for at, icon in marked(session).items()} <= {(one.x_m, one.y_m, one.icon) for one in things}
    assert marked(session)[place.x_m, place.y_m] == session.catalog.resource_kinds[place.kind].icon
    near.kind.setFocus()
    while near.kind.currentText() != things[-1].kind:
        QTest.keyClick(near.kind, Qt.Key.Key_Down)
    of_kind = [thing for thing in things if thing.kind == things[-1].kind]
    assert near.list.count() == len(of_kind)
    assert set(marked(session)) == {(thing.x_m, thing.y_m) for thing in of_kind}, "and only those"
    qtbot.mouseClick(window.card.back, Qt.MouseButton.LeftButton)
    assert marked(session) == {}
