"""The keys of a form: one sends it, one leaves it, wherever in the form the focus is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop.input.keys import KEYS


class FormKeys:
    """The keys act on the form that has the focus only: several forms are open in one window."""

    def __init__(self, form: QWidget, send: Callable[[], object], leave: Callable[[], object]) -> None:
        self._shortcuts = [*_shortcuts("form.send", form, send), *leave_keys(form, leave)]

    def enable(self, on: bool) -> None:
        """Whether there is a form to send or to leave; without one, Escape keeps its other meanings."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(on)


def leave_keys(part: QWidget, leave: Callable[[], object]) -> list[QShortcut]:
    """The key that leaves a form, for another part that is left in the same way while it has the focus.

    An open list, of a field or of another part of the window, is what Escape closes first: Qt gives the key to the part
    although the list has the keyboard.
    """

    def close_list_or_leave() -> None:
        popup = QApplication.activePopupWidget()
        if popup is None:
            leave()
        else:
            popup.close()

    return _shortcuts("form.leave", part, close_list_or_leave)


def _shortcuts(name: str, part: QWidget, do: Callable[[], object]) -> list[QShortcut]:
    """For the keys of that name, while the focus is in ``part``."""
    shortcuts = [QShortcut(key, part, do) for key in KEYS[name].sequences]
    for shortcut in shortcuts:
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
    return shortcuts
