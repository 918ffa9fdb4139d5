"""The keys of a form: one sends it, one leaves it, wherever in the form the focus is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from desktop.keys import KEYS


class FormKeys:
    """The keys act on the form that has the focus only: several forms are open in one window."""

    def __init__(self, form: QWidget, send: Callable[[], object], leave: Callable[[], object]) -> None:
        self._shortcuts = [
            QShortcut(key, form, do)
            for name, do in (("form.send", send), ("form.leave", leave))
            for key in KEYS[name].sequences
        ]
        for shortcut in self._shortcuts:
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)

    def enable(self, on: bool) -> None:
        """Whether there is a form to send or to leave; without one, Escape keeps its other meanings."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(on)
