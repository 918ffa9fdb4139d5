"""What a map on paper needs besides its ground: the name and the mark of the place, a scale bar, and north."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop.map.map_scale import bar_length_m, length_text
from desktop.places.coordinates import ground_per_grid
from drawing.label_renderer import LabelRenderer
from drawing.viewport import Viewport
from layers.style import Style

GAP_PX = 8.0
BAR_PX = 120.0
"""Longest scale bar."""
MARK_PX = 9.0
NORTH = "北"
"""Documents are Chinese, whatever the window speaks."""
_ARROW_PX = (16.0, 24.0)
_TICK_PX = 5.0
_INK, _HALO = QColor("#16202c"), QColor("#ffffff")
_MARK = QColor("#c0392b")


class PaperMarks:
    """On a view around a place, whose ``name`` is written in its corner; "" for none."""

    def __init__(
        self, view: Viewport, place_m: tuple[float, float], name: str, style: Style, renderer: LabelRenderer
    ) -> None:
        self._view, self._name, self._style, self._renderer = view, name, style, renderer
        self._place = QPointF(*view.point_px(*place_m))
        ground_m_per_px = view.m_per_px * ground_per_grid(place_m[0])
        self.length_m = bar_length_m(BAR_PX * ground_m_per_px)
        self.bar_px = self.length_m / ground_m_per_px
        size, north = renderer.size(name, style), renderer.size(NORTH, style)
        width, height = _ARROW_PX
        text = renderer.size(length_text(self.length_m), style)
        bar_width, bar_height = max(self.bar_px, text.width()), text.height() + _TICK_PX
        self._name_box = QRectF(GAP_PX, GAP_PX, size.width(), size.height())
        wide = max(width, north.width())
        self._north_box = QRectF(view.width_px - GAP_PX - wide, GAP_PX, wide, north.height() + height)
        self._bar_box = QRectF(GAP_PX, view.height_px - GAP_PX - bar_height, bar_width, bar_height)

    def boxes(self) -> Iterator[QRectF]:
        """Where no label stands, in logical pixels."""
        yield QRectF(self._place.x() - MARK_PX, self._place.y() - MARK_PX, 2 * MARK_PX, 2 * MARK_PX)
        yield from (self._north_box, self._bar_box)
        if self._name:
            yield self._name_box

    def draw(self, painter: QPainter) -> None:
        """All of them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dpr = self._view.dpr
        if self._name:
            self._renderer.draw(painter, self._name, self._style, self._name_box.topLeft(), dpr)
        self._draw_north(painter)
        self._draw_bar(painter)
        for ink, width in ((_HALO, 5.0), (_MARK, 2.5)):
            painter.setPen(QPen(ink, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self._place, MARK_PX, MARK_PX)
            painter.drawPoint(self._place)

    def _draw_north(self, painter: QPainter) -> None:
        box, (width, height) = self._north_box, _ARROW_PX
        middle, foot = box.center().x(), box.bottom()
        tip = QPointF(middle, foot - height)
        painter.setPen(QPen(_HALO, 1.5))
        for side, ink in ((-1, _INK), (1, QColor("#7a8794"))):
            painter.setBrush(ink)
            painter.drawPolygon(
                QPolygonF([tip, QPointF(middle + side * width / 2, foot), QPointF(middle, foot - height / 4)])
            )
        size = self._renderer.size(NORTH, self._style)
        at = QPointF(middle - size.width() / 2, box.top())
        self._renderer.draw(painter, NORTH, self._style, at, self._view.dpr)

    def _draw_bar(self, painter: QPainter) -> None:
        box = self._bar_box
        left, base, right = box.left(), box.bottom(), box.left() + self.bar_px
        line = QPolygonF([
            QPointF(left, base - _TICK_PX), QPointF(left, base), QPointF(right, base), QPointF(right, base - _TICK_PX),
        ])  # fmt: skip
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((_HALO, 4.5), (_INK, 2.0)):
            painter.setPen(QPen(ink, width))
            painter.drawPolyline(line)
        self._renderer.draw(painter, length_text(self.length_m), self._style, box.topLeft(), self._view.dpr)
