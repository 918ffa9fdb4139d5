"""Which windows tell of the live realm: all of a drill, and those of a replay beside a live realm.

A main window has the strip among its bands.  Every other window has it along its upper edge, in the margin of the
content, as the frame of a drill has its line of words.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMargins, QObject, Qt
from PySide6.QtWidgets import QGridLayout, QMessageBox, QSpacerItem, QWidget
from shiboken6 import isValid

from desktop.drill.abort_dialog import AbortDialog
from desktop.drill.aborting_strip import AbortingStrip
from desktop.drill.live_strip import LiveStrip
from desktop.drill.window_margins import add_margins, marked_part
from desktop.session import Session


def live_strip(session: Session, *, alone: bool = False) -> LiveStrip | None:
    """A new strip for a window of the session, to be released with it; None where nothing live is behind it.
    ``alone``: see :class:`AbortingStrip`."""
    if session.realm.kind == "drill":
        return AbortingStrip(session, session.live, alone=alone)
    return LiveStrip(session, session.live) if _tells_live(session) else None


def _tells_live(session: Session) -> bool:
    return session.realm.kind == "drill" or (session.timeline is not None and session.live is not None)


def put_strip(session: Session, window: QWidget) -> None:
    """Give ``window`` the strip that belongs into it; nothing where it has one."""
    if edge_of(window) is None and _tells_live(session):
        UpperEdge(window, lambda: _strip_for(session, window))


def _strip_for(session: Session, window: QWidget) -> LiveStrip:
    if isinstance(window, AbortDialog):  # what aborts the drill is there already
        return LiveStrip(session, session.live)
    strip = live_strip(session, alone=True)
    assert strip is not None
    return strip


def strip_of(window: QWidget) -> LiveStrip | None:
    """The strip that :func:`put_strip` gave a window; None while that is hidden."""
    edge = edge_of(window)
    return None if edge is None else edge.strip


def edge_of(window: QWidget) -> UpperEdge | None:
    """Where a window has its strip; None: it has none."""
    found: UpperEdge | None = window.findChild(UpperEdge, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found


class UpperEdge(QObject):
    """Keeps a strip above the content of ``window`` while that is shown."""

    def __init__(self, window: QWidget, make: Callable[[], LiveStrip]) -> None:
        """``make``: a new strip; a window that is closed keeps none, since a strip follows the live realm."""
        super().__init__(window)
        self._window, self._part, self._make = window, marked_part(window), make
        self._least_px = self._part.minimumWidth()
        """Width that the window needs without the strip."""
        self.strip: LiveStrip | None = None
        self._begin()
        self._high_px = 0 if self.strip is None else self.strip.sizeHint().height()
        add_margins(window, QMargins(0, self._high_px, 0, 0))
        self._widen()
        for watched in {window, self._part}:
            watched.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isValid(self._window):
            return False  # a dialog that is being deleted
        if not self._window.isWindow():
            self.remove()  # a dock that was docked again
        elif event.type() == QEvent.Type.Hide and not event.spontaneous():  # minimised it is still open
            self._end()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.ContentsRectChange):
            self._begin()
            self._place()
        return False

    def remove(self) -> None:
        """The window is no window any more, or the drill's window closes."""
        window = self._window
        for watched in {window, self._part}:
            watched.removeEventFilter(self)
        if not isinstance(window, QMessageBox):
            self._part.setMinimumWidth(self._least_px)
        add_margins(window, QMargins(0, -self._high_px, 0, 0))
        self._end()
        self.setParent(None)
        self.deleteLater()

    def _begin(self) -> None:
        if self.strip is None:
            self.strip = self._make()
            self.strip.setParent(self._part)
            self.strip.show()

    def _end(self) -> None:
        strip, self.strip = self.strip, None
        if strip is not None:
            strip.release()
            strip.hide()
            strip.setParent(None)
            strip.deleteLater()

    def _widen(self) -> None:
        """So that the strip can be read: message boxes can be very narrow."""
        window, margins, grid = self._window, self._part.contentsMargins(), self._window.layout()
        least_px = 0 if self.strip is None else self.strip.least_px()
        if isinstance(window, QMessageBox) and isinstance(grid, QGridLayout):  # takes its size from its layout alone
            grid.addItem(QSpacerItem(least_px, 0), grid.rowCount(), 0, 1, grid.columnCount())
        else:
            self._part.setMinimumWidth(max(self._least_px, least_px + margins.left() + margins.right()))

    def _place(self) -> None:
        if self.strip is not None:
            inside = self._part.contentsRect()
            self.strip.setGeometry(inside.left(), inside.top() - self._high_px, inside.width(), self._high_px)
