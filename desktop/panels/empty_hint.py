"""A line in the middle of a list that has no rows: what will appear in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView

from desktop.literal import PlainLabel


class EmptyHint(PlainLabel):
    """Over ``view`` while its model has no rows; transparent for mouse events."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__("", view.viewport())
        self._view = view
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("role", "muted")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        model = view.model()
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self.follow)
        view.viewport().installEventFilter(self)
        self.follow()

    def follow(self) -> None:
        """Show or hide it."""
        self.setVisible(self._view.model().rowCount() == 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._view.viewport().rect())
        return False
