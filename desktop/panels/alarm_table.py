"""The table of alarms: Return gives the main action of what is selected, Tab leaves the table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView

from desktop.action_keys import is_main_key


class AlarmTable(QTableView):
    """Its rows and columns are those of any model."""

    entered_row = Signal()
    """The key for the main action was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)  # half a second after a click Qt would scroll to its row, below the next click

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_main_key(event):
            self.entered_row.emit()
        else:
            super().keyPressEvent(event)
            self.scrollTo(self.currentIndex())
