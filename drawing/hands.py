"""Whether a hand is at work: a key, a press or a movement of the pointer in any window of the application."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from county.clock import monotonic_ms

HAND_MS = 1_000
"""So long after a key, a press or a movement of the pointer the next one is expected."""
_HANDS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel, QEvent.Type.MouseMove,
})  # fmt: skip
"""A key of a shortcut comes as ShortcutOverride alone, composed text as InputMethod, and a finger as a pointer."""


class Hands(QObject):
    """Notices them as a filter of the windows, which get the events of hands before their widgets do, and of what has
    the focus, which alone gets composed text.

    A filter of the application would be called for each event of each widget: 28,000 times while a window opens, which
    took a quarter of its opening (2026-11-29).
    """

    def __init__(self, parent: QObject, now_ms: Callable[[], int] = monotonic_ms) -> None:
        super().__init__(parent)
        self._now_ms = now_ms
        self._last_ms = now_ms() - HAND_MS
        self._focused: QObject | None = None
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusObjectChanged.connect(self._watch_focus)
        self._watch_focus()

    @property
    def are_at_work(self) -> bool:
        """Whether the next key, press or movement is expected soon."""
        self._watch_windows()
        return self._now_ms() - self._last_ms < HAND_MS

    def notice(self) -> None:
        """A hand did something now."""
        self._last_ms = self._now_ms()

    def rest(self) -> None:
        """Expect nothing until the next one."""
        self._last_ms = self._now_ms() - HAND_MS

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self.notice()
        return False

    def _watch_focus(self) -> None:
        """With it windows come, but for menus and opened lists."""
        if self._focused is not None and isValid(self._focused):
            self._focused.removeEventFilter(self)
        self._focused = QGuiApplication.focusObject()
        if self._focused is not None:
            self._focused.installEventFilter(self)
        self._watch_windows()

    def _watch_windows(self) -> None:
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)  # once only: a second time takes the place of the first
