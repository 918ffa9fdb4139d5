"""Margins of windows, in which a drill puts its frame and the strip of the live realm."""

from __future__ import annotations

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


def marked_part(window: QWidget) -> QWidget:
    """The part of ``window`` that frame and strip surround: of a dock its content, else all of it.

    Where docks draw their title bars themselves (X11, Wayland), Qt lays one along the upper edge of the dock, whatever
    its margins: a frame of the whole dock would cover the title and its buttons.
    """
    content = window.widget() if isinstance(window, QDockWidget) else None
    return window if content is None else content


def add_margins(window: QWidget, added: QMargins) -> None:
    """Add to the margins of ``window``; what is negative is taken away.  The content keeps its room: the window changes
    its size, but for a main window, a maximised one, and what is no window any more."""
    part = marked_part(window)
    part.setContentsMargins(part.contentsMargins() + added)
    if isinstance(window, QMainWindow) or not window.isWindow() or window.isMaximized() or window.isFullScreen():
        return
    wide = window.width() + added.left() + added.right()
    high = window.height() + added.top() + added.bottom()
    if window.minimumSize() == window.maximumSize():
        window.setFixedSize(wide, high)
    else:
        window.resize(wide, high)
