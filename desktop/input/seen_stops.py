"""The Tab key goes through what is on the screen: for Qt, a panel behind another tab is visible."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget

from desktop.input.covered_docks import is_covered
from desktop.input.focus_ring import FocusRing

MOST_STEPS = 2_000
"""Of Qt, through all parts of a window."""


def focus_next_seen(window: QWidget, ring: FocusRing, step: Callable[[], bool]) -> bool:
    """Move the focus in ``window`` to the next part in its tab order that is on the screen, scrolled into view.

    ``ring``: shows where it is.  ``step``: moves it to the next part of Qt, seen or not, and returns whether there is
    one.  Returns whether there is a part that is seen; else the focus stays.

    Qt steps, because PySide takes what nextInFocusChain returns for a child of what it was called on, and marks parts
    that Qt made, like scroll bars, as deleted once the wrapper of their parent is freed.  Nobody is told of the parts
    between.
    """
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    start = app.focusWidget()
    with QSignalBlocker(app):
        found = _step_to_seen(window, start, step)
    if found is None:
        return False
    app.focusChanged.emit(start, found)
    scroll_to(found)
    ring.show_around(found)
    return True


def _step_to_seen(window: QWidget, start: QWidget | None, step: Callable[[], bool]) -> QWidget | None:
    for _ in range(MOST_STEPS):
        if not step():
            return None
        part = window.focusWidget()
        if part is None or part is start:
            return None
        if _is_seen(part, window):
            return part
    return None


def _is_seen(part: QWidget, window: QWidget) -> bool:
    return part is not window and part.window() is window and not is_covered(part)


def scroll_to(part: QWidget) -> None:
    """Bring a part into view in whatever scrolls around it."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part)
        elif isinstance(above, QAbstractItemView):  # it is on a row
            above.scrollTo(above.indexAt(part.mapTo(above.viewport(), part.rect().center())))
        above = above.parentWidget()
