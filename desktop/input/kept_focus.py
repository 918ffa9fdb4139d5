"""Where the focus goes when the part that has it is disabled or hidden: back to where the hand was before.

Qt gives it to the next part in the tab order.  A button that sends a form is disabled until the answer comes, and what
is typed or confirmed next would act on whatever stands behind it.
"""

from __future__ import annotations

import weakref

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

REMEMBERED = 12
"""Parts that had the focus, of all windows."""


class KeptFocus(QObject):
    """A field that can be used again has it again, unless a hand has moved it meanwhile; a button that sends has not:
    the hand goes on in its form.  A part that gives its focus away before it is hidden is left alone."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._before: list[weakref.ref[QWidget]] = []
        """What had the focus, the last one last, each once."""
        self._lost: QWidget | None = None
        """The field that had it, while another part has it instead."""
        self._instead: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        if old is not None and isValid(old) and old.window() is new.window() and not _is_usable(old):
            self._go_back(old)
            return
        if new is not self._instead:
            self._forget_lost()
        self._before = [*(ref for ref in self._before if ref() not in (None, new)), weakref.ref(new)][-REMEMBERED:]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        lost, instead = self._lost, self._instead
        if lost is None or watched is not lost or event.type() not in (QEvent.Type.EnabledChange, QEvent.Type.Show):
            return False
        if lost.isEnabled() and lost.isVisible() and QApplication.focusWidget() is instead:
            self._forget_lost()
            lost.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _go_back(self, lost: QWidget) -> None:
        """From the part that Qt has chosen."""
        self._before = [ref for ref in self._before if ref() is not lost]
        for ref in reversed(self._before):
            part = ref()
            if part is None or not isValid(part) or part.window() is not lost.window():
                continue
            if _is_usable(part) and not part.visibleRegion().isEmpty():
                self._wait_for(lost, part)
                part.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _wait_for(self, lost: QWidget, instead: QWidget) -> None:
        self._forget_lost()
        if not isinstance(lost, QAbstractButton):
            self._lost, self._instead = lost, instead
            lost.installEventFilter(self)

    def _forget_lost(self) -> None:
        if self._lost is not None and isValid(self._lost):
            self._lost.removeEventFilter(self)
        self._lost = self._instead = None


def _is_usable(part: QWidget) -> bool:
    """For Qt, also behind another tab or scrolled out of view."""
    return part.isEnabled() and part.isVisible()
