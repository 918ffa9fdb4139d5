"""Every panel on a screen of twice the height: distances and rows are twice as large, and none is left at Qt's size."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import MagicMock

import pytest
from PySide6.QtWidgets import QApplication, QLayout, QStackedLayout, QTableView
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.panels.panel import Panel
from desktop.panels.registry import PANELS
from desktop.replay.comparison import MomentComparison
from desktop.widgets.wrapped_list import WrappedList
from services.replay.source import ReplaySource
from tests.gui.conftest import ScriptedDesktop

ROUNDING_PX = 2


def distances(panel: Panel) -> list[tuple[str, tuple[int, ...]]]:
    """Owner and margins of all layouts, and their spacings where there is more than one item."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for layout in panel.findChildren(QLayout):
        if isinstance(layout, QStackedLayout):  # it has none
            continue
        margins = layout.contentsMargins()
        spacing = max(layout.spacing(), 0) if layout.count() > 1 else 0
        sizes = margins.left(), margins.top(), margins.right(), margins.bottom(), spacing
        found.append((type(layout.parentWidget()).__name__, sizes))
    return found


def row_heights(panel: Panel) -> list[int]:
    """Of tables whose rows have one height."""
    tables = (table for table in panel.findChildren(QTableView) if not isinstance(table, WrappedList))
    return [table.verticalHeader().defaultSectionSize() for table in tables]


@pytest.mark.parametrize("name", PANELS)
def test_distances_and_rows_of_a_panel_follow_the_scale(
    name: str, scripted: ScriptedDesktop, qapp: QApplication, qtbot: QtBot
) -> None:
    sizes: list[tuple[list[tuple[str, tuple[int, ...]]], list[int]]] = []
    comparison = MomentComparison(scripted.session.layers, MagicMock(spec=ReplaySource))
    session = replace(scripted.session, comparison=comparison)
    try:
        for screen_px in ((1920, 1080), (3840, 2160)):
            theme.apply(qapp, screen_px=screen_px)
            panel = PANELS[name].make(session)
            qtbot.addWidget(panel)
            sizes.append((distances(panel), row_heights(panel)))
            panel.release()
    finally:
        theme.apply(qapp, screen_px=(1920, theme.DESIGN_HEIGHT_PX))
    (distances_1, rows_1), (distances_2, rows_2) = sizes
    for (owner, small), (_, large) in zip(distances_1, distances_2, strict=True):
        for one, two in zip(small, large, strict=True):
            assert abs(2 * one - two) <= ROUNDING_PX, f"{owner}: {small} became {large}"
    assert [2 * height for height in rows_1] == pytest.approx(rows_2, abs=ROUNDING_PX)
