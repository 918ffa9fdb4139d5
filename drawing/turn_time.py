"""Work that can wait a little goes into a turn of the event loop of its own, where this one has done enough already.

Timers that are due together, and the painting of the window, would otherwise be one long turn, after which alone the
next key or click is answered.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QObject, QTimer

from county.clock import thread_busy_ms

ENOUGH_MS = 5.0
"""Of processor time: with 8 ms of the feed, or a painting of the window, a turn stays below a frame of 60 Hz."""
PUT_OFF_MOST = 4
"""Turns for which one piece of work waits; of those that have waited so long, each turn does one."""


class TurnTime(QObject):
    """How much processor time the thread of the window has used in this turn; see :func:`turn_time`."""

    def __init__(self, parent: QObject, busy_ms: Callable[[], float] = thread_busy_ms) -> None:
        super().__init__(parent)
        self._busy_ms = busy_ms
        self._begun_ms = busy_ms()
        self.has_overdue = False
        """Whether work that could not wait any longer was done in this turn."""
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self.begin)
        dispatcher.aboutToBlock.connect(self.begin)

    def begin(self) -> None:
        """A turn begins."""
        self._begun_ms = self._busy_ms()
        self.has_overdue = False

    @property
    def is_used(self) -> bool:
        """Whether more work would make this turn long."""
        return self._busy_ms() - self._begun_ms > ENOUGH_MS


class DeferredCall(QObject):
    """Calls ``do`` in a turn that has time for it; after PUT_OFF_MOST turns in the first that does no other such."""

    def __init__(self, parent: QObject, do: Callable[[], object]) -> None:
        super().__init__(parent)
        self._do = do
        self._turn = turn_time()
        self._left = PUT_OFF_MOST
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self.run)

    @property
    def waits(self) -> bool:
        """Whether it is to be called in a later turn."""
        return self._again.isActive()

    def run(self) -> None:
        """Now or soon; several calls of this before it are one."""
        if self._turn.is_used:
            if self._left or self._turn.has_overdue:
                self._left = max(0, self._left - 1)
                self._again.start()  # behind the others that wait
                return
            self._turn.has_overdue = True
        self.stop()
        self._do()

    def stop(self) -> None:
        """What waits is not called."""
        self._left = PUT_OFF_MOST
        self._again.stop()


def turn_time() -> TurnTime:
    """The one of the application."""
    app = QCoreApplication.instance()
    assert app is not None
    return app.findChild(TurnTime) or TurnTime(app)
