"""A press on a row that has only just come below the resting pointer does nothing: the hand aimed at the one before.

Rows are held while a hand chooses one (:mod:`desktop.input.pointer_hold`).  What moves them all the same is a part of
the window that takes room from their view, or what comes when a rest has ended.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from county.clock import monotonic_ms

AIM_MS = 500
"""From the aim to the press: a hand needs 300 to 800 ms, of which it sees a change in the first part only."""
REST_PX = 8
"""A pointer that moves less far than this rests: whoever clicks moves it a little."""
_PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
_LEAVES = frozenset({QEvent.Type.Leave, QEvent.Type.Hide, QEvent.Type.Wheel})
"""A wheel moves rows because a hand wants it."""


class AimedRow(QObject):
    """Watches the row below the pointer, as it was painted."""

    def __init__(
        self, view: QAbstractItemView, id_of: Callable[[QModelIndex], object], now_ms: Callable[[], int] = monotonic_ms
    ) -> None:
        """``id_of``: what a row is about, whatever becomes of that."""
        super().__init__(view)
        self._view, self._id_of, self._now_ms = view, id_of, now_ms
        self._at: QPoint | None = None
        """Where the pointer rests, on the screen."""
        self._row: object = None
        """What is below it."""
        self._changed_ms = -AIM_MS
        self._is_ignored = False
        """The press was, and its release will be."""
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Paint:
            self._look()
        elif kind in _LEAVES:
            self._at = None
        elif isinstance(event, QMouseEvent):
            self._look()
            at = event.globalPosition().toPoint()
            if kind == QEvent.Type.MouseMove:
                self._follow(at)
            elif kind in _PRESSES:
                self._is_ignored = self._has_changed(at)
                return self._is_ignored
            elif kind == QEvent.Type.MouseButtonRelease and self._is_ignored:
                self._is_ignored = False
                return True
        return False

    def _look(self) -> None:
        if self._at is not None and self._row_at(self._at) != self._row:
            self._row, self._changed_ms = self._row_at(self._at), self._now_ms()

    def _follow(self, at: QPoint) -> None:
        if self._at is None or not _is_near(at, self._at):
            self._changed_ms = self._now_ms() - AIM_MS  # a hand that moves chooses anew
        self._at, self._row = at, self._row_at(at)

    def _has_changed(self, at: QPoint) -> bool:
        rested = self._at is not None and _is_near(at, self._at)
        return rested and self._now_ms() - self._changed_ms < AIM_MS

    def _row_at(self, at: QPoint) -> object:
        index = self._view.indexAt(self._view.viewport().mapFromGlobal(at))
        return self._id_of(index) if index.isValid() else None


def _is_near(at: QPoint, other: QPoint) -> bool:
    return (at - other).manhattanLength() < REST_PX
