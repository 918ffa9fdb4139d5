"""A draggable pin on the map at the location being picked."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.map.view import MapView
from layers.focus import MapPoint, PlaceMark
from layers.style import StyleSheet

_WIDTH_PX, _HEIGHT_PX = 26, 36


class PlacePin(QWidget):
    """Overlays ``view`` with its tip at the marked place; dragging it changes the location."""

    def __init__(self, view: MapView, mark: PlaceMark, styles: StyleSheet) -> None:
        super().__init__(view)
        self._view = view
        self._mark = mark
        self._color = QColor(styles["marked"].color)
        self._drag_from: QPoint | None = None
        """While dragged: cursor position within the pin."""
        self.setFixedSize(theme.px(_WIDTH_PX), theme.px(_HEIGHT_PX))
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        view.moved.connect(self._reposition)
        mark.marked.connect(self._show)
        self._show(mark.place)

    def release(self) -> None:
        """Disconnect from all signals."""
        self._view.moved.disconnect(self._reposition)
        self._mark.marked.disconnect(self._show)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag_from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is not None:
            self.move(self.mapToParent(event.position().toPoint() - self._drag_from))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is not None:
            self._drag_from = None
            tip = self.mapToParent(QPoint(self.width() // 2, self.height()))
            self._mark.mark(self._view.viewport.m(tip.x(), tip.y()))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.GROUND), theme.px(1.5)))
            painter.setBrush(self._color)
            painter.drawPath(_drop(QRectF(self.rect()).adjusted(1, 1, -1, -1)))
            painter.setBrush(QColor(theme.GROUND))
            eye = self.width() / 6
            painter.drawEllipse(QPointF(self.width() / 2, self.width() / 2), eye, eye)

    def _show(self, place: MapPoint | None) -> None:
        self.setVisible(place is not None)
        self._reposition()

    def _reposition(self) -> None:
        if self._mark.place is not None and self._drag_from is None:
            view, (x_m, y_m) = self._view.viewport, self._mark.place
            right, down = (x_m - view.west_m) / view.m_per_px, (view.north_m - y_m) / view.m_per_px
            self.move(round(right) - self.width() // 2, round(down) - self.height())


def _drop(box: QRectF) -> QPainterPath:
    """A drop that fills ``box``, its tip in the middle of the lower edge."""
    middle, side = box.center().x(), box.width()
    tip, shoulder = QPointF(middle, box.bottom()), box.top() + side / 2
    path = QPainterPath(tip)
    path.cubicTo(middle, box.bottom() - side / 3, box.left(), shoulder + side / 3, box.left(), shoulder)
    path.arcTo(QRectF(box.left(), box.top(), side, side), 180, -180)
    path.cubicTo(box.right(), shoulder + side / 3, middle, box.bottom() - side / 3, tip.x(), tip.y())
    return path
