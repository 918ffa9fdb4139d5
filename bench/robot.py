"""A robot that works a window by keys and clicks while the window's loop runs, and notes how long a reaction takes."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from bench.loop_turns import LoopTurns
from bench.window_gap import ShownWindow

PATIENCE_S = 30.0
_NONE, _LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


class LastPaint(QObject):
    """Notes whether a widget was painted since :meth:`forget`."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.painted = False
        widget.installEventFilter(self)

    def forget(self) -> None:
        self.painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.painted = True
        return False


class Robot:
    """Types into whatever has the focus, and lets the window run between."""

    def __init__(self, shown: ShownWindow, turns: LoopTurns) -> None:
        self.shown, self.window = shown, shown.window
        self.turns = turns
        self.keys = 0
        self._paints: dict[QWidget, LastPaint] = {}

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        self.keys += 1
        if QApplication.activeWindow() is None:  # off-screen, none is when a tool tip or a dialog was closed
            self.window.activateWindow()
            self.until(self.window.isActiveWindow, "an active window")
        focused = QApplication.focusWidget() or self.window
        with self.turns.turn(f"key {key.name.removeprefix('Key_')}"):
            QTest.keyClick(focused, key, modifier)

    def move(self, widget: QWidget, at: QPoint) -> None:
        with self.turns.turn("pointer"):
            QTest.mouseMove(widget, at)

    def click(self, widget: QWidget, at: QPoint) -> None:
        with self.turns.turn("click"):
            QTest.mouseClick(widget, _LEFT, _NONE, at)

    def write(self, text: str) -> None:
        """The text itself is not counted; it comes as from an input method."""
        focused = QApplication.focusWidget()
        assert isinstance(focused, QLineEdit)
        focused.insert(text)

    def rest(self, seconds: float) -> float:
        """Let the window run; returns when the rest was due to end, which a turn of the loop may delay."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._turn()
            time.sleep(0.001)
        return until

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Raises RuntimeError when it does not become true."""
        end = time.perf_counter() + PATIENCE_S
        while not condition():
            if time.perf_counter() > end:
                raise RuntimeError(f"the robot waited in vain: {what}")
            self.rest(0.02)

    def reaction_s(self, due: float, act: Callable[[], QWidget]) -> float:
        """Seconds from ``due``, when the hand moved, to the end of the turn in which what ``act`` returns was painted.

        ``act``: gives the input, and returns the widget that shows its effect.
        """
        widget = act()
        paint = self._paints.setdefault(widget, LastPaint(widget))
        paint.forget()
        widget.update()  # an arrow key at the end of a list changes no row
        end = time.perf_counter() + PATIENCE_S
        while not paint.painted:
            if time.perf_counter() > end:
                raise RuntimeError(f"the robot waited in vain: a painted {type(widget).__name__}")
            self._turn()
        return time.perf_counter() - due

    def _turn(self) -> None:
        with self.turns.turn():
            QApplication.processEvents()
