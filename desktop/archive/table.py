"""The table of all events ever.  It paints its rows itself: Qt's item views ask a model written in Python some ten
questions a cell, thousands for each result that is shown.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop import theme
from desktop.item_models.archive_rows import ORDERS, ArchiveRows
from desktop.item_models.place_delegate import nearest_names
from desktop.widgets.text_table import show_rows

WIDTHS_PX = (174, 232, 84, 112, 72, 112, 200, 160, 130, 166, 166, 166)
"""Of the columns before the last one."""
HAPPENED, PLACE = ORDERS.index("happened_ms"), ORDERS.index("division")
SIGN = "国"
"""No usual sign is wider: a text of n signs fits into n times its width, and is not measured then."""


class ArchiveTable(QTableView):
    """One line a row, without grid; whole rows are selected; sorted by a click on a heading."""

    def __init__(self, rows: ArchiveRows) -> None:
        super().__init__()
        self._rows = rows
        show_rows(self, rows)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(HAPPENED, Qt.SortOrder.DescendingOrder)

    def paintEvent(self, event: QPaintEvent) -> None:
        area, count = event.rect(), self._rows.rowCount()
        height, metrics = self.verticalHeader().defaultSectionSize(), self.fontMetrics()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            return
        columns = self._columns(area)
        base, sign_px = (height + metrics.ascent() - metrics.descent()) // 2, metrics.horizontalAdvance(SIGN)
        selected = {index.row() for index in self.selectionModel().selectedRows()}
        ground, chosen = QColor(theme.GROUND), QColor(theme.LINE)
        top, width = self.rowViewportPosition(first), self.viewport().width()
        with QPainter(self.viewport()) as painter:
            painter.setFont(self.font())
            painter.setPen(QColor(theme.TEXT))
            for row in range(first, count if last < 0 else last + 1):
                if row in selected or row % 2:
                    painter.fillRect(QRect(0, top, width, height), chosen if row in selected else ground)
                texts = self._rows.texts(row)
                for column, left, room in columns:
                    text = texts[column]
                    if len(text) * sign_px > room:
                        text = nearest_names(text, metrics, room) if column == PLACE else text
                        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
                    if text:
                        painter.drawText(left, top + base, text)
                top += height

    def _columns(self, area: QRect) -> list[tuple[int, int, int]]:
        """Number, left and width in pixels of the texts of the columns that have a part in ``area``."""
        margin, found = theme.px(theme.CELL_PX), []
        for column in range(self._rows.columnCount()):
            left, width = self.columnViewportPosition(column), self.columnWidth(column)
            if left <= area.right() and left + width > area.left():
                found.append((column, left + margin, width - 2 * margin))
        return found
