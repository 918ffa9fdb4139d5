"""When a window is interactive: it was painted, and the event loop came round again after that."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

WINDOW_PX = (1920, 1080)
"""Of every contender."""
SAID = "interactive"
"""The line that a contender prints once its window is."""


def without_display() -> None:
    """Let Qt paint into memory when there is nothing to show a window on."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


class NextPaint(QObject):
    """Calls ``done`` once the window has been painted anew and the event loop answers again."""

    def __init__(self, window: QWidget, done: Callable[[], object]) -> None:
        super().__init__(window)
        self._done = done
        window.installEventFilter(self)
        window.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._done)
        return False


def say_interactive() -> None:
    """Tell the bench, which reads our stdout."""
    print(SAID, flush=True)
