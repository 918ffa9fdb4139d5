"""The room of a panel in its dock: it scrolls where the dock is lower than the panel can be."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop import theme

LEAST_SHARE = 1 / 12
"""Of the screen's height, which a panel is sure of at most: docks with titles and tabs fit between all bands and bars
that a window can have, at every size of the texts."""


class PanelRoom(QScrollArea):
    """A panel in it has its least height even where the window has no room for it, as with large texts.

    Unlike :class:`desktop.widgets.scrolled.Scrolled` it scrolls no panel that can be made lower, as each table can.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told = QSize()
        """Least size for which the docks were laid out."""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._fit()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        panel = self.widget()
        return super().sizeHint() if panel is None else panel.sizeHint()

    def minimumSizeHint(self) -> QSize:
        panel = self.widget()
        if panel is None:
            return super().minimumSizeHint()
        least = _least(panel)
        bar_px = self.verticalScrollBar().sizeHint().width() if panel.height() > self.viewport().height() else 0
        height_px = min(least.height(), round(theme.screen_height_px() * LEAST_SHARE))
        return QSize(least.width() + bar_px, height_px)

    def _fit(self) -> None:
        panel = self.widget()
        if panel is None:
            return
        room = self.viewport().size()
        layout = panel.layout()
        lines_px = 0 if layout is None else layout.totalMinimumHeightForWidth(room.width())
        panel.resize(room.width(), max(room.height(), _least(panel).height(), lines_px))
        if self._told != self.minimumSizeHint():
            self._told = self.minimumSizeHint()
            self.updateGeometry()


def _least(panel: QWidget) -> QSize:
    return panel.minimumSizeHint().expandedTo(panel.minimumSize())
