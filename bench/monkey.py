"""A seeded monkey at the real windows of the program: it opens, fills in, selects, sends and closes all there is."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from bench.monkey_exits import MonkeyExits
from bench.monkey_forms import MonkeyForms
from bench.monkey_gestures import MonkeyGestures
from bench.monkey_hand import MonkeyHand
from bench.monkey_window import MonkeyWindow
from desktop.window.main_window import MainWindow

PAUSE_MS = (30, 350)
"""Between two actions."""
NESTED_S = 0.7
"""An action that has not ended by then has opened a dialog that waits for its answer: the next one gives it."""


class Monkey:
    """Acts from :meth:`begin` to :meth:`end`; ``say`` gets each action before it is done."""

    def __init__(self, window: MainWindow, seed: int, say: Callable[[str], None], stuck: Callable[[str], None]) -> None:
        """``stuck``: gets what neither sends, says why not, nor closes."""
        self.window = window
        self._chance = Random(seed)
        self._hand = hand = MonkeyHand(window, self._chance, say)
        self._exits = exits = MonkeyExits(hand, stuck)
        gestures, shell, forms = MonkeyGestures(hand, exits), MonkeyWindow(hand, exits), MonkeyForms(hand, stuck)
        self._acting = False
        self._began = 0.0
        self._on = False
        self.actions = 0
        self._weighted: list[tuple[int, Callable[[], None]]] = [
            (30, gestures.click_control), (8, gestures.click_anywhere), (12, gestures.press_key),
            (6, gestures.press_own_key), (10, gestures.write), (5, shell.menu), (8, gestures.select_row),
            (6, shell.panel), (3, shell.dock), (2, shell.scene), (4, shell.view), (3, gestures.wheel),
            (3, gestures.drag), (3, shell.twin_window), (2, shell.resize), (1, shell.full_screen), (1, shell.language),
            (12, forms.fill_in), (6, exits.close), (1, shell.jump), (1, shell.reset),
        ]  # fmt: skip

    def begin(self) -> None:
        self._on = True
        self._next()

    def end(self) -> None:
        self._on = False

    def close_all(self) -> None:
        """Close menus, dialogs, windows of replays and of the twin; leave the full screen."""
        self._exits.close_all()

    def _next(self) -> None:
        if self._on:
            QTimer.singleShot(self._chance.randint(*PAUSE_MS), self.window, self._step)

    def _step(self) -> None:
        if not self._on:
            return
        nested = self._acting
        if nested and time.monotonic() - self._began < NESTED_S:
            QTimer.singleShot(100, self.window, self._step)
            return
        self._next()
        self._acting, self._began = True, time.monotonic()
        self.actions += 1
        try:
            waiting = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if nested and waiting is not None and not self._hand.is_aimed_at(waiting):
                self._exits.close()
            elif not nested:
                weights, actions = zip(*self._weighted, strict=True)
                self._chance.choices(actions, weights)[0]()
        finally:
            self._acting = nested
