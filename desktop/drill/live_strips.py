"""Which windows tell of the live realm: all of a drill, and those of a replay beside a live realm.

A main window has the strip among its bands.  Every other window of a session has it along its upper edge, in the
margin of the content, as the frame of a drill has its line of words.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.drill.aborting_strip import AbortingStrip
from desktop.drill.live_strip import LiveStrip
from desktop.session import Session


def live_strip(session: Session, *, alone: bool = False) -> LiveStrip | None:
    """A new strip for a window of the session, to be released with it; None where nothing live is behind it.
    ``alone``: see :class:`AbortingStrip`."""
    if session.realm.kind == "drill":
        return AbortingStrip(session, session.live, alone=alone)
    if session.timeline is not None and session.live is not None:
        return LiveStrip(session, session.live)
    return None


def put_strip(session: Session, window: QWidget) -> LiveStrip | None:
    """Give ``window``, which is not shown yet, the strip that belongs into it; to be released when it closes."""
    strip = live_strip(session, alone=True)
    if strip is not None:
        UpperEdge(window, strip)
    return strip


def strip_of(window: QWidget) -> LiveStrip | None:
    """The strip that :func:`put_strip` gave a window."""
    edge: UpperEdge | None = window.findChild(UpperEdge, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return None if edge is None else edge.strip


class UpperEdge(QObject):
    """Keeps a strip above the content of ``window``, as long as that lives."""

    def __init__(self, window: QWidget, strip: LiveStrip) -> None:
        super().__init__(window)
        self.strip, self._window = strip, window
        strip.setParent(window)
        self._high_px = strip.sizeHint().height()
        margins = window.contentsMargins()
        margins.setTop(margins.top() + self._high_px)
        window.setContentsMargins(margins)
        window.resize(window.size() + QSize(0, self._high_px))  # the content keeps its room
        window.installEventFilter(self)
        strip.show()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.ContentsRectChange):
            self._place()
        return False

    def _place(self) -> None:
        if isValid(self._window):
            inside = self._window.contentsRect()
            self.strip.setGeometry(inside.left(), inside.top() - self._high_px, inside.width(), self._high_px)
