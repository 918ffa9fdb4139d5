"""Of events at one place the map shows the one that was chosen, else the most urgent one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from county import records as r
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.events import NEW_FOR_MS, EventsLayer
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_map_view import px_of


@pytest.fixture
def window(scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]) -> MainWindow:
    window = open_window(scripted.session)
    place = scripted.session.package.resources[0]
    window.map.box.look_at(place.x_m, place.y_m, 2.0)
    return window


def colour_of(window: MainWindow, scripted: ScriptedDesktop) -> QColor:
    """In the middle of the mark."""
    place = scripted.session.package.resources[0]
    QApplication.processEvents()
    return window.map.snapshot().toImage().pixelColor(px_of(window.map, place.x_m, place.y_m))


def drawn(scripted: ScriptedDesktop) -> list[str]:
    """The events as they are drawn, the uppermost last."""
    return [str(i) for i in scripted.session.layers.of(EventsLayer).batches()[-1].ids]


def test_the_most_urgent_event_lies_above_newer_ones(scripted: ScriptedDesktop) -> None:
    gas = scripted.report("燃气泄漏", subclass="gas_leak")
    scripted.clock.advance(1_000)
    waiting, handled, ended = (scripted.report(title) for title in ("待立案", "处置中", "已办结"))
    scripted.dispatch(handled)
    scripted.happen(r.EventRejected(event_id=ended, note="重复"))
    assert drawn(scripted) == [ended, handled, waiting, gas]


def test_an_event_rises_when_it_falls_due(scripted: ScriptedDesktop) -> None:
    late, handled = scripted.report("一"), scripted.report("二")
    scripted.dispatch(late, due_ms=scripted.clock.now_ms() + 3_600_000)
    scripted.dispatch(handled)
    scripted.clock.advance(2 * 3_600_000)
    scripted.tick()
    assert drawn(scripted)[-1] == late


def test_the_selected_event_lies_above_a_more_urgent_one(window: MainWindow, scripted: ScriptedDesktop) -> None:
    handled = scripted.report("处置中")
    scripted.dispatch(handled)
    scripted.session.focus.select("events", handled)
    alone = colour_of(window, scripted)
    window.map.call_show.touch()  # a hand is on the map: it does not turn to the leak
    gas = scripted.report("燃气泄漏", subclass="gas_leak")
    scripted.clock.advance(2 * NEW_FOR_MS)
    scripted.tick()
    assert colour_of(window, scripted) == alone
    scripted.session.focus.select("events", gas)
    assert colour_of(window, scripted) != alone
    scripted.session.focus.select("events", handled)
    assert colour_of(window, scripted) == alone
