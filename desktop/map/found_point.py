"""A mark at a point that was searched by its coordinates, until something is selected or another thing is searched."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop import theme
from drawing.viewport import Viewport
from layers.focus import MapPoint

SIZE_PX = 34


class FoundPoint(QWidget):
    """A ring with a cross over a view of the map, transparent for the mouse."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.place: MapPoint | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(theme.px(SIZE_PX), theme.px(SIZE_PX))
        self.hide()

    def mark(self, place: MapPoint | None, view: Viewport) -> None:
        """Mark a place, working CRS, metres; None: nothing."""
        self.place = place
        self.setVisible(place is not None)
        self.follow(view)

    def follow(self, view: Viewport) -> None:
        """Stay on the place in this view."""
        if self.place is not None:
            right, down = view.point_px(*self.place)
            self.move(round(right) - self.width() // 2, round(down) - self.height() // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        middle, radius = QPointF(self.rect().center()), self.width() / 2 - theme.px(4)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for color, width in ((theme.GROUND, 4.5), (theme.NOTICE, 2.0)):
                painter.setPen(QPen(QColor(color), theme.px(width)))
                painter.drawEllipse(middle, radius, radius)
                for along in (QPointF(1, 0), QPointF(0, 1)):
                    for side in (-1.0, 1.0):
                        painter.drawLine(middle + along * side * radius * 0.4, middle + along * side * (radius + 3))
