"""Reference cycles are collected by the window's thread alone.

Python collects in whichever thread allocates; a cycle that holds a widget or a timer would then be destroyed
outside the thread it belongs to, and Qt crashes.  Here it also happens between events, a generation at a time.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from county.clock import monotonic_ms

EVERY_MS = 500
LONG_MS = 5
"""A full collection that takes longer was the last to look at what it left."""


class GarbageCollection(QObject):
    """Replaces Python's automatic collection from :meth:`start` to :meth:`stop`."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        gc.disable()
        self._timer.start()

    def settle(self) -> None:
        """What is alive now stays: collections need not look through it again."""
        gc.freeze()

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due.

        Ten thousand events make a full collection long; what such a one leaves is settled, so that none is again.
        """
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                begun_ms = monotonic_ms()
                gc.collect(generation)
                if generation == 2 and monotonic_ms() - begun_ms >= LONG_MS:
                    self.settle()
                return
