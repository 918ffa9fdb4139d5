"""A list of choices in the bar of a replay, which leaves the keys to the bar's slider."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox


class BarChoice(QComboBox):
    """Reached by Tab; a list that was opened gives the focus away when it closes: Home would change the choice."""

    left = Signal()
    """Its list was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def hidePopup(self) -> None:
        """Qt calls it also where no list was open: when the bar is hidden or disabled."""
        was_open = self.view().isVisible()
        super().hidePopup()
        if was_open:
            self.left.emit()
