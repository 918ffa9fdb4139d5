"""The records behind a figure that no event says: counts of calls, visits of grids, reported indicators."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import moments, theme
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel
from services.protocol.analysis_messages import FigureRecords

SIZE_PX = (620, 420)
MARGINS_PX = (14, 10, 14, 12)
ROW_PX = 26


class FigureRecordsBox(QDialog):
    """Time, what it is about, what it says."""

    def __init__(self, title: str, records: FigureRecords, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("figure records")
        self.setWindowTitle(title)
        self.resize(*(theme.px(size) for size in SIZE_PX))
        heading = PlainLabel(title)
        heading.setProperty("role", "title")
        heading.setWordWrap(True)
        more = PlainLabel()
        if len(records.rows) < records.total:
            more.setText(self.tr("The first {n} of {total}").format(n=len(records.rows), total=records.total))
        more.setVisible(bool(more.text()))
        self.table = QTableWidget(len(records.rows), 3)
        self.table.setHorizontalHeaderLabels([self.tr("Time"), self.tr("About"), self.tr("Content")])
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setStretchLastSection(True)
        for row, record in enumerate(records.rows):
            for column, text in enumerate((moments.full(record.happened_ms), record.subject, record.text)):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.px(margin) for margin in MARGINS_PX))
        box.setSpacing(theme.px(7))
        for part in (heading, more, self.table):
            box.addWidget(part)
        name_controls(self, title)
