"""How much of the window's thread goes to what moves by itself: calls, pulses, glides, and data that only move.

Its frames wait for a hand: without a graphics card a frame of map or twin takes as long as the answer to a key, and a
frame that is being painted when the key comes, or comes before the answer is painted, is seen as a slow desk.  A hand
that moves a view itself waits for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from county.clock import monotonic_ms, thread_busy_ms
from drawing.hands import Hands

RESTS, RESTS_FOR_HAND = 2.0, 9.0
"""How long, of the processor time of a frame, none follows: a third of the thread moves, a tenth beside a hand."""
LONGEST_REST_MS = 500
"""Whatever a hand had painted before."""
PAINTED_MS = 60
"""So long after a frame was allowed its painting is awaited before another one is: what is hidden paints none."""
RETRY_MS = 40
"""How often a :class:`MovingCall` asks."""
GIVEN_UP_MS = 200
"""What has not asked again for so long wants no frame any more."""


class MovingShare(QObject):
    """Allows one frame after the other, and fewer beside a hand."""

    def __init__(
        self, parent: QObject, now_ms: Callable[[], int] = monotonic_ms, busy_ms: Callable[[], float] = thread_busy_ms
    ) -> None:
        super().__init__(parent)
        self._now_ms, self._busy_ms = now_ms, busy_ms
        self.hands = Hands(self, now_ms)
        self._rested_ms: float = now_ms()
        """When what was painted last has rested."""
        self._painted_ms = now_ms()
        """Until when the painting of the frame that was allowed last is awaited."""
        self._waiting: dict[Mover, int] = {}
        """When each that was not due asked last; who waits longest comes first."""

    def is_due(self, mover: Mover) -> bool:
        """Whether one of those that move may paint its next frame; they take turns."""
        now_ms = self._now_ms()
        self._waiting[mover] = now_ms
        self._waiting = {one: at_ms for one, at_ms in self._waiting.items() if now_ms - at_ms < GIVEN_UP_MS}
        due = now_ms >= max(self._rested_ms, self._painted_ms) and next(iter(self._waiting)) is mover
        if due:
            del self._waiting[mover]
            self._painted_ms = now_ms + PAINTED_MS
        return due

    def give_up(self, mover: Mover) -> None:
        """It waits for no frame any more."""
        self._waiting.pop(mover, None)

    @contextmanager
    def frame(self) -> Iterator[None]:
        """A frame of map or twin, or a part of one, is painted meanwhile."""
        begun_ms = self._busy_ms()
        yield
        now_ms, rests = self._now_ms(), RESTS_FOR_HAND if self.hands.are_at_work else RESTS
        rested_ms = max(self._rested_ms, now_ms) + rests * (self._busy_ms() - begun_ms)
        self._rested_ms, self._painted_ms = min(rested_ms, now_ms + LONGEST_REST_MS), now_ms


class Mover:
    """One thing that moves by itself, and asks before each frame."""

    def __init__(self) -> None:
        self._share = moving_share()

    @property
    def is_due(self) -> bool:
        """Whether it may paint its next frame; asking is waiting for it."""
        return self._share.is_due(self)

    def give_up(self) -> None:
        """Want no frame any more, so that the next one in turn has it."""
        self._share.give_up(self)


class MovingCall(QObject):
    """Calls ``do`` once what moves by itself has its turn."""

    def __init__(self, parent: QObject, do: Callable[[], object]) -> None:
        super().__init__(parent)
        self._do = do
        self._mover = Mover()
        self._again = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._again.timeout.connect(self.run)

    def run(self) -> None:
        """Now or later; several calls of this before it are one."""
        if self._mover.is_due:
            self._again.stop()
            self._do()
        elif not self._again.isActive():
            self._again.start()

    @property
    def waits(self) -> bool:
        """Whether it is to be called later."""
        return self._again.isActive()

    def stop(self) -> None:
        """What waits is not called, and holds up nothing else."""
        self._again.stop()
        self._mover.give_up()


def moving_share() -> MovingShare:
    """The one of the application."""
    app = QCoreApplication.instance()
    assert app is not None
    return app.findChild(MovingShare) or MovingShare(app)
