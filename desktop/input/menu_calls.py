"""A click with the right button, or one of the keys of menus, on a part of a window: where its menu is to open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.input.keys import KEYS


class MenuCalls(QObject):
    """Of one part; of a list or tree also where no row is."""

    wanted = Signal(QPoint)
    """At a place of the screen: that of the click; by a key the middle of the part, or of the current row."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self._watched = watched
        watched.installEventFilter(self)
        if isinstance(watched, QAbstractItemView):
            watched.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if QKeySequence(event.keyCombination()) not in KEYS["list.menu"].sequences:
                return False
            self.wanted.emit(self._middle())
            return True
        if not isinstance(event, QContextMenuEvent):
            return False
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        self.wanted.emit(event.globalPos() if by_mouse else self._middle())
        return True

    def _middle(self) -> QPoint:
        part = self._watched
        if not isinstance(part, QAbstractItemView):
            return part.mapToGlobal(part.rect().center())
        return part.viewport().mapToGlobal(part.visualRect(part.currentIndex()).center())
