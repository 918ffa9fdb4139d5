"""What a director and an evaluator see of their tables in the arrangement with which their windows open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
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
