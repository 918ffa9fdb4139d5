"""A part of the window above its docks that appears and goes, but not while a hand aims at a row, which would move."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from desktop.panels.panel import Panel
from desktop.panels.pointer_hold import is_aimed_at

AGAIN_MS = 100
AGAIN_MOST = 30
"""After so many times it appears all the same: what it says matters more than a hand that never rests."""


class Band(Panel):
    """Derived ones call :meth:`show_band` instead of ``setVisible``."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted = False
        self._waited = 0
        """How many times in a row a hand aimed at a row."""
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._try)
        self._timers.append(self._again)
        self.hide()

    def show_band(self, on: bool) -> None:
        """Show or hide it: now, or when the pointer has pressed, left the rows or rests."""
        self._wanted = on
        self._try()

    def _try(self) -> None:
        if self._wanted != self.isHidden():
            self._again.stop()
            self._waited = 0
        elif self._waited < AGAIN_MOST and is_aimed_at(self.window()):
            self._waited += 1
            self._again.start()
        else:
            self._waited = 0
            self.setVisible(self._wanted)
