"""Half hours of a day: agents at work in both columns as steps, and the agents needed as a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from county.staffing.day_slots import SLOTS, slot_text
from county.staffing.results import SlotQuantity
from county.staffing.titles import CHANGED, UNCHANGED
from desktop import theme
from desktop.i18n import pick
from desktop.widgets.chart_axis import ChartAxis, fitted

HEIGHT_PX, LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 170, 44, 12, 26, 22
TEXT_PX = 12
HOURS_SHOWN = 3
"""Between two numbers of the time axis."""


class SlotChart(QWidget):
    """Hidden while there is nothing to show."""

    def __init__(self) -> None:
        super().__init__()
        self.slots: tuple[SlotQuantity, ...] = ()
        self.setFixedHeight(theme.px(HEIGHT_PX))
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(HEIGHT_PX))

    def show_slots(self, slots: Sequence[SlotQuantity]) -> None:
        self.slots = tuple(slots)
        self.setVisible(bool(slots))
        self.update()

    def paintEvent(self, paint: QPaintEvent) -> None:
        if not self.slots:
            return
        lines: list[tuple[str, QColor, list[float]]] = [
            (pick(UNCHANGED), QColor(theme.MUTED), [float(one.agents_now) for one in self.slots]),
            (pick(CHANGED), QColor(theme.ACCENT), [float(one.agents_then) for one in self.slots]),
        ]
        if any(one.needed is not None for one in self.slots):
            need = [float(one.needed or 0) for one in self.slots]
            lines.append((self.tr("Needed"), QColor(theme.WARNING), need))
        axis = fitted([0.0, 1.0, *(value for _, _, values in lines for value in values)], 0)
        inner = QRectF(self.rect()).adjusted(
            theme.px(LEFT_PX), theme.px(TOP_PX), -theme.px(RIGHT_PX), -theme.px(BOTTOM_PX)
        )
        with QPainter(self) as painter:
            painter.setFont(theme.font(TEXT_PX))
            self._axes(painter, axis, inner)
            x = inner.left()
            for name, color, values in lines:
                painter.setPen(QPen(color, theme.px(2)))
                painter.drawPolyline(self._steps(values, axis, inner))
                painter.drawLine(QPointF(x, theme.px(12)), QPointF(x + theme.px(16), theme.px(12)))
                painter.setPen(QColor(theme.TEXT))
                width = painter.fontMetrics().horizontalAdvance(name)
                painter.drawText(QPointF(x + theme.px(20), theme.px(16)), name)
                x += width + theme.px(40)

    @staticmethod
    def _steps(values: Sequence[float], axis: ChartAxis, inner: QRectF) -> QPolygonF:
        step = inner.width() / SLOTS
        points = QPolygonF()
        for slot, value in enumerate(values):
            y = inner.bottom() - axis.share(value) * inner.height()
            points << QPointF(inner.left() + slot * step, y) << QPointF(inner.left() + (slot + 1) * step, y)
        return points

    @staticmethod
    def _axes(painter: QPainter, axis: ChartAxis, inner: QRectF) -> None:
        for number in axis.numbers:
            y = inner.bottom() - axis.share(number) * inner.height()
            painter.setPen(QPen(QColor(theme.LINE), 1))
            painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
            painter.setPen(QColor(theme.MUTED))
            box = QRectF(0, y - theme.px(9), inner.left() - theme.px(6), theme.px(18))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{number:,.0f}")
        for slot in range(0, SLOTS, 2 * HOURS_SHOWN):
            x = inner.left() + slot * inner.width() / SLOTS
            box = QRectF(x - theme.px(24), inner.bottom() + theme.px(3), theme.px(48), theme.px(18))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), slot_text(slot))
