"""Detection of an interactive window: it was painted, and the event loop has run again since."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

WINDOW_PX = (1920, 1080)
"""Of every contender."""
INTERACTIVE_LINE = "interactive"
"""The line that a contender prints once its window is."""


def without_display() -> None:
    """Use Qt's offscreen platform if there is no display; one with a screen of its own stays."""
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    is_chosen = os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen")
    if sys.platform == "linux" and not has_display and not is_chosen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


class NextPaint(QObject):
    """Calls ``done`` once the window has been repainted and the event loop has run again."""

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


def report_interactive() -> None:
    """Report to the benchmark, which reads this process's stdout."""
    print(INTERACTIVE_LINE, flush=True)
