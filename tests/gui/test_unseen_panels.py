"""Panels behind other tabs: for Qt they are visible, so they have to find out themselves that nobody sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from county.roads.closures import RoadClosed
from desktop.events.boards import Boards
from desktop.events.kanban import Kanban
from desktop.response.plans import Plans
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop

Open = Callable[[Session], MainWindow]


def shown_by(window: MainWindow, name: str) -> int:
    """Events that the boards or the Kanban show as reported."""
    rows = window.panels.of(Boards).waiting.rows if name == "tasks" else window.panels.of(Kanban).columns[0].rows
    return rows.rowCount()


@pytest.mark.parametrize("name", ["tasks", "kanban"])
def test_a_panel_behind_another_tab_does_not_follow_and_shows_the_present_when_it_is_raised(
    open_window: Open, scripted: ScriptedDesktop, qtbot: QtBot, name: str
) -> None:
    window = open_window(scripted.session)
    window.workspace.raise_dock("alarms")
    panel = window.panels[name]
    qtbot.waitUntil(lambda: not panel.is_seen)
    scripted.report("first")
    panel._age()  # type: ignore[attr-defined]
    assert shown_by(window, name) == 0
    window.workspace.raise_dock(name)
    qtbot.waitUntil(lambda: shown_by(window, name) == 1)
    qtbot.waitUntil(lambda: panel.is_seen)
    scripted.report("second")
    assert shown_by(window, name) == 2
    window.workspace.raise_dock("alarms")
    qtbot.waitUntil(lambda: not panel.is_seen)
    scripted.report("third")
    assert shown_by(window, name) == 2


def test_counts_of_layers_and_events_follow_a_little_later_than_the_rows(
    open_window: Open, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    listed, tree = window.panels["events"], window.workspace.docks["layers"].panel
    scripted.report("first")
    assert listed.rows.rowCount() == 1  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "1" in listed.count.text())  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: tree.row("events").text(0).endswith(" 1"))  # type: ignore[attr-defined]


def test_a_table_behind_another_tab_is_filled_when_it_is_raised(
    open_window: Open, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    closures, place = window.closures, scripted.session.package.resources[0]
    window.workspace.raise_dock("closures")
    window.workspace.raise_dock("messages")
    qtbot.waitUntil(lambda: not closures.is_seen)
    scripted.happen(
        RoadClosed(closure_id="C1", extent="circle", x_m=place.x_m, y_m=place.y_m, radius_m=800.0, note="积水")
    )
    closures.age()
    assert closures.table.rowCount() == 0
    window.workspace.raise_dock("closures")
    qtbot.waitUntil(lambda: closures.table.rowCount() == 1)


def test_plans_are_about_what_was_selected_while_they_were_behind_another_tab(
    open_window: Open, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    plans = window.panels["plans"]
    assert isinstance(plans, Plans)
    window.workspace.raise_dock("plans")
    window.workspace.raise_dock("card")
    qtbot.waitUntil(lambda: not plans.is_seen)
    event_id = scripted.report("building fire", subclass="building_fire")
    scripted.session.focus.select("events", event_id)
    window.workspace.raise_dock("plans")
    qtbot.waitUntil(lambda: str(plans.subject.currentData()).endswith(event_id))
