"""A table whose rows are chosen, by keys, too.

The chosen row is painted before anything else follows the choice: a card needs some 40 ms, and beside moving views the
rest of the window as long again, after which alone a hand would see that its key or click arrived.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from desktop.input.stray_text import StrayText

_Move = QAbstractItemView.CursorAction


class ChosenRowTable(QTableView):
    """A focus that comes selects nothing: it may only come because another widget was hidden.  The first key that leads
    to a row selects it.  Tab leaves the table."""

    chosen = Signal(QModelIndex)
    """Another row is the current one and selected; where a hand chose it, that is on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.taking_focus = False
        """The current row changes because the focus comes."""
        self._told = QPersistentModelIndex()
        """The row that was told last, while it is selected."""
        self._is_pressed = False
        """Whether the press of a key or button is being handled.  Only then the table paints at once: Qt makes another
        row current while a model removes some, too."""
        self.stray = StrayText(self)
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)  # half a second after a click Qt would scroll to its row, below the next click

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            self.selectionModel().currentChanged.connect(self._tell_chosen)
            self.selectionModel().selectionChanged.connect(self._tell_chosen)

    def _tell_chosen(self) -> None:
        """A press makes a row current before it selects it, a key selects it before."""
        index = self.currentIndex()
        if not (index.isValid() and self.selectionModel().isSelected(index)):
            self._told = QPersistentModelIndex()
            return
        if self._told == index:
            return
        self._told = QPersistentModelIndex(index)
        if self._is_pressed:
            self._is_pressed = False  # what follows may move rows
            QCoreApplication.sendPostedEvents(self.window(), QEvent.Type.UpdateRequest.value)  # paint what changed
        self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        with self._press():
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        with self._press():
            super().mousePressEvent(event)

    @contextmanager
    def _press(self) -> Iterator[None]:
        self._is_pressed = True
        try:
            yield
        finally:
            self._is_pressed = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.taking_focus = True
        try:
            self.take_focus(event)
        finally:
            self.taking_focus = False

    def take_focus(self, event: QFocusEvent) -> None:
        """Undo what Qt does: it makes the first row current without selecting it, which the next arrow key would
        pass over."""
        super().focusInEvent(event)
        model = self.selectionModel()
        if model is not None and not model.isSelected(model.currentIndex()):
            model.setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.NoUpdate)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End lead to the first and the last row; Qt has them lead along one row."""
        rows = self.model().rowCount()
        if rows and action in (_Move.MoveHome, _Move.MoveEnd):
            return self.model().index(0 if action is _Move.MoveHome else rows - 1, self.columnAt(0))
        return super().moveCursor(action, modifiers)
