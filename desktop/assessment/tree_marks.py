"""Paints the cells of the assessment and of the vital signs that are no text: points with their range, the quarters of
a leaf, the band of a sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from county.figures.kpi_outlook import Outlook
from county.figures.vital_sign_table import Band
from desktop import theme

MARK_ROLE = int(Qt.ItemDataRole.UserRole) + 7
BAND_COLORS: dict[Band, str] = {
    "green": theme.GOOD, "yellow": theme.NOTICE, "orange": theme.WARNING, "red": theme.DANGER, "unknown": theme.MUTED,
}  # fmt: skip
OUTLOOK_COLORS: dict[Outlook, str] = {
    "on_course": theme.GOOD, "below_target": theme.NOTICE, "below_floor": theme.DANGER, "unknown": theme.MUTED,
    "redefined": theme.MUTED,
}  # fmt: skip
_PADDING_PX = 4
"""Of the texts of cells."""
BAR_PX, DOT_PX, MARGIN_PX, LINE_PX = 8, 11, 8, 1.6
ROW_PX = 30
_Index = QModelIndex | QPersistentModelIndex


class PointsBar(NamedTuple):
    """Shares of the weight."""

    points: float
    high: float
    """Up to here with what is missing."""


class QuarterLine(NamedTuple):
    """Values of quarters, oldest first, and where the year ends."""

    values: Sequence[float | None]
    projected: float | None
    quarters_left: int
    outlook: Outlook


class BandDot(NamedTuple):
    """The band of a sign or a plate; only a ring where something below it is unknown and the rest is green."""

    band: Band
    is_partial: bool = False


class TreeMarks(QStyledItemDelegate):
    """A cell without a mark is a usual one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.px(ROW_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        mark = index.data(MARK_ROLE)
        if isinstance(mark, BandDot):
            self._dot(painter, option, index, mark)
            return
        super().paint(painter, option, index)
        cell = QRectF(option.rect).adjusted(theme.px(MARGIN_PX), 0, -theme.px(MARGIN_PX), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(mark, PointsBar):
            _points(painter, cell, mark)
        elif isinstance(mark, QuarterLine):
            _quarters(painter, cell, mark)
        painter.restore()

    def _dot(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, mark: BandDot) -> None:
        """A disc before the text; a ring for what is unknown: no state is told by colour alone."""
        size, left = theme.px(DOT_PX), theme.px(MARGIN_PX)
        shifted = QStyleOptionViewItem(option)
        shifted.rect = option.rect.adjusted(size + 2 * left - theme.px(_PADDING_PX), 0, 0, 0)
        super().paint(painter, shifted, index)
        disc = QRectF(option.rect.left() + left, option.rect.center().y() - size / 2 + 1, size, size)
        color = QColor(BAND_COLORS[mark.band])
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, theme.px(LINE_PX)))
        painter.setBrush(QBrush(Qt.BrushStyle.NoBrush) if mark.band == "unknown" or mark.is_partial else QBrush(color))
        painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        painter.restore()


def _points(painter: QPainter, cell: QRectF, mark: PointsBar) -> None:
    height = theme.px(BAR_PX)
    ground = QRectF(cell.left(), cell.center().y() - height / 2, cell.width(), height)
    radius = height / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.RAISED))
    painter.drawRoundedRect(ground, radius, radius)
    whole = QRectF(ground)
    if mark.high > mark.points:  # what the missing leaves could still give
        whole.setWidth(ground.width() * min(mark.high, 1.0))
        painter.setBrush(QBrush(QColor(theme.MUTED), Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(whole, radius, radius)
    if mark.points > 0:
        known = QRectF(ground)
        known.setWidth(max(ground.width() * min(mark.points, 1.0), height))
        painter.setBrush(QColor(theme.ACCENT))
        painter.drawRoundedRect(known, radius, radius)


def _quarters(painter: QPainter, cell: QRectF, mark: QuarterLine) -> None:
    """The line of the known quarters, and a dotted one to the end of the year."""
    known = [value for value in (*mark.values, mark.projected) if value is not None]
    if not known:
        return
    low, high = min(known), max(known)
    steps = max(len(mark.values) - 1 + mark.quarters_left, 1)
    inner = cell.adjusted(theme.px(2), theme.px(7), -theme.px(4), -theme.px(7))

    def point(at: float, value: float) -> QPointF:
        share = 0.5 if high == low else (value - low) / (high - low)
        return QPointF(inner.left() + inner.width() * at / steps, inner.bottom() - inner.height() * share)

    points = [point(at, value) for at, value in enumerate(mark.values) if value is not None]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.TEXT), theme.px(LINE_PX)))
    painter.drawPolyline(QPolygonF(points))
    color = QColor(OUTLOOK_COLORS[mark.outlook])
    if mark.projected is not None and points:
        end = point(len(mark.values) - 1 + mark.quarters_left, mark.projected)
        painter.setPen(QPen(color, theme.px(LINE_PX), Qt.PenStyle.DotLine))
        painter.drawLine(points[-1], end)
        points.append(end)
    if points:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(points[-1], theme.px(3), theme.px(3))
