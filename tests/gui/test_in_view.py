"""The key of the next event and the form of a dispatch bring event and candidates into view; nothing else moves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.units.dispatch import can_be_sent, rank
from desktop.main_window import MainWindow
from desktop.session import Session
from drawing.viewport import Viewport
from services.protocol.messages import RankReply, SendingReply
from tests.gui.conftest import ScriptedDesktop
from tests.gui.recorded_source import LIVE
from tests.memory_realm import OWNER

AWAY_M = 6_000.0


class LookingDesk:
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
        """Where the map is, or is on its way to."""
        return self.map._base.target or self.map.viewport

    def shows(self, x_m: float, y_m: float) -> bool:
        west, south, east, north = self.view().bounds_m
        return west < x_m < east and south < y_m < north


@pytest.fixture
def shift(scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]) -> LookingDesk:
    scripted.source.condition = replace(LIVE, principal=OWNER)
    return LookingDesk(scripted, open_window(scripted.session))


def test_the_event_that_f7_selects_comes_into_view(shift: LookingDesk) -> None:
    for _ in range(2):
        assert shift.shows(*shift.place(shift.next()))


def test_a_map_that_shows_the_event_stays(shift: LookingDesk) -> None:
    shift.map.box.look_at(*shift.place(shift.first), 30.0)
    before = shift.view()
    shift.next()
    shift.next()
    assert shift.view() == before


def test_an_event_selected_in_another_way_moves_no_map(shift: LookingDesk) -> None:
    before = shift.view()
    shift.scripted.session.focus.select("events", shift.second)
    shift.scripted.report("新来的", dx_m=2 * AWAY_M)
    assert shift.view() == before


def test_the_way_of_the_suggested_unit_comes_into_view_unless_a_hand_has_moved_the_map(shift: LookingDesk) -> None:
    event_id = shift.next()
    card, (x_m, y_m) = shift.window.card.event_card, shift.place(event_id)
    reply = SendingReply(request="1", event_id=event_id, unit="u", minutes=9.0, xy_m=[x_m - 9_000.0, y_m, x_m, y_m])
    card.steps.considered.emit(reply)
    assert shift.shows(x_m - 9_000.0, y_m)
    assert shift.shows(x_m, y_m)
    event_id = shift.next()
    QTest.qWait(2)
    at = QPointF(shift.map.rect().center())
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(at, shift.map.mapToGlobal(at), QPoint(), QPoint(0, 240), *none, False)
    QApplication.sendEvent(shift.map._graphics.viewport(), wheel)
    before, (x_m, y_m) = shift.view(), shift.place(event_id)
    way = [x_m, y_m + 30_000.0, x_m, y_m]
    card.steps.considered.emit(SendingReply(request="2", event_id=event_id, unit="u", minutes=9.0, xy_m=way))
    assert shift.view() == before


def test_the_form_of_a_dispatch_brings_the_event_and_its_nearest_candidates_into_view(
    shift: LookingDesk, qtbot: QtBot
) -> None:
    scripted, session = shift.scripted, shift.scripted.session
    session.focus.select("events", shift.first)
    QApplication.processEvents()
    shift.window.card.event_card.steps.begin(c.DispatchEvent)
    movable = [unit for unit in session.package.resources if can_be_sent(unit, session.catalog)]
    best = list(rank(scripted.event(shift.first), movable, session.catalog, {}))[:3]
    ranked = [msgspec.structs.replace(one, minutes=5.0) for one in best]
    scripted.source.answer(RankReply(request=shift.first, candidates=ranked, choice=ranked[0].choice))
    scripted.tick()
    QApplication.processEvents()
    homes = {unit.id: (unit.x_m, unit.y_m) for unit in movable}
    for place in (shift.place(shift.first), *(homes[one.unit] for one in ranked)):
        assert shift.shows(*place)
