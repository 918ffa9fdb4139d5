"""The lists that boxes open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from desktop.widgets.wheelless_box import WheellessBox


@pytest.mark.parametrize("rows", [2, 6, 10])
def test_an_opened_list_shows_every_row_whole(qtbot: QtBot, rows: int) -> None:
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems([f"row {n}" for n in range(rows)])
    box.show()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    assert view.viewport().rect().contains(view.visualRect(box.model().index(rows - 1, 0)))
    assert view.verticalScrollBar().maximum() == 0
    box.hidePopup()


def test_the_wheel_over_a_box_in_something_that_scrolls_takes_the_focus_from_nobody(qtbot: QtBot) -> None:
    box = WheellessBox()
    qtbot.addWidget(box)
    assert box.focusPolicy() == Qt.FocusPolicy.StrongFocus
