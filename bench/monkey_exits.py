"""The ways of the monkey out of menus, dialogs and windows; what does not close is reported."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from shiboken6 import isValid

from bench.monkey_hand import MonkeyHand, described, window_of
from desktop.backend.restored_notice import RestoredNotice
from desktop.window.main_window import MainWindow
from twin.view.widget import TwinWidget


class MonkeyExits:
    """Closes what is open; ``stuck`` gets what does not close."""

    def __init__(self, hand: MonkeyHand, stuck: Callable[[str], None]) -> None:
        self._hand, self._stuck = hand, stuck

    def close_all(self) -> None:
        """Close menus, dialogs, windows of replays and of the twin; leave the full screen."""
        for _ in range(40):
            open_ = [w for w in QApplication.topLevelWidgets() if w.isVisible() and isinstance(w, QDialog | QMenu)]
            top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or next(iter(open_), None)
            if top is None:
                break
            if isinstance(top, QDialog):
                self.close_dialog(top)
            else:
                top.close()
                QTest.qWait(20)
        for window in (*open_twins(), *self._open_replays()):
            window.close()
        if self._hand.window.isFullScreen():
            self._hand.window.setWindowState(self._hand.window.windowState() & ~Qt.WindowState.WindowFullScreen)
        QTest.qWait(50)

    def _open_replays(self) -> list[MainWindow]:
        others = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]
        return [window for window in others if window is not self._hand.window]

    def close(self) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            self._hand.say(f"Esc in {described(popup)}")
            self._hand.press(QKeySequence("Esc"))
            QTest.qWait(30)
            if isValid(popup) and popup.isVisible() and QApplication.activePopupWidget() is popup:
                self._hand.press(QKeySequence("Esc"))
            return
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        dialog = QApplication.activeModalWidget() or (self._hand.chance.choice(dialogs) if dialogs else None)
        if isinstance(dialog, QDialog):
            self.close_dialog(dialog)

    def close_dialog(self, dialog: QDialog) -> None:
        self._hand.say(f"Esc in {described(dialog)}")
        if isinstance(dialog, RestoredNotice):
            dialog.accept()
            return
        name, handle = described(dialog), window_of(dialog)
        dialog.activateWindow()  # as by a click: the keys of the active window come first
        QTest.qWait(50)
        for _ in range(3):
            if handle is not None and isValid(handle):
                QTest.keyClick(handle, Qt.Key.Key_Escape)
            QTest.qWait(100)
            if not isValid(dialog) or not dialog.isVisible():
                return
        end = time.monotonic() + 10
        while time.monotonic() < end and isValid(dialog) and dialog.isVisible():
            QTest.qWait(100)
        if isValid(dialog) and dialog.isVisible():
            self._stuck(f"{name} does not close on Esc")
            dialog.done(0)


def open_twins() -> list[TwinWidget]:
    """The windows of the twin."""
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, TwinWidget) and w.isVisible()]
