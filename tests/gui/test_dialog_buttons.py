"""The buttons of a dialog: the main one is pressed by Enter and by the key of forms, Escape leaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop.widgets.dialog_buttons import DialogButtons

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class AskedDialog(QDialog):
    """A line above the buttons; counts how often they gave it."""

    def __init__(self) -> None:
        super().__init__()
        self.given = 0
        self.line, self.buttons = QLineEdit(), DialogButtons(self, "Give", self._give)
        box = QVBoxLayout(self)
        box.addWidget(self.line)
        box.addWidget(self.buttons)

    def _give(self) -> None:
        self.given += 1


@pytest.fixture
def dialog(qtbot: QtBot) -> AskedDialog:
    dialog = AskedDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.line.setFocus()
    return dialog


@pytest.mark.parametrize("held", [NONE, CTRL])
def test_enter_in_a_line_gives_once(dialog: AskedDialog, held: Qt.KeyboardModifier) -> None:
    QTest.keyClick(dialog.line, Qt.Key.Key_Return, held)
    assert dialog.given == 1


@pytest.mark.parametrize("held", [NONE, CTRL])
def test_nothing_is_given_while_the_main_button_is_disabled(dialog: AskedDialog, held: Qt.KeyboardModifier) -> None:
    dialog.buttons.main.setEnabled(False)
    QTest.keyClick(dialog.line, Qt.Key.Key_Return, held)
    assert dialog.given == 0
    assert dialog.isVisible()


def test_a_click_on_the_main_button_gives(dialog: AskedDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.buttons.main, Qt.MouseButton.LeftButton)
    assert dialog.given == 1


def test_escape_and_the_other_button_leave(dialog: AskedDialog, qtbot: QtBot) -> None:
    QTest.keyClick(dialog.line, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.show()
    qtbot.mouseClick(dialog.buttons.leave, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert dialog.given == 0
