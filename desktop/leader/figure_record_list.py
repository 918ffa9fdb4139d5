"""The third step: the records that a number counts, of a share those of numerator and denominator, each marked; Enter
or a double click opens one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from desktop import moments, theme
from desktop.figure_asker import FigureAsker
from desktop.leader.shown_figure import ShownFigure, caption
from desktop.literal import PlainLabel
from desktop.session import Session
from services.brief.group_names import GroupNames
from services.protocol.analysis_messages import FigureRecord, FigureRecords

ROW_PX = 40
MARKED_SOURCES = frozenset({"events", "indicators"})
"""Of other shares one record says both numbers, or the whole is what the package has."""
TIME, TEXT, ABOUT, PART = range(4)


@dataclass(frozen=True)
class MarkedRecord:
    """A record, and of which parts of a share it is."""

    record: FigureRecord
    in_numerator: bool
    in_denominator: bool


def marked(numerator: FigureRecords, denominator: FigureRecords) -> list[MarkedRecord]:
    """The records of a share in the order of the journal, as far as both lists go.

    Where the numerator is a part of the denominator, every mark is right: of the first records of the whole, those that
    fulfil it are the first ones of the part.
    """
    upper, lower = ({row.seq: row for row in part.rows} for part in (numerator, denominator))
    end = min((part.rows[-1].seq for part in (numerator, denominator) if len(part.rows) < part.total), default=None)
    every = upper | lower
    return [
        MarkedRecord(every[seq], seq in upper, seq in lower) for seq in sorted(every) if end is None or seq <= end
    ]


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
        self.table = QTableWidget(0, 4)
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
        self.table.activated.connect(lambda index: self._open(index.row()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(10))
        box.addWidget(self.count)
        box.addWidget(self.table, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the headings."""
        self.table.setHorizontalHeaderLabels(
            [self.tr("Time"), self.tr("Content"), self.tr("About"), self.tr("Counts in")]
        )

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
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            record = row.record
            cells = moments.full(record.happened_ms), record.text, record.subject, self._part(row)
            for column, words in enumerate(cells):
                self.table.setItem(place, column, QTableWidgetItem(words))
        for column, width in ((TIME, 230), (ABOUT, 240), (PART, 230)):
            self.table.setColumnWidth(column, theme.px(width))
        if rows:
            self.table.setCurrentCell(0, 0)
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

    def _part(self, row: MarkedRecord) -> str:
        if row.in_numerator and row.in_denominator:
            return self.tr("● numerator and denominator")
        return self.tr("● numerator") if row.in_numerator else self.tr("○ denominator")

    def _open(self, row: int) -> None:
        assert self.shown is not None
        item = self.table.item(row, ABOUT)
        if item is not None and self.shown.metric(self._session.catalog).source == "events":
            self.opened.emit(item.text())

    def _show_trouble(self) -> None:
        self.count.setText(self._asker.trouble)
        self.arrived.emit()
