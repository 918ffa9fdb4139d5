"""Paints the figure of a group as a bar with its interval."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop import theme
from desktop.item_models.group_rows import BAR_ROLE, BarOfGroup

_Index = QModelIndex | QPersistentModelIndex
HEIGHT_PX, WHISKER_PX, MARGIN_PX = 12, 7, 8


class FigureBars(QStyledItemDelegate):
    """The whisker is the interval of 95 %; a bar of too small a sample is only outlined."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        bar: BarOfGroup | None = index.data(BAR_ROLE)
        if bar is None:
            return
        cell = QRectF(option.rect)
        left, width = cell.left() + theme.px(MARGIN_PX), cell.width() - 2 * theme.px(MARGIN_PX)
        middle, height = cell.center().y(), theme.px(HEIGHT_PX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.ACCENT if bar.is_small else "transparent"), theme.px(1)))
        painter.setBrush(QColor("transparent" if bar.is_small else theme.LEVEL_COLOR["general"]))
        painter.drawRect(QRectF(left, middle - height / 2, max(1.0, width * bar.value), height))
        if bar.high > bar.low:
            painter.setPen(QPen(QColor(theme.TEXT), theme.px(1.4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            low, high, tick = left + width * bar.low, left + width * bar.high, theme.px(WHISKER_PX) / 2
            painter.drawLine(QPointF(low, middle), QPointF(high, middle))
            for x in (low, high):
                painter.drawLine(QPointF(x, middle - tick), QPointF(x, middle + tick))
        painter.restore()
