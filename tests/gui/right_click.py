"""A click with the right button, as Qt delivers it to a widget."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QWidget


def right_click(widget: QWidget, at: QPoint) -> None:
    """QTest presses buttons, but sends no event for the menu."""
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))
