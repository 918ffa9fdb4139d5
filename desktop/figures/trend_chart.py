"""One metric over some periods: values with their intervals, on an axis in the metric's unit; what is unknown is a gap,
never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from county.figures.metric import FigureValue, Metric
from county.figures.text import in_unit
from desktop import theme
from desktop.i18n import pick
from desktop.widgets.chart_axis import ChartAxis, fitted
from desktop.widgets.trend_line import At, dotted_note, lacking_note, paint_curve

HEIGHT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 160, 16, 28, 24
LABEL_PX = 8
"""Between the numbers of the axis and its lines."""
TEXT_PX, LINE_PX = 12, 12
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TrendPoint(NamedTuple):
    """A period: its label and its figure."""

    label: str
    value: FigureValue
    incomplete: bool = False
    """Not all of it is counted."""


class TrendChart(QWidget):
    """The last point is the period that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._metric: Metric | None = None
        self.points: tuple[TrendPoint, ...] = ()
        self.setMinimumHeight(theme.px(HEIGHT_PX))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(HEIGHT_PX))

    def show_trend(self, metric: Metric | None, points: Sequence[TrendPoint]) -> None:
        """Replace what is shown."""
        self._metric, self.points = metric, tuple(points)
        self.update()

    @property
    def axis(self) -> ChartAxis | None:
        """In the metric's unit; None where no value is known."""
        metric = self._metric
        if metric is None:
            return None
        known = [end * in_unit(metric) for point in self.points for end in _ends(point.value)]
        return fitted(known, metric.decimals) if known else None

    def paintEvent(self, paint: QPaintEvent) -> None:
        metric, axis, font = self._metric, self.axis, theme.font(TEXT_PX)
        if metric is None or axis is None:
            with QPainter(self) as painter:
                self._lacking(painter, font, QRectF(self.rect()))
            return
        scale = in_unit(metric)
        labels = [f"{number:,.{metric.decimals}f}" for number in axis.numbers]
        left = max(QFontMetrics(font).horizontalAdvance(text) for text in labels) + theme.px(2 * LABEL_PX)
        inner = QRectF(self.rect()).adjusted(left, theme.px(TOP_PX), -theme.px(RIGHT_PX), -theme.px(BOTTOM_PX))
        step = inner.width() / max(len(self.points) - 1, 1)

        def at(place: int, value: float) -> QPointF:
            y = inner.bottom() - axis.share(value * scale) * inner.height()
            return QPointF(inner.left() + place * step, y)

        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font)
            self._axes(painter, axis, labels, pick(metric.unit), inner, step)
            for run in _runs(self.points):
                self._band(painter, run, at)
            self._curve(painter, at)
            self._lacking(painter, font, inner.translated(0, -theme.px(LINE_PX)))  # not through a line of the axis

    def _lacking(self, painter: QPainter, font: QFont, area: QRectF) -> None:
        painter.setFont(font)
        painter.setPen(QColor(theme.MUTED))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), lacking_note(self.points))

    def _axes(
        self, painter: QPainter, axis: ChartAxis, labels: Sequence[str], unit: str, inner: QRectF, step: float
    ) -> None:
        for number, label in zip(axis.numbers, labels, strict=True):
            y = inner.bottom() - axis.share(number) * inner.height()
            painter.setPen(QPen(QColor(theme.LINE), 1))
            painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
            painter.setPen(QColor(theme.MUTED))
            box = QRectF(0, y - theme.px(9), inner.left() - theme.px(LABEL_PX), theme.px(18))
            painter.drawText(box, int(_RIGHT), label)
        painter.drawText(QRectF(theme.px(LABEL_PX), 0, self.width(), theme.px(18)), int(_LEFT), unit)
        box = QRectF(0, 0, self.width() - theme.px(LABEL_PX), theme.px(18))
        painter.drawText(box, int(_RIGHT), dotted_note(self.points))
        width = max(painter.fontMetrics().horizontalAdvance(point.label) for point in self.points) + theme.px(10)
        every = max(1, -(-int(width) // max(1, int(step))))
        for place, point in enumerate(self.points):
            if (len(self.points) - 1 - place) % every == 0:
                x = min(inner.left() + place * step, self.width() - width / 2)
                box = QRectF(x - width / 2, inner.bottom() + theme.px(5), width, theme.px(18))
                painter.drawText(box, int(_CENTRE), point.label)

    def _band(self, painter: QPainter, run: Sequence[tuple[int, FigureValue]], at: At) -> None:
        bounds = [(place, v.low, v.high) for place, v in run if v.low is not None and v.high is not None]
        band = QColor(theme.ACCENT)
        band.setAlphaF(0.18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band)
        upper = [at(place, high) for place, _, high in bounds]
        lower = [at(place, low) for place, low, _ in bounds]
        painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))

    def _curve(self, painter: QPainter, at: At) -> None:
        pen = QPen(QColor(theme.ACCENT), theme.px(2))
        paint_curve(painter, self.points, at, pen)
        painter.setPen(pen)
        for place, point in enumerate(self.points):
            if point.value.value is not None:
                painter.setBrush(QColor(theme.PANEL if point.value.quality == "small_sample" else theme.ACCENT))
                radius = theme.px(5 if place == len(self.points) - 1 else 3)
                painter.drawEllipse(at(place, point.value.value), radius, radius)


def _ends(value: FigureValue) -> list[float]:
    return [end for end in (value.low, value.value, value.high) if end is not None]


def _runs(points: Sequence[TrendPoint]) -> list[list[tuple[int, FigureValue]]]:
    """Neighbouring periods whose value is known."""
    runs: list[list[tuple[int, FigureValue]]] = [[]]
    for place, point in enumerate(points):
        if point.value.value is None:
            runs.append([])
        else:
            runs[-1].append((place, point.value))
    return [run for run in runs if run]
