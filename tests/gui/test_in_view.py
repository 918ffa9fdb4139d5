"""The key of the next event, a choice in a list, a step for one event and the form of a dispatch bring their places
into view; nothing else moves map and twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.units.dispatch import can_be_sent, rank
from desktop import theme
from desktop.map.view import MARK_PX
from desktop.session import Session
from desktop.window.main_window import MainWindow
from drawing.viewport import Viewport
from layers.focus import InView, Selection
from services.protocol.messages import RankReply, SendingReply
from tests.gui.conftest import ScriptedDesktop
from tests.gui.recorded_source import LIVE
from tests.gui.test_panels_alarm_strip import raise_alarm
from tests.memory_realm import OWNER

AWAY_M = 6_000.0


class FollowedMaps:
    """A window whose map is near another place than its two events."""

    def __init__(self, scripted: ScriptedDesktop, window: MainWindow) -> None:
        self.scripted, self.window, self.map = scripted, window, window.map
        self.first = scripted.report("暴露垃圾一")
        self.second = scripted.report("暴露垃圾二", dx_m=AWAY_M)
        for event_id in (self.first, self.second):
            scripted.happen(r.EventFiled(event_id=event_id))
        x_m, y_m = self.place(self.first)
        self.map.box.look_at(x_m, y_m + 3 * AWAY_M, 2.0)

    def place(self, event_id: str) -> tuple[float, float]:
        event = self.scripted.event(event_id)
        return event.x_m, event.y_m

    def next(self) -> str:
        """F7; returns the number of the event that it selects."""
        self.window.activateWindow()
        QApplication.processEvents()
        QTest.keyClick(self.window, Qt.Key.Key_F7)
        selection = self.scripted.session.focus.selection
        assert selection is not None
        return selection.ids[0]

    def view(self) -> Viewport:
        """Where the map is, or is on its way to, once the hand rests."""
        while self.window.card.event_card.in_view._rest.isActive():
            QTest.qWait(10)
        return self.map._base.target or self.map.viewport

    def shows(self, x_m: float, y_m: float) -> bool:
        west, south, east, north = self.view().bounds_m
        return west < x_m < east and south < y_m < north


@pytest.fixture
def maps(scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]) -> FollowedMaps:
    scripted.source.condition = replace(LIVE, principal=OWNER)
    return FollowedMaps(scripted, open_window(scripted.session))


def test_the_event_that_f7_selects_comes_into_view(maps: FollowedMaps) -> None:
    for _ in range(2):
        assert maps.shows(*maps.place(maps.next()))


def test_a_map_that_shows_the_event_stays(maps: FollowedMaps) -> None:
    maps.map.box.look_at(*maps.place(maps.first), 60.0)
    before = maps.view()
    maps.next()
    maps.next()
    assert maps.view() == before


def test_an_event_selected_in_another_way_moves_no_map(maps: FollowedMaps) -> None:
    before = maps.view()
    maps.scripted.session.focus.select("events", maps.second)
    maps.scripted.report("新来的", dx_m=2 * AWAY_M)
    assert maps.view() == before


def turn_wheel(maps: FollowedMaps) -> None:
    """A hand zooms the map."""
    at = QPointF(maps.map.rect().center())
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(at, maps.map.mapToGlobal(at), QPoint(), QPoint(0, 240), *none, False)
    QApplication.sendEvent(maps.map._graphics.viewport(), wheel)


def test_the_way_of_the_suggested_unit_comes_into_view_unless_a_hand_has_moved_the_map(maps: FollowedMaps) -> None:
    event_id = maps.next()
    card, (x_m, y_m) = maps.window.card.event_card, maps.place(event_id)
    reply = SendingReply(request="1", event_id=event_id, unit="u", minutes=9.0, xy_m=[x_m - 9_000.0, y_m, x_m, y_m])
    card.steps.considered.emit(reply)
    assert maps.shows(x_m - 9_000.0, y_m)
    assert maps.shows(x_m, y_m)
    event_id = maps.next()
    QTest.qWait(2)
    turn_wheel(maps)
    before, (x_m, y_m) = maps.view(), maps.place(event_id)
    way = [x_m, y_m + 30_000.0, x_m, y_m]
    card.steps.considered.emit(SendingReply(request="2", event_id=event_id, unit="u", minutes=9.0, xy_m=way))
    assert maps.view() == before


def test_the_form_of_a_dispatch_brings_the_event_and_its_nearest_candidates_into_view(
    maps: FollowedMaps, qtbot: QtBot
) -> None:
    scripted, session = maps.scripted, maps.scripted.session
    session.focus.select("events", maps.first)
    QApplication.processEvents()
    maps.window.card.event_card.steps.begin(c.DispatchEvent)
    movable = [unit for unit in session.package.resources if can_be_sent(unit, session.catalog)]
    best = list(rank(scripted.event(maps.first), movable, session.catalog, {}))[:3]
    ranked = [msgspec.structs.replace(one, minutes=5.0) for one in best]
    scripted.source.answer(RankReply(request=maps.first, candidates=ranked, choice=ranked[0].choice))
    scripted.tick()
    QApplication.processEvents()
    homes = {unit.id: (unit.x_m, unit.y_m) for unit in movable}
    for place in (maps.place(maps.first), *(homes[one.unit] for one in ranked)):
        assert maps.shows(*place)


def row_at(maps: FollowedMaps, event_id: str) -> QPoint:
    """The middle of an event's row in the list."""
    view = maps.window.events.view
    row = view.rows.row_of(event_id)
    assert row is not None
    return view.visualRect(view.rows.index(row, 0)).center()


def test_a_click_on_a_row_brings_its_event_into_view_and_moves_no_map_that_shows_it(
    maps: FollowedMaps, qtbot: QtBot
) -> None:
    view = maps.window.events.view
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row_at(maps, maps.second))
    assert maps.shows(*maps.place(maps.second))
    maps.map.box.look_at(*maps.place(maps.first), 30.0)
    before = maps.view()
    for event_id in (maps.first, maps.second):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row_at(maps, event_id))
    assert maps.view() == before


@pytest.mark.parametrize("control", ["north", "buttons", "search", "banner", "scale_bar"])
def test_an_event_below_a_control_of_the_map_comes_out_beside_it(
    maps: FollowedMaps, qtbot: QtBot, control: str
) -> None:
    maps.window.resize(1920, 1080)
    QApplication.processEvents()
    view, box = maps.map.viewport, getattr(maps.map, control).geometry()
    middle = QPoint(round(view.width_px / 2), round(view.height_px / 2))
    corner = QPoint(
        min(max(middle.x(), box.left()), box.right()), min(max(middle.y(), box.top()), box.bottom())
    )  # that is not at the edge of the map
    x_m, y_m = maps.place(maps.first)
    away = (corner - middle) * view.m_per_px
    maps.map.box.look_at(x_m - away.x(), y_m + away.y(), view.m_per_px)
    assert box.adjusted(-2, -2, 2, 2).contains(QPointF(*maps.view().point_px(x_m, y_m)).toPoint())
    qtbot.mouseClick(maps.window.events.view.viewport(), Qt.MouseButton.LeftButton, pos=row_at(maps, maps.first))
    at = QPointF(*maps.view().point_px(x_m, y_m)).toPoint()
    mark = theme.px(MARK_PX)
    assert not box.adjusted(-mark, -mark, mark, mark).contains(at)


def test_another_click_on_the_selected_row_brings_a_map_back_that_was_moved_away(
    maps: FollowedMaps, qtbot: QtBot
) -> None:
    view, at = maps.window.events.view.viewport(), row_at(maps, maps.second)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    x_m, y_m = maps.place(maps.second)
    maps.map.box.look_at(x_m, y_m + 3 * AWAY_M, 2.0)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert maps.shows(x_m, y_m)


def test_a_row_reached_by_an_arrow_key_comes_into_view_when_the_key_is_let_go(maps: FollowedMaps) -> None:
    view, before = maps.window.events.view, maps.view()
    view.setFocus()
    for _ in range(2):
        QTest.keyPress(view, Qt.Key.Key_Down)
        assert maps.view() == before
    QTest.keyRelease(view, Qt.Key.Key_Down)
    selection = maps.scripted.session.focus.selection
    assert selection is not None
    assert maps.shows(*maps.place(selection.ids[0]))


def test_rows_that_are_added_to_a_selection_move_no_map(maps: FollowedMaps, qtbot: QtBot) -> None:
    view, left = maps.window.events.view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseClick(view, left, pos=row_at(maps, maps.first))
    x_m, y_m = maps.place(maps.first)
    maps.map.box.look_at(x_m, y_m + 3 * AWAY_M, 2.0)
    before = maps.view()
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ControlModifier, row_at(maps, maps.second))
    assert len(maps.window.events.selected_ids()) == 2
    assert maps.view() == before


def test_a_click_on_the_sensor_of_an_alarm_brings_it_into_view(maps: FollowedMaps, qtbot: QtBot) -> None:
    sensor_id = raise_alarm(maps.scripted, "a", "bin_full")
    maps.window.workspace.raise_dock("alarms")
    QApplication.processEvents()
    strip = maps.window.alarms
    at = strip.view.visualRect(strip.view.model().index(0, 0)).center()
    sensor = next(one for one in maps.scripted.session.package.sensors if one.id == sensor_id)
    maps.map.box.look_at(sensor.x_m, sensor.y_m + 3 * AWAY_M, 2.0)
    qtbot.mouseClick(strip.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert maps.shows(sensor.x_m, sensor.y_m)


def test_a_task_that_is_clicked_among_those_to_do_comes_into_view(maps: FollowedMaps, qtbot: QtBot) -> None:
    maps.scripted.session.focus.clear()
    QApplication.processEvents()
    nothing = maps.window.card.nothing
    nothing.show_now()
    row = next(one for one in nothing.findChildren(QAbstractButton) if one.accessibleName().startswith("暴露垃圾二"))
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert maps.shows(*maps.place(maps.second))


def click_in_band(maps: FollowedMaps, qtbot: QtBot) -> None:
    """The button of the red band, through the window: a hand is at work, and the map does not turn to the call."""
    band, window = maps.window.emergency_band, maps.window.windowHandle()
    band.refresh()
    at = band.take_up.mapTo(maps.window, band.take_up.rect().center())
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=at)


def test_a_step_given_for_one_event_in_the_band_brings_it_into_view_and_selects_it(
    maps: FollowedMaps, qtbot: QtBot
) -> None:
    gas = maps.scripted.report("燃气味", subclass="gas_leak")
    click_in_band(maps, qtbot)
    assert maps.scripted.source.commands[-1].body == c.FileEvent(event_id=gas)
    assert maps.shows(*maps.place(gas))
    assert maps.scripted.session.focus.selection == Selection("events", (gas,))


def test_a_step_given_for_one_alarm_brings_its_sensor_into_view(maps: FollowedMaps, qtbot: QtBot) -> None:
    sensor_id = raise_alarm(maps.scripted, "a", "smoke_fire")
    sensor = maps.scripted.session.sensors[sensor_id]
    maps.map.box.look_at(sensor.x_m, sensor.y_m + 3 * AWAY_M, 2.0)
    click_in_band(maps, qtbot)
    assert maps.scripted.source.commands[-1].body == c.AcknowledgeAlarm(alarm_id="a")
    assert maps.shows(sensor.x_m, sensor.y_m)


def test_a_step_moves_no_map_that_a_hand_has_moved_shortly_before(maps: FollowedMaps, qtbot: QtBot) -> None:
    maps.scripted.report("燃气味", subclass="gas_leak")
    turn_wheel(maps)
    before = maps.view()
    click_in_band(maps, qtbot)
    assert maps.view() == before


def test_a_step_moves_no_map_that_shows_the_event(maps: FollowedMaps, qtbot: QtBot) -> None:
    gas = maps.scripted.report("燃气味", subclass="gas_leak")
    maps.map.box.look_at(*maps.place(gas), 30.0)
    before = maps.view()
    click_in_band(maps, qtbot)
    assert maps.view() == before


def test_a_step_given_for_several_events_moves_no_map(maps: FollowedMaps, qtbot: QtBot) -> None:
    three = [maps.scripted.report(f"路灯不亮{number}") for number in range(3)]
    before = maps.view()
    maps.window.events.bulk._run.file(three)
    assert {command.body.event_id for command in maps.scripted.source.commands} == set(three)  # type: ignore[attr-defined]
    assert maps.view() == before


def test_choices_one_after_the_other_move_the_views_once_to_the_last(maps: FollowedMaps, qtbot: QtBot) -> None:
    wanted: list[InView] = []
    maps.scripted.session.focus.in_view_wanted.connect(wanted.append)
    view = maps.window.events.view.viewport()
    for event_id in (maps.first, maps.second, maps.first, maps.second):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=row_at(maps, event_id))
    assert maps.shows(*maps.place(maps.second))
    assert [one.places for one in wanted] == [(maps.place(maps.second),)]
