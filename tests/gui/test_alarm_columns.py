"""Columns of alarms are as wide as their texts; only those whose texts changed are measured again."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.alarms.table import AlarmTable

PLACE, AGE = 0, 1
Index = QModelIndex | QPersistentModelIndex


class AskedModel(QStandardItemModel):
    """Notes the columns of the texts that are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[int] = set()

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            self.asked.add(index.column())
        return super().data(index, role)


@pytest.fixture
def model() -> AskedModel:
    model = AskedModel()
    for row in range(3):
        model.appendRow([QStandardItem(f"桥 {row}"), QStandardItem("1 秒")])
    return model


@pytest.fixture
def table(qtbot: QtBot, model: AskedModel) -> AlarmTable:
    table = AlarmTable()
    table.setModel(model)
    qtbot.addWidget(table)
    return table


def widths(table: AlarmTable, model: AskedModel) -> list[int]:
    model.asked.clear()
    return [table.sizeHintForColumn(column) for column in (PLACE, AGE)]


def test_only_the_column_of_a_text_that_changed_is_measured_again(table: AlarmTable, model: AskedModel) -> None:
    before = widths(table, model)
    assert model.asked == {PLACE, AGE}
    assert widths(table, model) == before
    assert model.asked == set()
    model.item(1, AGE).setText("12 小时 30 分")
    after = widths(table, model)
    assert model.asked == {AGE}
    assert after[PLACE] == before[PLACE]
    assert after[AGE] > before[AGE]


def test_rows_that_come_and_go_change_all_widths(table: AlarmTable, model: AskedModel) -> None:
    before = widths(table, model)
    model.appendRow([QStandardItem("很长很长的地名很长很长的地名"), QStandardItem("1 秒")])
    assert widths(table, model)[PLACE] > before[PLACE]
    model.removeRow(3)
    assert widths(table, model) == before


class PaintedWidths(QStyledItemDelegate):
    """Notes what is painted in fewer pixels than it needs."""

    def __init__(self, table: AlarmTable) -> None:
        super().__init__(table)
        self.painted: set[str] = set()
        self.cut: list[tuple[str, int, int]] = []

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        room, needed = option.rect.width(), self.sizeHint(option, index).width()
        self.painted.add(index.data())
        if room < needed:
            self.cut.append((index.data(), room, needed))
        super().paint(painter, option, index)


def test_a_longer_text_is_whole_when_it_is_painted_first(table: AlarmTable, model: AskedModel, qtbot: QtBot) -> None:
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    seen = PaintedWidths(table)
    table.setItemDelegate(seen)
    table.resize(900, 300)
    table.show()
    qtbot.waitUntil(lambda: "1 秒" in seen.painted)
    model.appendRow([QStandardItem("一座很长很长的桥"), QStandardItem("1.09 / 0.80 mm/h")])
    qtbot.waitUntil(lambda: "1.09 / 0.80 mm/h" in seen.painted)
    model.item(0, AGE).setText("12345.09 / 10000.80 mm/h")
    qtbot.waitUntil(lambda: "12345.09 / 10000.80 mm/h" in seen.painted)
    assert seen.cut == []
