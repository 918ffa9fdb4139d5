"""A robot that works a window by keys and clicks while the window's loop runs, and notes how long a reaction takes."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from bench.loop_turns import LoopTurns
from bench.painting_times import PaintingTimes
from bench.window_gap import ShownWindow
from desktop.widgets.scrolled import Scrolled
from drawing.moving_share import moving_share

PATIENCE_S = 30.0
_NONE, _LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


class Robot:
    """Types into whatever has the focus, and lets the window run between.

    QTest gives events to the widgets themselves, not to their windows, where the program notices hands: it is told.
    """

    def __init__(self, shown: ShownWindow, turns: LoopTurns) -> None:
        self.shown, self.window = shown, shown.window
        self.turns = turns
        self.keys = 0
        self._paintings = PaintingTimes()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        self.keys += 1
        self._activate()
        focused = QApplication.focusWidget() or self.window
        moving_share().hands.notice()
        with self.turns.turn(f"key {key.name.removeprefix('Key_')}"):
            QTest.keyClick(focused, key, modifier)

    def watch(self, widget: QWidget) -> None:
        """The first reaction of ``widget`` is not missed."""
        self._paintings.at(widget)

    def move(self, widget: QWidget, at: QPoint) -> None:
        self._activate()  # before the click, which would do so
        moving_share().hands.notice()
        with self.turns.turn("pointer"):
            QTest.mouseMove(widget, at)

    def click(self, widget: QWidget, at: QPoint) -> None:
        moving_share().hands.notice()
        with self.turns.turn("click"):
            QTest.mouseClick(widget, _LEFT, _NONE, at)

    def _activate(self) -> None:
        if QApplication.activeWindow() is None:  # off-screen, none is when a tool tip or a dialog was closed
            self.window.activateWindow()
            self.until(self.window.isActiveWindow, "an active window")

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
        """Seconds from ``due``, when the hand moved, until what ``act`` returns is on the screen.

        ``act``: gives the input, and returns the widget that shows its effect.
        """
        since = time.perf_counter()
        widget = act()
        if self._paintings.at(widget) < since:
            self._wait_for(widget, time.perf_counter())
        return self._paintings.at(widget) - due

    def card_s(self, due: float) -> float:
        """The same until the card of what that input has selected is on the screen."""
        page = self.window.card.stack.currentWidget()
        card = page.widget() if isinstance(page, Scrolled) else page
        assert card is not None, "a card has pages, each with its content"
        self._wait_for(card, time.perf_counter())
        return self._paintings.at(card) - due

    def _wait_for(self, widget: QWidget, since: float) -> None:
        """Raises RuntimeError when it is not painted."""
        widget.update()  # an arrow key at the end of a list changes no row
        end = since + PATIENCE_S
        while self._paintings.at(widget) < since:
            if time.perf_counter() > end:
                raise RuntimeError(f"the robot waited in vain: a painted {type(widget).__name__}")
            self._turn()

    def _turn(self) -> None:
        with self.turns.turn():
            QApplication.processEvents()
