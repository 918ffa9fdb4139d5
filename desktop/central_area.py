"""The central area of the window: the map, the twin, or both side by side."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from desktop import theme

View = Literal["map", "both", "twin"]
VIEWS: tuple[View, ...] = get_args(View)
MAP_SHARE, TWIN_SHARE = 56, 44


class CentralArea(QSplitter):
    """A hidden twin does not render."""

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
        """Set the initial widths of map and twin."""
        width = self.width()
        self.setSizes([width * MAP_SHARE // 100, width * TWIN_SHARE // 100])

    def layout_state(self) -> bytes:
        """The current view and widths."""
        return self.view.encode() + b"\n" + bytes(self.saveState().data())

    def restore(self, state: bytes) -> None:
        """Restore the result of :meth:`layout_state`; any other bytes are ignored."""
        view, _, sizes = state.partition(b"\n")
        if view.decode(errors="replace") not in VIEWS:
            return
        self.restoreState(QByteArray(sizes))
        self.show_view(next(known for known in VIEWS if known.encode() == view))
