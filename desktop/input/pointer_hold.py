"""Whether the pointer may choose a row of a view: while it is pressed or over the rows, or shortly after it moved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QSinglePointEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from county.clock import monotonic_ms
from desktop.process.releasable import Releasable

HOVER_MS = 1_500
"""How long after its last movement over the rows the pointer is expected to press, where a rest lets them go."""
LATE_MS = 100
"""Of the end of a rest: if it comes later than that the window was busy, and a press may still wait to be handled."""
_MOVES = frozenset({QEvent.Type.MouseMove, QEvent.Type.Wheel})
"""Not that the view appears below a pointer that rests."""
_PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})


class PointerHold(Releasable):
    """Rows must not move while :attr:`holding`: a click would hit another one than the one that was aimed at.

    A window that is deactivated, if only by its own tool tip, has the pointer over its rows as before, and the next
    press still chooses one.
    """

    began = Signal()
    ended = Signal()

    def __init__(
        self, view: QWidget, *rows: QWidget, rests: bool = True, now_ms: Callable[[], int] = monotonic_ms
    ) -> None:
        """``rows``: parts of ``view`` that take presses themselves.  ``rests``: a pointer that rests over the rows
        lets them go; else they are held until it leaves."""
        super().__init__(view)
        self.holding = False
        self._rests = rests
        self._now_ms, self._touched_ms = now_ms, -HOVER_MS
        self._at = QPoint()
        """Where on the screen it was seen last."""
        self._pressed = self._is_over = False
        self._hover = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._hover.timeout.connect(self._over)
        self._place = view.viewport() if isinstance(view, QAbstractScrollArea) else view
        self._watched = (self._place, *rows)
        for watched in self._watched:
            watched.setMouseTracking(True)
            watched.installEventFilter(self)

    @property
    def aims(self) -> bool:
        """Whether a press is likely: the pointer is pressed, or has moved over the rows shortly before.

        The release of a press that opened a menu goes to the menu.
        """
        is_pressed = self._pressed and bool(QApplication.mouseButtons())
        return self.holding and (is_pressed or self._now_ms() - self._touched_ms < HOVER_MS)

    def aims_into(self, place: QRect) -> bool:
        """Whether a press in ``place``, of the screen, is likely."""
        return self.aims and place.contains(self._at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QSinglePointEvent):
            self._at = event.globalPosition().toPoint()
        if kind in _PRESSES:
            self._pressed = self._is_over = True
            self._begin()
        elif kind == QEvent.Type.MouseButtonRelease:
            self._pressed = False
            self._wait()  # the view takes the release first
        elif kind in _MOVES:
            self._is_over = True
            self._begin()
        elif watched is not self._place:
            return False
        elif kind == QEvent.Type.Leave:
            self._is_over = False
            if not self._pressed:
                self.end()
        elif kind == QEvent.Type.Hide:
            self.end()
        elif kind == QEvent.Type.WindowDeactivate:
            self._pressed = False  # its release may come to another window
            if not self._is_over:
                self.end()
        return False

    def end(self) -> None:
        """Rows may move again."""
        self._pressed = self._is_over = False
        self._hover.stop()
        if self.holding:
            self.holding = False
            self.ended.emit()

    def release(self) -> None:
        """Stop watching."""
        self._hover.stop()
        for watched in self._watched:
            watched.removeEventFilter(self)

    def _wait(self) -> None:
        self._touched_ms = self._now_ms()
        if self._rests:
            self._hover.start()

    def _begin(self) -> None:
        self._wait()
        if not self.holding:
            self.holding = True
            self.began.emit()

    def _over(self) -> None:
        """A release outside the window is not seen by the view."""
        late = self._now_ms() - self._touched_ms > HOVER_MS + LATE_MS
        if late or (self._pressed and QApplication.mouseButtons()):
            self._wait()
        else:
            self.end()


def is_aimed_at(window: QWidget) -> bool:
    """Whether a press on rows somewhere in this window is likely: nothing that would move them may appear."""
    return any(hold.aims for hold in window.findChildren(PointerHold))
