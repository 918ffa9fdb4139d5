"""A table of facts: the lines of another thing appear together."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.fact_table import FactTable


class CountingBox(QVBoxLayout):
    """Counts how often it is asked for its size."""

    asked = 0

    def minimumSize(self) -> QSize:
        self.asked += 1
        return super().minimumSize()


def test_lines_that_appear_are_laid_out_together(qtbot: QtBot) -> None:
    window, table = QWidget(), FactTable()
    qtbot.addWidget(window)
    box = CountingBox(window)
    box.addWidget(table)
    box.addStretch(1)
    table.show_lines([("Number", "1"), ("Kind", "lamp"), ("Place", "gate"), ("Since", "noon")])
    table.show_lines([("Number", "1")])
    window.show()
    QApplication.processEvents()
    before, box.asked = table.height(), 0
    table.show_lines([("Number", "2"), ("Kind", "drain"), ("Place", "well"), ("Since", "noon"), ("Note", "deep")])
    assert box.asked == 0
    QApplication.processEvents()
    assert table.height() > 3 * before
    values = [value for _, value in table.lines]
    assert [value.text() for value in values] == ["2", "drain", "well", "noon", "deep"]
    assert all(value.isVisible() and value.height() >= value.sizeHint().height() for value in values)
    table.show_lines([("Number", "2")])
    QApplication.processEvents()
    assert table.height() == before
    box.asked = 0
    table.show_lines([("Number", "2")])
    QApplication.processEvents()
    assert box.asked == 0, "the same lines need no layout"
