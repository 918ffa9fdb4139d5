"""The time line of a row: when the item runs, how much of it is done, its milestones, its late end, and today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from county.plan_tracker.days import after_months
from county.plan_tracker.standing import ItemStanding
from desktop import theme

BAR_PX, MARK_PX, MARGIN_PX = 10, 5, 6
LABEL_PX = 64
"""Least distance of two names of months."""
STEPS = (1, 3, 6, 12, 24, 60, 120)
"""Months between two names."""


class BarSpan(NamedTuple):
    """The days that the time lines of all rows show."""

    first: date
    last: date

    def share(self, day: date) -> float:
        """Where a day begins, from 0 to 1 within the span."""
        return (day - self.first).days / max(1, (self.last - self.first).days)


@dataclass(frozen=True)
class ShownBar:
    """What a row shows."""

    standing: ItemStanding
    span: BarSpan
    today: date
    in_chain: bool
    """Part of the late chain of the chosen row."""


class TimeLineDelegate(QStyledItemDelegate):
    """Paints what ``shown`` tells of a row."""

    def __init__(self, shown: Callable[[QModelIndex | QPersistentModelIndex], ShownBar | None]) -> None:
        super().__init__()
        self._shown = shown

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        shown = self._shown(index)
        if shown is None:
            return
        margin = theme.px(MARGIN_PX)
        room = QRectF(option.rect).adjusted(margin, 0, -margin, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(option.rect)
        if shown.standing.depth == 0:
            paint_months(painter, room, shown.span)
        paint_line(painter, room, shown)
        painter.restore()


def paint_line(painter: QPainter, room: QRectF, shown: ShownBar) -> None:
    """Bar, milestones and today's line of one row."""
    standing, span = shown.standing, shown.span

    def x_of(day: date) -> float:
        return room.left() + room.width() * min(1.0, max(0.0, span.share(day)))

    item, bar = standing.item, theme.px(BAR_PX)
    left, right = x_of(date.fromisoformat(item.starts)), x_of(date.fromisoformat(item.due))
    late = x_of(standing.expected)
    middle = room.bottom() - room.height() * 0.3 if standing.depth == 0 else room.center().y()
    thick = bar / 2 if standing.depth == 0 else bar
    track = QRectF(left, middle - thick / 2, max(2.0, right - left), thick)
    is_late = bool(standing.late_days)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.LINE))
    painter.drawRect(track)
    if standing.progress is not None:
        painter.setBrush(QColor(theme.GOOD if standing.is_done else theme.ACCENT))
        painter.drawRect(QRectF(track.left(), track.top(), track.width() * float(standing.progress), thick))
    if standing.delay_days and late > right:
        painter.setBrush(QColor(theme.DANGER if is_late else theme.WARNING))
        painter.setOpacity(0.55)
        painter.drawRect(QRectF(right, middle - thick / 2, late - right, thick))
        painter.setOpacity(1.0)
    if is_late or shown.in_chain:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.DANGER if is_late else theme.WARNING), theme.px(2)))
        painter.drawRect(track)
    half = theme.px(MARK_PX)
    for milestone in item.milestones:
        done = item.is_done(milestone.key)
        at = QPointF(x_of(date.fromisoformat(milestone.due)), middle)
        color = theme.GOOD if done else theme.DANGER if milestone in standing.late else theme.TEXT
        painter.setPen(QPen(QColor(theme.GROUND), 1))
        painter.setBrush(QColor(color))
        painter.drawPolygon(QPolygonF([
            at + QPointF(0, -half), at + QPointF(half, 0), at + QPointF(0, half), at + QPointF(-half, 0)
        ]))  # fmt: skip
    if span.first <= shown.today <= span.last:
        painter.setPen(QPen(QColor(theme.NOTICE), theme.px(2)))
        x = x_of(shown.today)
        painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))


def paint_months(painter: QPainter, room: QRectF, span: BarSpan) -> None:
    """The names of months above the line of a plan, as many as have room."""
    months = max(1, round((span.last - span.first).days / 30.4))
    fitting = max(1, int(room.width() // theme.px(LABEL_PX)))
    step = next((one for one in STEPS if months / one <= fitting), STEPS[-1])
    painter.setFont(theme.font(theme.CELL_PX + 1))
    painter.setPen(QColor(theme.MUTED))
    day = after_months(date(span.first.year, 1, 1), 0)
    while day <= span.last:
        if day >= span.first:
            x = room.left() + room.width() * span.share(day)
            text = f"{day:%Y-%m}"
            box = QRectF(x, room.top(), theme.px(LABEL_PX), room.height() * 0.5)
            if box.right() <= room.right() + theme.px(LABEL_PX) / 3:
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        day = after_months(day, step)
