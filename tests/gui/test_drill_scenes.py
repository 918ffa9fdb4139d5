"""What a director and an evaluator see of their tables in the arrangement with which their windows open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from desktop.panels.registry import PANELS
from desktop.scenes.registry import SCENES
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.test_drill_calls import shown_window


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    with shown_drill_desks(county, tmp_path, qtbot) as desks:
        yield desks


@pytest.mark.parametrize(("person", "scene", "panel"), [("zhou", "director", "drill"), ("li", "evaluator", "scores")])
def test_a_table_has_twelve_rows_in_a_window_of_1080_lines(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow], qtbot: QtBot, person: str, scene: str, panel: str
) -> None:
    with shown_window(drill, person, open_window) as window:
        window.show_scene(scene)
        table = window.panels[panel].findChild(QTableView)
        assert isinstance(table, QTableView)
        row_px = table.verticalHeader().defaultSectionSize()
        qtbot.waitUntil(lambda: table.viewport().height() >= 12 * row_px)


@pytest.mark.parametrize("kind", ["live", "replay", "drill"])
def test_every_scene_stands_in_a_window_without_the_panels_that_it_does_not_have(kind: str) -> None:
    there = {name for name, row in PANELS.items() if kind in row.kinds}
    for name, scene in SCENES.items():
        placed = [panel for place in scene.of_panels(there).places for group in place.groups for panel in group]
        assert {*placed} <= there, name
        assert placed, name


def test_the_scene_of_decisions_is_arranged_in_a_window_of_a_drill(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow]
) -> None:
    with shown_window(drill, "zhou", open_window) as window:
        window.show_scene("decisions")
        assert "risks" not in window.workspace.docks, "nothing is judged in a drill"
        assert not window.workspace.docks["decisions"].isHidden()
