"""The focus that a form took, and gives back when it closes."""

from __future__ import annotations

import weakref

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class FormerFocus:
    """The widget that had the focus before a form of ``panel`` opened."""

    def __init__(self, panel: QWidget) -> None:
        self._panel = panel
        self._before: weakref.ref[QWidget] | None = None

    def remember(self) -> None:
        """A form is about to take the focus."""
        focused = QApplication.focusWidget()
        outside = focused is not None and focused is not self._panel and not self._panel.isAncestorOf(focused)
        self._before = weakref.ref(focused) if focused is not None and outside else None

    def give_back(self) -> None:
        """The form is about to be hidden.  A focus that has left it meanwhile stays where it is."""
        focused = QApplication.focusWidget()
        if focused is None or not self._panel.isAncestorOf(focused):
            return
        before = None if self._before is None else self._before()
        if before is None or not isValid(before) or not before.isVisible() or not before.isEnabled():
            before = self._panel
        before.setFocus(Qt.FocusReason.OtherFocusReason)
