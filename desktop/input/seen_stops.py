"""The Tab key goes through what is on the screen: for Qt, a panel behind another tab is visible."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDockWidget, QScrollArea, QWidget

from desktop.input.focus_ring import FocusRing


def focus_next_seen(window: QWidget, ring: FocusRing, *, forward: bool) -> bool:
    """Move the focus in ``window`` to the next part in its tab order that is on the screen, scrolled into view.

    ``ring``: shows where it is.  Returns whether there is one.
    """
    start = window.focusWidget() or window
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    part = _beside(start, forward=forward)
    while part is not start:
        if _takes_tab(part, window):
            part.setFocus(reason)
            _scroll_to(part)
            ring.show_around(part)
            return True
        part = _beside(part, forward=forward)
    return False


def _beside(part: QWidget, *, forward: bool) -> QWidget:
    """The next part in the tab order, or the one before."""
    beside = part.nextInFocusChain() if forward else part.previousInFocusChain()
    assert beside is not None  # the chain is a ring
    _give_back(beside)
    return beside


def _give_back(part: QWidget) -> None:
    """Let PySide hold ``part`` for a child of its parent in Qt again.

    PySide takes what nextInFocusChain, previousInFocusChain and focusProxy return for a child of what they were called
    on, and all children of a deleted part for deleted: with a button that had the focus, the whole window.
    """
    QObject.setParent(part, part.parentWidget())  # in Qt it has this parent: nothing happens there


def _takes_tab(part: QWidget, window: QWidget) -> bool:
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus != Qt.FocusPolicy.TabFocus:
        return False
    if (proxy := part.focusProxy()) is not None:
        _give_back(proxy)
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
