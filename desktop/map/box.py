"""The mouse on the map: drag pans, the wheel zooms to the cursor, Shift-drag spans a box, a click identifies."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsRectItem

from drawing.viewport import Bounds, Viewport

FINEST_M_PER_PX = 0.05
FARTHEST = 2.5
"""How many times as large as the county the farthest view is, along the side on which it has less room."""
ROOM = 0.8
"""How far the edge of a view may be from the middle of the county, in sides of the farthest view."""
WHEEL_STEP = 1.2


class MapBox(pg.ViewBox):  # type: ignore[misc]
    """A view box with equal scales on both axes and north up."""

    clicked = Signal(QPointF)
    """A click, in pixels of the map."""
    double_clicked = Signal(QPointF)
    """The second click of a double one, in pixels of the map."""
    context_wanted = Signal(QPointF)
    """A click with the right button, in pixels of the map."""
    spanned = Signal(QRectF)
    """A box, in pixels of the map."""
    user_moved = Signal()
    """The operator moved the map."""

    def __init__(self) -> None:
        super().__init__(border=None, lockAspect=1.0, enableMenu=False, defaultPadding=0.0)
        self.disableAutoRange()
        self.spanning = False
        """Whether a plain drag spans a box, as with Shift."""
        self._band = QGraphicsRectItem(self)
        self._band.setPen(QPen(QColor("#35e0ff"), 1.5, Qt.PenStyle.DashLine))
        self._band.setBrush(QColor(53, 224, 255, 40))
        self._band.setZValue(100)
        self._band.hide()

    def view(self, dpr: float) -> Viewport:
        """The view that the box shows now."""
        rect = self.viewRect()
        width, height = max(self.width(), 1.0), max(self.height(), 1.0)
        return Viewport(rect.left(), rect.bottom(), rect.width() / width, width, height, dpr)

    def look_at(self, x_m: float, y_m: float, m_per_px: float) -> None:
        """Show a point in the middle at a scale."""
        half_x, half_y = self.width() * m_per_px / 2, self.height() * m_per_px / 2
        self.setRange(xRange=(x_m - half_x, x_m + half_x), yRange=(y_m - half_y, y_m + half_y), padding=0)

    def zoom(self, factor: float, at_px: QPointF | None = None) -> None:
        """Show ``factor`` times as many metres a pixel, keeping the point under ``at_px`` where it is."""
        self.user_moved.emit()
        self.scaleBy((factor, factor), center=None if at_px is None else self.mapToView(at_px))

    def keep_to(self, extent_m: Bounds) -> None:
        """Limit panning and zooming to the surroundings of the county, which fits into a box of any shape and is never
        lost in one."""
        west, south, east, north = extent_m
        width, height = max(self.width(), 1.0), max(self.height(), 1.0)
        coarsest = FARTHEST * max((east - west) / width, (north - south) / height)
        span_x, span_y = width * coarsest, height * coarsest
        room_x, room_y = ROOM * span_x, ROOM * span_y
        middle_x, middle_y = (west + east) / 2, (south + north) / 2
        self.setLimits(
            xMin=middle_x - room_x, xMax=middle_x + room_x, yMin=middle_y - room_y, yMax=middle_y + room_y,
            minXRange=200 * FINEST_M_PER_PX, minYRange=200 * FINEST_M_PER_PX, maxXRange=span_x, maxYRange=span_y,
        )  # fmt: skip

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        self.zoom(WHEEL_STEP ** (-ev.delta() / 120), ev.pos())
        ev.accept()

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            ev.ignore()
            return
        ev.accept()
        if self.spanning or ev.modifiers() & Qt.KeyboardModifier.ShiftModifier or self._band.isVisible():
            rect = QRectF(ev.buttonDownPos(), ev.pos()).normalized()
            self._band.setRect(rect)
            self._band.setVisible(not ev.isFinish())
            if ev.isFinish():
                self.spanned.emit(rect)
        else:
            self.user_moved.emit()
            moved = self.mapToView(ev.lastPos()) - self.mapToView(ev.pos())
            self.translateBy(x=moved.x(), y=moved.y())

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            (self.double_clicked if ev.double() else self.clicked).emit(ev.pos())
        elif ev.button() == Qt.MouseButton.RightButton:
            ev.accept()
            self.context_wanted.emit(ev.pos())
