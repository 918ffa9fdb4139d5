"""The keys of a form: one sends it, one leaves it, wherever in the form the focus is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.action_keys import LEAVE_KEY, SEND_KEYS


class FormKeys:
    """The keys act on the form that has the focus only: several forms are open in one window."""

    def __init__(self, form: QWidget, send: Callable[[], object], leave: Callable[[], object]) -> None:
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self._sending = [QShortcut(QKeySequence(key), form, send, context=inside) for key in SEND_KEYS]
        self._leaving = QShortcut(QKeySequence(LEAVE_KEY), form, leave, context=inside)
        for shortcut in (*self._sending, self._leaving):
            shortcut.setAutoRepeat(False)

    def enable(self, on: bool) -> None:
        """Whether there is a form to send or to leave; without one, Escape keeps its other meanings."""
        for shortcut in (*self._sending, self._leaving):
            shortcut.setEnabled(on)
