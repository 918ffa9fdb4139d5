"""A box within something that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class WheellessBox(QComboBox):
    """The wheel, which a hand turns to scroll what is around, chooses nothing else and takes the focus from nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # that of a box follows the wheel, too

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
