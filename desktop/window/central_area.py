"""The central area of the window: the map, the twin, or both, side by side or one above the other."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from desktop import theme

View = Literal["map", "both", "twin"]
VIEWS: tuple[View, ...] = get_args(View)
MAP_SHARE, TWIN_SHARE = 56, 44


class CentralArea(QSplitter):
    """A hidden twin does not render.  In an area that is taller than wide the twin is below the map."""

    viewed = Signal(str)
    """The :data:`View` that is shown now."""

    def __init__(self, map_view: QWidget, twin: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._map, self._twin = map_view, twin
        self.view: View = "both"
        self.addWidget(map_view)
        self.addWidget(twin)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.px(5))
        self.setStretchFactor(0, MAP_SHARE)
        self.setStretchFactor(1, TWIN_SHARE)

    def show_view(self, view: View) -> None:
        """Show the map, the twin or both."""
        self.view = view
        self._map.setVisible(view != "twin")
        self._twin.setVisible(view != "map")
        self.viewed.emit(view)

    def share_out(self) -> None:
        """Set the initial sizes of map and twin."""
        room = self.width() if self.orientation() is Qt.Orientation.Horizontal else self.height()
        self.setSizes([room * MAP_SHARE // 100, room * TWIN_SHARE // 100])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow_shape()

    def _follow_shape(self) -> None:
        tall = self.height() > self.width()
        orientation = Qt.Orientation.Vertical if tall else Qt.Orientation.Horizontal
        if orientation is not self.orientation():
            self.setOrientation(orientation)
            self.share_out()

    def layout_state(self) -> bytes:
        """The current view and sizes."""
        return self.view.encode() + b"\n" + bytes(self.saveState().data())

    def restore(self, state: bytes) -> None:
        """Restore the result of :meth:`layout_state`; any other bytes are ignored."""
        view, _, sizes = state.partition(b"\n")
        if view.decode(errors="replace") not in VIEWS:
            return
        self.restoreState(QByteArray(sizes))
        self._follow_shape()
        self.show_view(next(known for known in VIEWS if known.encode() == view))
