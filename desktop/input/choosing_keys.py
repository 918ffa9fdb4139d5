"""Keys that choose a row while the focus stays in a line of text."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_CHOOSING = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class ChoosingKeys(QObject):
    """Passes arrow and page keys typed in ``line`` to ``rows``, a list or a combo box."""

    def __init__(self, line: QLineEdit, rows: QWidget) -> None:
        super().__init__(line)
        self._rows = rows
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.key() not in _CHOOSING:
            return False
        QCoreApplication.sendEvent(self._rows, event)
        return True
