"""Full screen and back to what the window was before: placed by the user, or maximised."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def toggle_full_screen(window: QWidget) -> None:
    """The state of a maximised window is kept below the full screen."""
    window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
    window.show()
