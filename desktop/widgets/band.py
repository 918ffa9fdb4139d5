"""A part of the window that appears and goes by itself, but not while a hand aims at what it would move or cover."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer

from desktop.input.aimed_row import AIM_MS
from desktop.input.pointer_hold import is_aimed_at
from desktop.panels.panel import Panel

AGAIN_MS = 100
AGAIN_MOST = 30
"""After so many times it appears all the same: what it says matters more than a hand that never rests."""


class Band(Panel):
    """Derived ones call :meth:`show_band` instead of ``setVisible``.  A press that follows so soon that it was aimed at
    something else does nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted = False
        self._waited = 0
        """How many times in a row a hand aimed at a row."""
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._try)
        self._unseen = QTimer(self, singleShot=True, interval=AIM_MS)
        """Since it appeared."""
        self._unseen.timeout.connect(lambda: self._take_presses(True))
        self._timers += (self._again, self._unseen)
        self.hide()

    def show_band(self, on: bool) -> None:
        """Show or hide it: now, or when the pointer has pressed, left the rows or rests."""
        self._wanted = on
        self._try()

    def is_in_the_way(self) -> bool:
        """Whether a hand aims at what would move: rows anywhere in the window, above which it stands."""
        return is_aimed_at(self.window())

    def _try(self) -> None:
        if self._wanted != self.isHidden():
            self._again.stop()
            self._waited = 0
        elif self._waited < AGAIN_MOST and self.is_in_the_way():
            self._waited += 1
            self._again.start()
        else:
            self._waited = 0
            self.setVisible(self._wanted)
            self._take_presses(False)
            self._unseen.start()

    def _take_presses(self, on: bool) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not on)
