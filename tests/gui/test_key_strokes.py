"""Keys of the benchmarks' robots are pressed one after another, as by a hand, whatever each of them closes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from bench.key_strokes import stroke


def test_a_menu_that_the_first_key_of_a_combination_closes_gets_none_of_the_others(qtbot: QtBot) -> None:
    menu = QMenu()
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction("1")
    menu.popup(QPoint(10, 10))
    qtbot.waitUntil(menu.isVisible)
    handle = menu.windowHandle()
    stroke(handle, QKeySequence("Alt+3"))
    assert not isValid(handle), "Alt alone closes a menu"


def test_keys_write_and_combinations_act_as_shortcuts(qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    acted: list[str] = []
    QShortcut(QKeySequence("Ctrl+Shift+K"), line, lambda: acted.append("K"))
    line.show()
    line.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is line)
    for sequence in ("A", "3", "Ctrl+Shift+K", "Shift+Left", "Del"):
        stroke(line.windowHandle(), QKeySequence(sequence))
    assert (line.text(), acted) == ("a", ["K"])
