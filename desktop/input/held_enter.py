"""An Enter that is held down is one Enter: its repetitions send, confirm and choose nothing.

Qt presses the default button of a dialog and the line of a form at every repetition, also those of the dialog that the
first Enter has opened.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

JUDGES = "judges_held_enter"
"""Property of widgets that are told of repetitions, whichever of their children has the focus: the time after which
their next Enter is meant begins again."""


class HeldEnter(QObject):
    """Takes the repetitions before the window that has the keyboard; one for the whole program."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self._follow)
        self._follow(QGuiApplication.focusWindow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.isAutoRepeat()):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        part: QWidget | None = QApplication.focusWidget()
        if QApplication.activePopupWidget() is not None:
            return True
        if isinstance(part, QPlainTextEdit | QTextEdit):
            return False
        judge = _judge_above(part)
        if judge is not None:
            QCoreApplication.sendEvent(judge, event)
        return True

    def _follow(self, window: QWindow | None) -> None:
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)


def _judge_above(part: QWidget | None) -> QWidget | None:
    """``part`` or the nearest one above it in its window that is told of repetitions."""
    while part is not None and not part.property(JUDGES):
        part = None if part.isWindow() else part.parentWidget()
    return part
