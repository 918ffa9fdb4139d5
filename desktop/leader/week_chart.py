"""One number over some weeks: what is unknown is a gap, what is of too small a sample a hollow point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from county.figures.metric import FigureValue, Metric, Period
from county.figures.text import in_unit, short_text
from desktop import moments, theme
from desktop.i18n import pick
from desktop.leader.figure_button import LookOf, write
from desktop.widgets.chart_axis import fitted
from desktop.widgets.trend_line import At, dotted_note, lacking_note, paint_curve

FROM_ZERO = ("count", "level")
"""Kinds of metrics whose axis begins at 0: of a part of it, chance looks like a change."""


class WeekPoint(NamedTuple):
    """A week and its figure."""

    period: Period
    value: FigureValue
    incomplete: bool = False
    """Not all of it is counted."""

    @property
    def label(self) -> str:
        """Its last day."""
        return moments.local(self.period.to_ms - 1).strftime("%m-%d")


class WeekChart(QWidget):
    """The last point is the week that is shown, its value written beside it."""

    def __init__(self, look: LookOf) -> None:
        super().__init__()
        self._look = look
        self._metric: Metric | None = None
        self.points: tuple[WeekPoint, ...] = ()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(560), theme.px(360))

    def show_weeks(self, metric: Metric | None, points: Sequence[WeekPoint]) -> None:
        """Replace what is shown, the oldest first."""
        self._metric, self.points = metric, tuple(points)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        metric = self._metric
        known = [point.value.value for point in self.points if point.value.value is not None]
        if metric is None:
            return
        look, scale, lacking = self._look(), in_unit(metric), lacking_note(self.points)
        if not known:
            with QPainter(self) as painter:
                middle = QRectF(self.rect()).center()
                write(painter, middle, lacking, 18, look, "muted", align="centre", width=self.width())
            return
        ends = [end for p in self.points for end in (p.value.low, p.value.value, p.value.high) if end is not None]
        if metric.kind in FROM_ZERO or len(known) == 1:
            ends.append(0.0)
        axis = fitted([end * scale for end in ends], metric.decimals)
        inner = QRectF(self.rect()).adjusted(theme.px(78), theme.px(34), -theme.px(96), -theme.px(38))
        step = inner.width() / max(len(self.points) - 1, 1)

        def at(place: int, value: float) -> QPointF:
            share = axis.share(value * scale)
            return QPointF(inner.left() + place * step, inner.bottom() - share * inner.height())

        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number in axis.numbers:
                y = inner.bottom() - axis.share(number) * inner.height()
                painter.setPen(QPen(look.color("line"), 1))
                painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
                left, text = QPointF(inner.left() - theme.px(10), y + theme.px(5)), f"{number:,.{metric.decimals}f}"
                write(painter, left, text, 16, look, "muted", align="right")
            every = max(1, -(-theme.px(70) // max(1, int(step))))
            for place, point in enumerate(self.points):
                if (len(self.points) - 1 - place) % every == 0:
                    left = QPointF(inner.left() + place * step - theme.px(22), self.height() - theme.px(10))
                    write(painter, left, point.label, 16, look, "muted")
            right = QPointF(self.width() - theme.px(10), theme.px(20))
            write(painter, right, dotted_note(self.points), 16, look, "muted", align="right", width=self.width())
            middle = inner.center() - QPointF(0, theme.px(10))  # above a line of the axis
            write(painter, middle, lacking, 18, look, "muted", align="centre", width=inner.width())
            self._paint_band(painter, look.color("accent"), at)
            self._paint_curve(painter, metric, at)

    def _paint_band(self, painter: QPainter, color: QColor, at: At) -> None:
        """The intervals of 95 %, week by week."""
        color.setAlphaF(0.35)
        painter.setPen(QPen(color, theme.px(2)))
        for place, point in enumerate(self.points):
            if point.value.low is not None and point.value.high is not None:
                painter.drawLine(at(place, point.value.low), at(place, point.value.high))

    def _paint_curve(self, painter: QPainter, metric: Metric, at: At) -> None:
        look = self._look()
        paint_curve(painter, self.points, at, QPen(look.color("accent"), theme.px(3)))
        last = len(self.points) - 1
        for place, point in enumerate(self.points):
            if point.value.value is None:
                continue
            middle = at(place, point.value.value)
            painter.setBrush(look.color("card" if point.value.quality == "small_sample" else "accent"))
            painter.setPen(QPen(look.color("accent"), theme.px(2)))
            radius = theme.px(7 if place == last else 4)
            painter.drawEllipse(middle, radius, radius)
            if place == last:
                write(painter, middle + QPointF(theme.px(14), theme.px(8)), pick(short_text(metric, point.value)), 22,
                      look, bold=True)  # fmt: skip
