"""Reference cycles are collected by the window's thread alone.

Python collects in whichever thread allocates; a cycle that holds a widget or a timer would then be destroyed
outside the thread it belongs to, and Qt crashes.  Here it also happens between events, a generation at a time.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


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
        """What was built so far stays: later collections need not look through it again.

        For the end of a start only: a cycle that is frozen while it is still in use is found by the next call alone.
        """
        if gc.get_freeze_count():
            gc.unfreeze()
            gc.collect()
        gc.freeze()

    def stop(self) -> None:
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
