"""When widgets were last on the screen: painted, and the painting of their window was over."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class PaintingTimes(QObject):
    """Follows the widgets that :meth:`at` was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._at: dict[QObject, float] = {}
        self._now: list[QObject] = []
        """Painted since the painting of a window began."""

    def at(self, widget: QWidget) -> float:
        """When the last painting ended, on ``time.perf_counter``; 0.0 before the first that was followed."""
        if widget not in self._at:
            self._at[widget] = 0.0
            widget.installEventFilter(self)
            widget.window().removeEventFilter(self)  # it would be called twice
            widget.window().installEventFilter(self)
        return self._at[widget]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched in self._at:
            self._now.append(watched)
        elif event.type() == QEvent.Type.UpdateRequest and isinstance(watched, QWidget) and watched.isWindow():
            self._now = []
            watched.event(event)
            self._at |= dict.fromkeys(self._now, time.perf_counter())
            return True
        return False
