"""All events ever: filtered as one types, sorted by any column, scrolled without waiting; answered by the analysis."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QLineEdit

from county.channels import SOURCE_NAMES
from county.events.event import STATES
from desktop.archive.paging import ArchivePaging
from desktop.archive.table import HAPPENED, WIDTHS_PX, ArchiveTable
from desktop.events.query import ALL, CLOSED, IN_HAND, OPEN, TO_VERIFY, WAITING, name_of
from desktop.figures.analysis_note import analysis_note
from desktop.i18n import pick
from desktop.input.held_rows import HeldRows
from desktop.item_models.archive_rows import ID_ROLE, ORDERS, ArchiveRows
from desktop.panels.panel import Panel, column_of
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.widgets.elided import ElidedButton
from desktop.widgets.filter_box import FilterBox
from desktop.widgets.literal import PlainLabel
from desktop.widgets.text_table import widen
from desktop.widgets.wrapping_line import line_of
from desktop.wording import state
from layers.events import LEVEL_NAMES
from services.protocol.analysis_messages import TEXT_MAX, ArchiveQuery, ArchiveRow, CountedBy

TYPING_MS = 150
"""Delay of the search after the last key press."""
REFRESH_MS = 5_000
HEALTH_MS = 1_000
_GROUPS = (ALL, OPEN, WAITING, IN_HAND, TO_VERIFY, CLOSED)


class Archive(Panel):
    """A table of rows that arrive in pages, with the pages around the visible ones requested before they are seen."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.text = QLineEdit()
        self.text.setMaxLength(TEXT_MAX)
        self.text.setClearButtonEnabled(True)
        self.group = QComboBox()
        self.event_class, self.level = FilterBox(session.catalog.event_classes), FilterBox(LEVEL_NAMES)
        self.counted = ElidedButton()
        """What figure the shown events are counted by; a click shows all events again."""
        self.counted.hide()
        self.counted.clicked.connect(lambda: self.show_counted(None, ""))
        self._counted_by: CountedBy | None = None
        self.count = PlainLabel()
        self.count.setProperty("role", "muted")
        self.note = PlainLabel()
        """Until when the table is current, or why there is none."""
        self.note.setProperty("role", "hint")
        self.note.setWordWrap(True)
        self.rows = ArchiveRows(
            (self._title_of, lambda row: state(row.state), self._class_of, self._level_of,
             lambda row: pick(SOURCE_NAMES[row.source]),
             lambda row: session.divisions.path(row.division), lambda row: row.address, self._unit_of), self,
        )  # fmt: skip
        self.table = ArchiveTable(self.rows)
        self._paging = ArchivePaging(session, self.table, self.rows, self.query)
        self._paging.arrived.connect(self._show_health)
        self._hold = HeldRows(self.table, lambda index: index.data(ID_ROLE))
        for _ in _GROUPS:
            self.group.addItem("")
        self._arrange()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.search)
        self.text.textEdited.connect(lambda: self._typing.start())
        for box in (self.group, self.event_class, self.level):
            box.activated.connect(lambda: self.search())
        self.table.horizontalHeader().sortIndicatorChanged.connect(lambda: self.search())
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.every(REFRESH_MS, self._refresh)
        self.every(HEALTH_MS, self._follow_health)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Archive", "Event archive")

    def retranslate(self) -> None:
        self.text.setPlaceholderText(self.tr("Words, pinyin, initials, number, place, unit …"))
        for i, states in enumerate(_GROUPS):
            named = {OPEN: self.tr("All open"), ALL: self.tr("All states")}
            self.group.setItemText(i, named.get(states) or pick(name_of(states)))
        self.event_class.retranslate(self.tr("All classes"))
        self.level.retranslate(self.tr("All levels"))
        self.rows.retranslate()
        widen(self.table, WIDTHS_PX)
        self._show_health()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.search()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._paging.request_visible()

    def search(self) -> None:
        """Request the result of the query that is set; the table shows the last one until it arrives."""
        self._typing.stop()
        self._ask(scrolls_up=True)

    def show_counted(self, counted_by: CountedBy | None, title: str) -> None:
        """Show only the events that a figure counts, without other filters; None: all events again."""
        self._counted_by = counted_by
        self.counted.setText(f"✕  {title}")
        self.counted.setVisible(counted_by is not None)
        if counted_by is not None:
            self.text.clear()
            for box in (self.group, self.event_class, self.level):
                box.setCurrentIndex(0)
        self.search()

    def release(self) -> None:
        self._paging.release()
        super().release()

    def query(self) -> ArchiveQuery:
        """The query that is set."""
        group, chosen = _GROUPS[self.group.currentIndex()], self.event_class.currentData()
        header = self.table.horizontalHeader()
        order = ORDERS[header.sortIndicatorSection()]
        subclasses = self._session.catalog.subclasses
        return ArchiveQuery(
            text=self.text.text().strip(),
            states=() if group == ALL else tuple(one for one in STATES if one in group),
            subclasses=tuple(key for key, row in subclasses.items() if row.event_class == chosen),
            levels=(self.level.currentData(),) if self.level.currentData() else (),
            counted_by=self._counted_by,
            order="happened_ms" if order is None else order,
            descending=header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder,
        )

    def _ask(self, *, scrolls_up: bool) -> None:
        if self.isVisible():
            self._paging.ask(scrolls_up=scrolls_up)

    def _refresh(self) -> None:
        """Ask again, unless an answer is still missing, or the pointer is about to choose a row."""
        if not self._paging.waiting and not self._typing.isActive() and not self._hold.holding:
            self._ask(scrolls_up=False)

    def _chosen(self, index: QModelIndex) -> None:
        event_id = index.data(ID_ROLE) if index.isValid() else ""
        if event_id:
            self._session.focus.select("events", event_id)

    def _follow_health(self) -> None:
        """Ask again as soon as the analysis answers if it was not there when the table was first shown."""
        health = self._session.source.health().analysis
        if not self._paging.begun and health is not None and health.state in ("indexing", "ready"):
            self._refresh()
        self._show_health()

    def _show_health(self) -> None:
        """What the table shows, and until when it is current."""
        total = self.rows.rowCount()
        text = self.tr("the newest {n} events with this text") if self._paging.limited else self.tr("{n} events")
        self.count.setText(text.format(n=f"{total:,}") if self._paging.begun else "–")
        self.note.setText(self._note())
        self.note.setVisible(bool(self.note.text()))

    def _note(self) -> str:
        note = analysis_note(self._session, self._paging.as_of_ms)
        health = self._session.source.health().analysis
        if note or health is None:
            return note
        if health.state == "indexing":
            return self.tr("Texts are still being indexed: the newest ones are not found yet")
        return self._paging.trouble

    def _title_of(self, row: ArchiveRow) -> str:
        return pick(self._session.event_texts.title_in(row))

    def _class_of(self, row: ArchiveRow) -> str:
        subclass = self._session.catalog.subclasses.get(row.subclass)
        return row.subclass if subclass is None else pick(subclass.name)

    def _level_of(self, row: ArchiveRow) -> str:
        return next((pick(name) for level, name in LEVEL_NAMES.items() if level == row.level), row.level)

    def _unit_of(self, row: ArchiveRow) -> str:
        return unit_name(self._session, row.unit) if row.unit else ""

    def _arrange(self) -> None:
        self.table.horizontalHeader().sectionClicked.connect(self._sorted_by)
        boxes = (self.group, self.event_class, self.level)
        for box in boxes:
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        line = line_of(self.text, self.counted, *boxes, self.count, stretch={self.text: 1})
        column_box = column_of(self)
        column_box.addLayout(line)
        column_box.addWidget(self.note)
        column_box.addWidget(self.table, 1)

    def _sorted_by(self, section: int) -> None:
        """A column by which nothing can be sorted leads back to the newest first."""
        if ORDERS[section] is None:
            self.table.horizontalHeader().setSortIndicator(HAPPENED, Qt.SortOrder.DescendingOrder)
