"""The Tab key goes through what is on the screen: for Qt, a panel behind another tab is visible."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QScrollArea, QWidget

from desktop.focus_ring import FocusRing


def focus_next_seen(window: QWidget, ring: FocusRing, *, forward: bool) -> bool:
    """Move the focus in ``window`` to the next part in its tab order that is on the screen, scrolled into view.

    ``ring``: shows where it is.  Returns whether there is one.
    """
    start = window.focusWidget() or window
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    part = start.nextInFocusChain() if forward else start.previousInFocusChain()
    while part is not None and part is not start:
        if _takes_tab(part, window):
            part.setFocus(reason)
            _scroll_to(part)
            ring.show_around(part)
            return True
        part = part.nextInFocusChain() if forward else part.previousInFocusChain()
    return False


def _takes_tab(part: QWidget, window: QWidget) -> bool:
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus != Qt.FocusPolicy.TabFocus or part.focusProxy() is not None:
        return False
    if part is window or part.window() is not window or not (part.isEnabled() and part.isVisibleTo(window)):
        return False
    above: QWidget | None = part
    while above is not None and not isinstance(above, QDockWidget):
        above = above.parentWidget()
    return above is None or not above.visibleRegion().isEmpty()


def _scroll_to(part: QWidget) -> None:
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part)
        above = above.parentWidget()
