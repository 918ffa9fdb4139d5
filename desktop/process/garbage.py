"""Collects reference cycles in the window's thread only.

Python collects in whichever thread allocates; a cycle with a widget or timer would then be destroyed outside its
thread, and Qt crashes.  Here collection also runs between events, one generation at a time.  The C library keeps what
is freed, after a start some 60 MB, and Python up to 2,000 freed tuples of every length until a full collection, which
is seldom due: both are made to give that back from time to time.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from services.loop.allocator import free_unused_memory

EVERY_MS = 500
FREE_EVERY_MS = 60_000
"""Interval of returning unused memory, which takes some 10 ms."""


class GarbageCollection(QObject):
    """Replaces Python's automatic collection from :meth:`start` to :meth:`stop`."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._settled = False
        self._free = QTimer(self, interval=FREE_EVERY_MS)
        self._free.timeout.connect(self.free)

    def start(self) -> None:
        gc.disable()
        gc.freeze()  # modules are permanent
        self._timer.start()
        self._free.start()

    def settle(self) -> None:
        """Freeze all existing objects: later collections need not traverse them.

        Only for the end of start-up: a cycle frozen while in use is not collected until the next call.
        """
        if self._settled:
            gc.unfreeze()
            gc.collect()
        self._settled = True
        gc.freeze()

    def stop(self) -> None:
        self._timer.stop()
        self._free.stop()
        gc.unfreeze()
        gc.enable()

    def collect(self) -> None:
        """Run the oldest collection that is due."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def free(self) -> None:
        """Run a full collection, which also empties Python's lists of freed tuples, and return unused memory."""
        gc.collect()
        free_unused_memory()
