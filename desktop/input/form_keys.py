"""The keys of a form: one sends it, one leaves it, wherever in the form the focus is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop.input.keys import KEYS


class FormKeys:
    """The keys act on the form that has the focus only: several forms are open in one window.

    An open list, of a field or of another part of the window, is what Escape closes first: Qt gives the key to the form
    although the list has the keyboard.
    """

    def __init__(self, form: QWidget, send: Callable[[], object], leave: Callable[[], object]) -> None:
        def close_list_or_leave() -> None:  # no method: many a form keeps its shortcuts only, not this object
            popup = QApplication.activePopupWidget()
            if popup is None:
                leave()
            else:
                popup.close()

        self._shortcuts = [
            QShortcut(key, form, do)
            for name, do in (("form.send", send), ("form.leave", close_list_or_leave))
            for key in KEYS[name].sequences
        ]
        for shortcut in self._shortcuts:
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)

    def enable(self, on: bool) -> None:
        """Whether there is a form to send or to leave; without one, Escape keeps its other meanings."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(on)
