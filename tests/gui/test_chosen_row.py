"""The row that a hand chooses is on the screen before anything that follows the choice is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from desktop.widgets.chosen_row_table import ChosenRowTable

LAST = 3


class WhatHappened(QObject):
    """Paintings of a table, with the row that was selected, and the rows that it told as chosen, in their order."""

    def __init__(self, table: ChosenRowTable) -> None:
        super().__init__(table)
        self._table = table
        self.list: list[str] = []
        table.viewport().installEventFilter(self)
        table.chosen.connect(lambda index: self.list.append(f"chosen {index.row()}"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.list.append(f"painted {[index.row() for index in self._table.selectedIndexes()]}")
        return False


@pytest.fixture
def table(qtbot: QtBot) -> ChosenRowTable:
    table = ChosenRowTable()
    qtbot.addWidget(table)
    table.setModel(QStringListModel([str(row) for row in range(LAST + 1)], table))
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    qtbot.waitExposed(table)
    return table


def click(table: ChosenRowTable, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = table.visualRect(table.model().index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def press_home(table: ChosenRowTable) -> None:
    QTest.keyClick(table, Qt.Key.Key_Home)


@pytest.mark.parametrize("choose", [lambda table: click(table, 0), press_home], ids=["click", "key"])
def test_the_chosen_row_is_painted_before_what_follows(
    table: ChosenRowTable, choose: Callable[[ChosenRowTable], None]
) -> None:
    happened = WhatHappened(table)
    choose(table)
    assert happened.list[-2:] == ["painted [0]", "chosen 0"]
    assert happened.list.count("chosen 0") == 1


def test_a_chosen_row_is_selected_when_it_is_told(table: ChosenRowTable) -> None:
    told: list[bool] = []

    def follow(index: QModelIndex) -> None:
        told.append(table.selectionModel().isSelected(index) and index == table.currentIndex())

    table.chosen.connect(follow)
    for row in (LAST, 1):
        click(table, row)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert told == [True, True, True]


def test_the_current_row_is_told_again_after_nothing_was_selected(table: ChosenRowTable) -> None:
    happened = WhatHappened(table)
    click(table, 2)
    click(table, 2)
    assert happened.list.count("chosen 2") == 1
    table.clearSelection()
    click(table, 2)
    assert happened.list.count("chosen 2") == 2


def test_a_row_that_becomes_current_because_another_is_removed_is_not_painted_at_once(table: ChosenRowTable) -> None:
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    click(table, 1)
    happened = WhatHappened(table)
    table.model().removeRows(1, 1)
    assert happened.list == ["chosen 2"], "as the model still numbers them"
