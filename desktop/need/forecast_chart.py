"""Counts of the past weeks of one place, and the forecast of a coming week with its interval."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.widgets.chart_axis import ChartAxis, fitted

HEIGHT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 130, 16, 22, 22
LABEL_PX, TEXT_PX, CAP_PX = 8, 12, 6
WEEKS = 53
"""Past weeks that are drawn: the same week of last year is among them."""
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ChartedPlace(NamedTuple):
    """``past``: counts, the newest last; ``days``: the first day of each of these weeks and of the one that is
    forecast; ``ahead``: weeks from the last known one to that."""

    title: str
    past: tuple[int, ...]
    days: tuple[str, ...]
    ahead: int
    told: float
    low: float | None
    high: float | None


class ForecastChart(QWidget):
    """One place at a time; empty without one."""

    def __init__(self) -> None:
        super().__init__()
        self.place: ChartedPlace | None = None
        self.setMinimumHeight(theme.px(HEIGHT_PX))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(HEIGHT_PX))

    def show_place(self, place: ChartedPlace | None) -> None:
        """Replace what is shown."""
        if place != self.place:
            self.place = place
            self.setAccessibleName("" if place is None else place.title)
            self.update()

    def paintEvent(self, paint: QPaintEvent) -> None:
        place = self.place
        if place is None or not place.past:
            return
        font = theme.font(TEXT_PX)
        axis = fitted([0.0, *place.past, place.told, place.high or 0.0], 0)
        labels = [f"{number:,.0f}" for number in axis.numbers]
        left = max(map(QFontMetrics(font).horizontalAdvance, labels)) + theme.px(2 * LABEL_PX)
        inner = QRectF(self.rect()).adjusted(left, theme.px(TOP_PX), -theme.px(RIGHT_PX), -theme.px(BOTTOM_PX))
        step = inner.width() / (len(place.past) - 1 + place.ahead)

        def at(week: int, value: float) -> QPointF:
            return QPointF(inner.left() + week * step, inner.bottom() - axis.share(value) * inner.height())

        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font)
            self._axes(painter, axis, labels, inner)
            self._days(painter, place, inner, step)
            painter.setPen(QPen(QColor(theme.ACCENT), theme.px(2)))
            painter.drawPolyline(QPolygonF([at(week, count) for week, count in enumerate(place.past)]))
            ends = place.told, place.low or 0.0, place.high or 0.0
            self._forecast(painter, place, [at(len(place.past) - 1 + place.ahead, value) for value in ends])

    def _axes(self, painter: QPainter, axis: ChartAxis, labels: list[str], inner: QRectF) -> None:
        for number, label in zip(axis.numbers, labels, strict=True):
            y = inner.bottom() - axis.share(number) * inner.height()
            painter.setPen(QPen(QColor(theme.LINE), 1))
            painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
            painter.setPen(QColor(theme.MUTED))
            box = QRectF(0, y - theme.px(9), inner.left() - theme.px(LABEL_PX), theme.px(18))
            painter.drawText(box, int(_RIGHT), label)
        assert self.place is not None
        painter.setPen(QColor(theme.TEXT))
        box = QRectF(theme.px(LABEL_PX), 0, self.width() - theme.px(2 * LABEL_PX), theme.px(18))
        painter.drawText(box, int(_LEFT), painter.fontMetrics().elidedText(
            self.place.title, Qt.TextElideMode.ElideRight, int(box.width())
        ))  # fmt: skip

    def _days(self, painter: QPainter, place: ChartedPlace, inner: QRectF, step: float) -> None:
        painter.setPen(QColor(theme.MUTED))
        width = painter.fontMetrics().horizontalAdvance("0000-00-00") + theme.px(36)
        every = max(1, -(-int(width) // max(1, int(step))))
        last = len(place.past) - 1 + place.ahead
        weeks = [*range(len(place.past)), last]
        for week, day in zip(weeks, place.days, strict=True):
            if (last - week) % every == 0:
                x = min(max(inner.left() + week * step, width / 2), self.width() - width / 2)
                painter.drawText(QRectF(x - width / 2, inner.bottom() + theme.px(4), width, theme.px(18)),
                                 int(_CENTRE), day)  # fmt: skip

    def _forecast(self, painter: QPainter, place: ChartedPlace, ends: list[QPointF]) -> None:
        told, low, high = ends
        painter.setPen(QPen(QColor(theme.WARNING), theme.px(2)))
        if place.high is not None:
            painter.drawLine(low, high)
            for end in (low, high):
                painter.drawLine(end - QPointF(theme.px(CAP_PX), 0), end + QPointF(theme.px(CAP_PX), 0))
        painter.setBrush(QColor(theme.WARNING))
        painter.drawEllipse(told, theme.px(4), theme.px(4))
