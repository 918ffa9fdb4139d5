"""The third step: the records that a number counts; Enter or a double click opens one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from desktop import moments, theme
from desktop.figure_asker import FigureAsker
from desktop.leader.shown_figure import ShownFigure, caption
from desktop.literal import PlainLabel
from desktop.session import Session
from services.brief.group_names import GroupNames
from services.protocol.analysis_messages import FigureRecords

ROW_PX = 40


class FigureRecordList(QWidget):
    """Of a share both lists can be seen: the records that fulfil it, and all of them."""

    opened = Signal(str)
    """Number of an event whose card is wanted."""
    arrived = Signal()

    def __init__(self, session: Session, names: GroupNames) -> None:
        super().__init__()
        self._session, self._names = session, names
        self._asker = FigureAsker(session, self._show_trouble)
        self.shown: ShownFigure | None = None
        self.count = PlainLabel()
        self.count.setFont(theme.font(20))
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("figure records")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setFont(theme.font(18))
        rows = self.table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px(ROW_PX))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.activated.connect(lambda index: self._open(index.row()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(10))
        box.addWidget(self.count)
        box.addWidget(self.table, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the headings."""
        self.table.setHorizontalHeaderLabels([self.tr("Time"), self.tr("Content"), self.tr("About")])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def show_records(self, shown: ShownFigure) -> None:
        """List the records of a number, as of its own record."""
        self._asker.forget()
        self.shown = shown
        self.table.setRowCount(0)
        self.count.setText(self.tr("Reading the records …"))
        self._asker.records(shown.counted_by(), self._take)

    def title(self) -> str:
        """Of the records that are shown."""
        if self.shown is None:
            return ""
        return self.tr("Records of {what}").format(what=caption(self.shown, self._session.catalog, self._names))

    def release(self) -> None:
        """Give up what was asked."""
        self._asker.release()

    def _take(self, records: FigureRecords) -> None:
        count = len(records.rows)
        if not records.total:
            text = self.tr("No record is counted here.")
        elif count < records.total:
            text = self.tr("{n} records; the first {shown} are listed")
            text = text.format(n=f"{records.total:,}", shown=f"{count:,}")
        else:
            text = self.tr("{n} records").format(n=f"{count:,}")
        self.count.setText(text)
        self.table.setRowCount(count)
        for row, record in enumerate(records.rows):
            for column, words in enumerate((moments.full(record.happened_ms), record.text, record.subject)):
                self.table.setItem(row, column, QTableWidgetItem(words))
        self.table.setColumnWidth(0, theme.px(230))
        self.table.setColumnWidth(1, max(theme.px(300), self.table.width() - theme.px(520)))
        if count:
            self.table.setCurrentCell(0, 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.arrived.emit()

    def _open(self, row: int) -> None:
        assert self.shown is not None
        item = self.table.item(row, 2)
        if item is not None and self.shown.metric(self._session.catalog).source == "events":
            self.opened.emit(item.text())

    def _show_trouble(self) -> None:
        self.count.setText(self._asker.trouble)
        self.arrived.emit()
