"""A box within something that scrolls."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class WheellessBox(QComboBox):
    """The wheel, which a hand turns to scroll what is around, chooses nothing else."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
