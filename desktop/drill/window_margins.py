"""Margins of windows, in which a drill puts its frame and the strip of the live realm."""

from __future__ import annotations

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QMainWindow, QWidget


def add_margins(window: QWidget, added: QMargins) -> None:
    """Add to the margins of ``window``; what is negative is taken away.  The content keeps its room: the window changes
    its size, but for a main window, a maximised one, and what is no window any more."""
    window.setContentsMargins(window.contentsMargins() + added)
    if isinstance(window, QMainWindow) or not window.isWindow() or window.isMaximized() or window.isFullScreen():
        return
    wide = window.width() + added.left() + added.right()
    high = window.height() + added.top() + added.bottom()
    if window.minimumSize() == window.maximumSize():
        window.setFixedSize(wide, high)
    else:
        window.resize(wide, high)
