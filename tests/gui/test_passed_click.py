"""A click beside an open list of found things closes it and does what it aims at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.input.passed_click import pass_clicks

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    """A line with a list, and a button beside it."""
    widget = QWidget()
    qtbot.addWidget(widget)
    row = QHBoxLayout(widget)
    line, button = QLineEdit(), QPushButton("立案")
    completer = QCompleter(["jinpu", "jinshan"], line)
    line.setCompleter(completer)
    pass_clicks(line, completer)
    row.addWidget(line)
    row.addWidget(button)
    widget.resize(500, 300)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    yield widget
    widget.hide()


class SeenReleases(QObject):
    """Counts those that a widget gets."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.MouseButtonRelease
        return False


def opened(window: QWidget, qtbot: QtBot) -> QWidget:
    line = window.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setFocus()
    QTest.keyClicks(line, "jin")
    completer = line.completer()
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    return popup


def click(window: QWidget, part: QWidget) -> None:
    """As the window system gives it: to the window, below whatever list is open."""
    handle = window.windowHandle()
    assert handle is not None
    QTest.mouseClick(handle, LEFT, NONE, part.mapTo(window, part.rect().center()))


def test_the_button_that_was_aimed_at_is_pressed_by_the_first_click(window: QWidget, qtbot: QtBot) -> None:
    popup, button = opened(window, qtbot), window.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    click(window, button)
    assert not popup.isVisible()
    assert len(pressed) == 1
    click(window, button)
    assert len(pressed) == 2


def test_a_click_that_came_as_a_whole_while_the_window_was_busy_is_passed_on_as_a_whole(
    window: QWidget, qtbot: QtBot
) -> None:
    """The window system has addressed both halves to the list, which then grabbed the mouse."""
    popup, button = opened(window, qtbot), window.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    handle = popup.windowHandle()
    assert handle is not None
    at = handle.mapFromGlobal(button.mapToGlobal(button.rect().center()))
    QTest.mousePress(handle, LEFT, NONE, at)
    assert not popup.isVisible()
    QTest.mouseRelease(handle, LEFT, NONE, at)
    assert len(pressed) == 1
    assert not button.isDown()
    click(window, button)
    assert len(pressed) == 2


def test_a_release_whose_press_was_elsewhere_does_not_go_to_what_was_clicked_before_the_list_opened_again(
    window: QWidget, qtbot: QtBot
) -> None:
    popup, button = opened(window, qtbot), window.findChild(QPushButton)
    line = window.findChild(QLineEdit)
    assert isinstance(button, QPushButton)
    assert isinstance(line, QLineEdit)
    click(window, button)
    line.clear()
    opened(window, qtbot)
    seen = SeenReleases(button)
    handle = popup.windowHandle()
    assert handle is not None
    QTest.mouseRelease(handle, LEFT, NONE, handle.mapFromGlobal(button.mapToGlobal(button.rect().center())))
    assert seen.count == 0


def test_a_click_inside_the_list_chooses_from_it(window: QWidget, qtbot: QtBot) -> None:
    popup, button = opened(window, qtbot), window.findChild(QPushButton)
    line = window.findChild(QLineEdit)
    assert isinstance(button, QPushButton)
    assert isinstance(line, QLineEdit)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    handle = popup.windowHandle()
    assert handle is not None
    QTest.mouseClick(handle, LEFT, NONE, QPoint(20, 10))
    assert line.text() in ("jinpu", "jinshan")
    assert pressed == []
