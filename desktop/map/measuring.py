"""A length on the ground along points that are clicked on the map."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from county.package.crs import ground_lengths_m
from county.package.open import CountyPackage
from desktop import theme
from drawing.viewport import Viewport
from layers.focus import MapPoint


class Measuring(QWidget):
    """Over a view of the map, transparent for the mouse: the points, the line between them, and its length.

    The length is the geodesic one on the ellipsoid, without heights: slopes are longer.
    """

    def __init__(self, package: CountyPackage, view: QWidget) -> None:
        super().__init__(view)
        self._package = package
        self._points: list[MapPoint] = []
        self._cursor: MapPoint | None = None
        self._view: Viewport | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def active(self) -> bool:
        """Whether clicks on the map add points."""
        return bool(self._points)

    @property
    def length_m(self) -> float:
        """Along the points, and on to the pointer."""
        places = [*self._points, *([self._cursor] if self._cursor is not None else [])]
        lon, lat = self._package.lonlat([x for x, _ in places], [y for _, y in places])
        return float(ground_lengths_m(lon, lat).sum())

    @property
    def text(self) -> str:
        """The length as it is written."""
        metres = self.length_m
        return f"{metres / 1000:,.3f} km" if metres >= 1000 else f"{metres:,.1f} m"

    def start(self, place: MapPoint, view: Viewport) -> None:
        """Measure from a place; what was measured before goes."""
        self._points, self._cursor, self._view = [place], None, view
        self.show()
        self.raise_()
        self.update()

    def add(self, place: MapPoint) -> None:
        """Go on to a place."""
        self._points.append(place)
        self._cursor = None
        self.update()

    def point_at(self, place: MapPoint) -> None:
        """The pointer is there."""
        if self.active:
            self._cursor = place
            self.update()

    def stop(self) -> None:
        """End the measurement."""
        self._points, self._cursor = [], None
        self.hide()

    def follow(self, view: Viewport) -> None:
        """Stay on the places in this view."""
        self._view = view
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view is None or not self._points:
            return
        places = [*self._points, *([self._cursor] if self._cursor is not None else [])]
        line = [QPointF(*self._view.point_px(*place)) for place in places]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for color, width in ((theme.GROUND, 5.0), (theme.NOTICE, 2.2)):
                painter.setPen(QPen(QColor(color), theme.px(width)))
                painter.drawPolyline(QPolygonF(line))
            painter.setBrush(QColor(theme.NOTICE))
            painter.setPen(QPen(QColor(theme.GROUND), theme.px(1.5)))
            for point in line[: len(self._points)]:
                painter.drawEllipse(point, theme.px(5), theme.px(5))
            painter.setFont(theme.font(14, bold=True))
            box = QRectF(painter.fontMetrics().boundingRect(self.text)).adjusted(0, 0, theme.px(14), theme.px(8))
            box.moveTopLeft(line[-1] + QPointF(theme.px(12), theme.px(10)))
            painter.setPen(QPen(QColor(theme.NOTICE), 1))
            painter.setBrush(QColor(8, 16, 26, 230))
            painter.drawRoundedRect(box, theme.px(4), theme.px(4))
            painter.setPen(QColor(theme.TEXT))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text)
