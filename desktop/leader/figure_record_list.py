"""The third step: the records that a number counts, of a share those of numerator and denominator, each marked; Enter
or a double click opens one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop import theme
from desktop.figures.asker import FigureAsker
from desktop.figures.shown_figure import ShownFigure, caption
from desktop.leader.record_rows import ABOUT, PART, TEXT, TIME, MarkedRecord, RecordRows, marked
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from services.brief.group_names import GroupNames
from services.protocol.analysis_messages import FigureRecords

ROW_PX = 40
WIDTHS_PX = {TIME: 230, ABOUT: 240, PART: 230}
MARKED_SOURCES = frozenset({"events", "indicators"})
"""Of other shares one record says both numbers, or the whole is what the package has."""


class FigureRecordList(QWidget):
    """Of a share both are asked for; of anything else all records are its numerator."""

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
        self._numerator: FigureRecords | None = None
        self._denominator: FigureRecords | None = None
        self.rows = RecordRows(self)
        self.table = QTableView()
        self.table.setModel(self.rows)
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
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.horizontalHeader().setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS_PX.items():
            self.table.setColumnWidth(column, theme.px(width))
        self.table.activated.connect(lambda index: self._open(index.row()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(10))
        box.addWidget(self.count)
        box.addWidget(self.table, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """The language has changed."""
        self.rows.show_rows(self.rows.rows)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def show_records(self, shown: ShownFigure) -> None:
        """List the records of a number, as of its own record."""
        self._asker.forget()
        self.shown = shown
        self.rows.show_rows(())
        self.count.setText(self.tr("Reading the records …"))
        self._numerator = self._denominator = None
        metric = shown.metric(self._session.catalog)
        is_share = metric.is_share and metric.source in MARKED_SOURCES
        self.table.setColumnHidden(PART, not is_share)
        self._asker.records(shown.counted_by(), self._take_numerator)
        if is_share:
            self._asker.records(shown.counted_by("denominator"), self._take_denominator)

    def title(self) -> str:
        """Of the records that are shown."""
        if self.shown is None:
            return ""
        return self.tr("Records of {what}").format(what=caption(self.shown, self._session.catalog, self._names))

    def release(self) -> None:
        """Give up what was asked."""
        self._asker.release()

    def _take_numerator(self, records: FigureRecords) -> None:
        self._numerator = records
        self._show()

    def _take_denominator(self, records: FigureRecords) -> None:
        self._denominator = records
        self._show()

    def _show(self) -> None:
        """All of it, once it is here."""
        if self._asker.is_waiting or self._numerator is None:
            return
        if self._denominator is None:
            rows = [MarkedRecord(record, True, True) for record in self._numerator.rows]
            self.count.setText(self._counted(self._numerator.total, len(rows)))
        else:
            rows = marked(self._numerator, self._denominator)
            self.count.setText(self._counted_of_share(self._numerator.total, self._denominator.total, len(rows)))
        self.rows.show_rows(rows)
        if rows:
            self.table.setCurrentIndex(self.rows.index(0, 0))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.arrived.emit()

    def _counted(self, total: int, listed: int) -> str:
        if not total:
            return self.tr("No record is counted here.")
        if listed < total:
            text = self.tr("{n} records; the first {shown} are listed")
            return text.format(n=f"{total:,}", shown=f"{listed:,}")
        return self.tr("{n} records").format(n=f"{total:,}")

    def _counted_of_share(self, numerator: int, denominator: int, listed: int) -> str:
        if not numerator and not denominator:
            return self.tr("No record is counted here.")
        text = self.tr("Numerator: {num} records, denominator: {den} records; {shown} are listed")
        return text.format(num=f"{numerator:,}", den=f"{denominator:,}", shown=f"{listed:,}")

    def _open(self, row: int) -> None:
        assert self.shown is not None
        if self.shown.metric(self._session.catalog).source == "events":
            self.opened.emit(self.rows.rows[row].record.subject)

    def _show_trouble(self) -> None:
        self.count.setText(self._asker.trouble)
        self.arrived.emit()
