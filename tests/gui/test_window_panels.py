"""The panels of a window are made when they are first shown or asked for, and lack nothing of what was before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from county.briefing.commands import DraftBriefing
from county.commands import FileEvent
from county.records import EventFiled
from county.roads.closures import RoadClosed
from desktop import i18n
from desktop.panels.messages import Messages
from desktop.session import Session
from desktop.units.closures import Closures
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop

OpenWindow = Callable[[Session], MainWindow]


@pytest.fixture
def window(scripted: ScriptedDesktop, open_window: OpenWindow) -> MainWindow:
    return open_window(scripted.session)


def made(window: MainWindow) -> set[str]:
    """Names of the docks that have their panel."""
    return {name for name in window.panels if window.workspace.docks[name].panel is not None}


def test_a_window_begins_with_the_panels_of_its_scene(window: MainWindow) -> None:
    shown = {name for name in window.panels if not window.workspace.docks[name].isHidden()}
    assert made(window) == shown
    assert {"events", "card", "alarms"} < shown
    assert len(shown) < len(window.panels) / 2


def test_the_menu_makes_a_panel_once(window: MainWindow) -> None:
    dock = window.workspace.docks["plans"]
    dock.toggleViewAction().trigger()
    panel = dock.panel
    assert panel is not None
    assert panel is window.panels["plans"]
    assert panel.isVisible()
    for _ in range(2):
        dock.toggleViewAction().trigger()
    assert dock.panel is panel


def test_a_panel_that_is_asked_for_is_in_its_dock(window: MainWindow) -> None:
    for name, panel in window.panels.items():
        assert window.workspace.docks[name].panel is panel, name
    assert made(window) == set(window.panels)


def test_a_panel_shows_what_happened_before_it_was_made_and_after(
    window: MainWindow, scripted: ScriptedDesktop
) -> None:
    place = scripted.session.package.resources[0]
    for number in (1, 2):
        scripted.happen(
            RoadClosed(closure_id=f"C{number}", extent="circle", x_m=place.x_m, y_m=place.y_m, radius_m=50.0, note="")
        )
        window.workspace.raise_dock("closures")
        QApplication.processEvents()
        assert window.panels.of(Closures).table.rowCount() == number


def test_messages_has_the_outcomes_from_before_it_was_shown(scripted: ScriptedDesktop, tmp_path: Path) -> None:
    window = MainWindow(QSettings(str(tmp_path / "leader.ini"), QSettings.Format.IniFormat), "leader")
    try:
        window.show()
        window.open_session(scripted.session)
        assert window.workspace.docks["messages"].isHidden()
        event_id = scripted.report("山洪")
        scripted.session.submissions.send(FileEvent(event_id=event_id))
        scripted.accept(EventFiled(event_id=event_id))
        window.workspace.raise_dock("messages")
        assert window.panels.of(Messages).lines.count() == 1
    finally:
        window.close_now()
        window.deleteLater()


def test_what_is_asked_of_a_panel_makes_it(window: MainWindow, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("山洪")
    assert "briefings" not in made(window)
    scripted.session.briefings.report(event_id)
    body = scripted.source.commands[-1].body
    assert isinstance(body, DraftBriefing)
    assert body.event_ids == (event_id,)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_dock_has_its_title_before_its_panel_is_made(window: MainWindow, language: i18n.Language) -> None:
    i18n.set_language(language)
    QApplication.processEvents()
    before = {name: dock.windowTitle() for name, dock in window.workspace.docks.items()}
    assert before["plans"] == {"zh": "预案", "en": "Response plans"}[language]
    for name, panel in window.panels.items():
        assert panel.title() == before[name]


def test_a_panel_that_was_left_open_is_there_in_the_next_window(
    window: MainWindow, scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    window.workspace.raise_dock("units")
    QApplication.processEvents()
    window.close_now()
    window = open_window(scripted.session)
    QApplication.processEvents()
    assert "units" in made(window)
    assert "rounds" not in made(window)
