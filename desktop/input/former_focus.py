"""The focus that a form took, and gives back when it closes."""

from __future__ import annotations

import weakref

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop.input.covered_docks import bring_to_front


class FormerFocus(QObject):
    """The widget that had the focus before a form of ``panel`` opened; where a form was entered by a click instead, the
    last one outside ``panel``."""

    def __init__(self, panel: QWidget, rows: QWidget | None = None) -> None:
        """``rows``: a part of ``panel`` that its form does not contain, and to which it may be left."""
        super().__init__(panel)
        self._panel, self._rows = panel, rows
        self._before: weakref.ref[QWidget] | None = None
        self._outside: weakref.ref[QWidget] | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def remember(self) -> None:
        """A form is about to take the focus.  Where it has it already, what had it before counts still."""
        focused = QApplication.focusWidget()
        if focused is not None and not self._has(focused):
            self._before = weakref.ref(focused)

    def give_back(self) -> None:
        """The form is about to be hidden.  A focus that has left it meanwhile stays where it is."""
        focused, before = QApplication.focusWidget(), self._usable(self._before) or self._usable(self._outside)
        self._before = None
        if focused is None or not self._has(focused):
            return
        if before is None:
            rest = self._panel if self._rows is None else self._rows  # a panel with rows takes no keys itself
            rest.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        bring_to_front(before)  # the form may have been shown on a tab in front of it
        before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        """``old``, too: the panel may have been made while that had the focus."""
        if not isValid(self._panel) or not (self._rows is None or isValid(self._rows)):
            return  # a window loses its focus while it is deleted
        for part in (old, new):
            if part is not None and isValid(part) and not self._has(part) and part.window() is self._panel.window():
                self._outside = weakref.ref(part)

    def _has(self, part: QWidget) -> bool:
        """Whether a part belongs to the form."""
        beside = self._rows is not None and (part is self._rows or self._rows.isAncestorOf(part))
        return part is self._panel or (self._panel.isAncestorOf(part) and not beside)

    def _usable(self, ref: weakref.ref[QWidget] | None) -> QWidget | None:
        part = None if ref is None else ref()
        return part if part is not None and isValid(part) and part.isVisible() and part.isEnabled() else None
