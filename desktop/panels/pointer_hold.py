"""Whether the pointer may choose a row of a view: while it is pressed or over the rows, or shortly after it moved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication

from county.clock import monotonic_ms

HOVER_MS = 1_500
"""How long after its last movement over the rows the pointer is expected to press, where a rest lets them go."""
LATE_MS = 100
"""Of the end of a rest: if it comes later than that the window was busy, and a press may still wait to be handled."""
_MOVES = frozenset({QEvent.Type.MouseMove, QEvent.Type.Wheel})
"""Not that the view appears below a pointer that rests."""
_PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
_ENDS = frozenset({QEvent.Type.Hide, QEvent.Type.WindowDeactivate})


class PointerHold(QObject):
    """Rows must not move while :attr:`holding`: a click would hit another one than the one that was aimed at."""

    began = Signal()
    ended = Signal()

    def __init__(
        self, view: QAbstractItemView, *, rests: bool = True, now_ms: Callable[[], int] = monotonic_ms
    ) -> None:
        """``rests``: a pointer that rests over the rows lets them go; else they are held until it leaves."""
        super().__init__(view)
        self.holding = False
        self._rests = rests
        self._now_ms, self._rested_ms = now_ms, 0
        self._pressed = False
        self._hover = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._hover.timeout.connect(self._over)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _PRESSES:
            self._pressed = True
            self._begin()
        elif kind == QEvent.Type.MouseButtonRelease:
            self._pressed = False
            self._wait()  # the view takes the release first
        elif kind in _MOVES:
            self._begin()
        elif kind in _ENDS or (kind == QEvent.Type.Leave and not self._pressed):
            self.end()
        return False

    def end(self) -> None:
        """Rows may move again."""
        self._pressed = False
        self._hover.stop()
        if self.holding:
            self.holding = False
            self.ended.emit()

    def release(self) -> None:
        """Stop watching."""
        self._hover.stop()
        view = self.parent()
        assert isinstance(view, QAbstractItemView)
        view.viewport().removeEventFilter(self)

    def _wait(self) -> None:
        if self._rests:
            self._rested_ms = self._now_ms() + HOVER_MS
            self._hover.start()

    def _begin(self) -> None:
        self._wait()
        if not self.holding:
            self.holding = True
            self.began.emit()

    def _over(self) -> None:
        """A release outside the window is not seen by the view."""
        late = self._now_ms() - self._rested_ms > LATE_MS
        if late or (self._pressed and QApplication.mouseButtons()):
            self._wait()
        else:
            self.end()
