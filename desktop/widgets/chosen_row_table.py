"""A table whose rows are chosen, by keys, too."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from desktop.input.stray_text import StrayText

_Move = QAbstractItemView.CursorAction


class ChosenRowTable(QTableView):
    """A focus that comes selects nothing: it may only come because another widget was hidden.  The first key that leads
    to a row selects it.  Tab leaves the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.taking_focus = False
        """The current row changes because the focus comes."""
        self.stray = StrayText(self)
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)  # half a second after a click Qt would scroll to its row, below the next click

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
