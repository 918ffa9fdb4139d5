"""Below the event list: the events with the searched text that have ended, all years of them, from the archive."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout

from county.events.event import ENDED, STATES
from desktop import moments, theme
from desktop.archive.paging import ArchivePaging
from desktop.events.query import EventQuery, FoundElsewhere
from desktop.input.held_rows import HeldRows
from desktop.item_models.archive_rows import ID_ROLE, ArchiveRows
from desktop.item_models.past_event_delegate import PastEventDelegate
from desktop.moments import day_of
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.literal import PlainLabel
from services.protocol.analysis_messages import TEXT_MAX, ArchiveQuery

REFRESH_MS = 10_000


class FurtherEvents(Panel):
    """Hidden while no text is searched, or a condition is set that no ended event meets."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._query, self._found = EventQuery(), FoundElsewhere()
        self.heading = ElidedLabel()
        self.heading.setFont(theme.font(14, bold=True))
        self.heading.setStyleSheet(f"color: {theme.ACCENT};")
        self.note = PlainLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "hint")
        self.rows = ArchiveRows((), self)
        self.table = QTableView()
        self._hold = HeldRows(self.table, lambda index: index.data(ID_ROLE))
        delegate = PastEventDelegate(
            session.catalog, session.styles, session.clock, session.event_texts, session.divisions.path
        )
        delegate.setParent(self)
        self._arrange(delegate)
        self._paging = ArchivePaging(session, self.table, self.rows, self.archive_query)
        self._paging.arrived.connect(self._show_health)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.every(REFRESH_MS, self._refresh)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self._show_health()

    def show_query(self, query: EventQuery, found: FoundElsewhere) -> None:
        """Show the ended events for ``query``, which are found by its text or were reported by someone in ``found``."""
        impossible = query.overdue or query.due_soon or query.pressing or query.due_today
        impossible = impossible or query.emergency or bool(query.actor)
        wanted = bool(query.text) and not impossible and query.turn is None
        changed = query != self._query or found.reporters != self._found.reporters or self.isHidden()
        self._query, self._found = query, found
        if not wanted:
            self._paging.cancel()
            self.rows.clear()
        self.setVisible(wanted)
        if wanted and changed:
            self._paging.ask(scrolls_up=True)
        self._show_health()

    def release(self) -> None:
        self._paging.release()
        super().release()

    def archive_query(self) -> ArchiveQuery:
        """The query that is shown: what the list above shows itself is left out."""
        query, subclasses = self._query, self._session.catalog.subclasses
        ended = tuple(state for state in STATES if state in ENDED and state in query.states)
        today = day_of(self._session.clock.now_ms()) if query.reported_today else None
        return ArchiveQuery(
            text="" if self._found.reporters else query.text[:TEXT_MAX],
            reporters=tuple(sorted(self._found.reporters)),
            states=ended or tuple(state for state in STATES if state in ENDED),
            on_desk=False if ended else None,
            subclasses=tuple(key for key, row in subclasses.items() if row.event_class == query.event_class),
            levels=(query.level,) if query.level else (),
            from_ms=None if today is None else today.start,
            to_ms=None if today is None else today.stop,
        )

    def _arrange(self, delegate: PastEventDelegate) -> None:
        table = self.table
        table.setModel(self.rows)
        for column in range(1, self.rows.columnCount()):
            table.setColumnHidden(column, True)
        table.setItemDelegate(delegate)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setMouseTracking(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.horizontalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(delegate.row_px())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(3))
        box.addWidget(self.heading)
        box.addWidget(self.note)
        box.addWidget(table, 1)
        box.addStretch()  # without rows the heading stays at the top

    def _refresh(self) -> None:
        if self.isVisible() and not self._paging.waiting and not self._hold.holding:
            self._paging.ask(scrolls_up=False)

    def _chosen(self, index: QModelIndex) -> None:
        event_id = index.data(ID_ROLE) if index.isValid() else ""
        if event_id:
            self._session.focus.select("events", event_id)

    def _show_health(self) -> None:
        total = f"{self.rows.rowCount():,}" if self._paging.begun else "–"
        template = (
            self.tr("Ended, of all years: the newest {n}")
            if self._paging.limited
            else self.tr("Ended, of all years: {n}")
        )
        self.heading.setText(template.format(n=total))
        self.note.setText(self._note())
        self.note.setVisible(bool(self.note.text()))
        found = self.rows.rowCount() > 0
        self.table.setVisible(found)
        policy = self.sizePolicy()
        policy.setVerticalStretch(int(found))  # without rows the list above has all the room
        self.setSizePolicy(policy)

    def _note(self) -> str:
        health = self._session.source.health().analysis
        if health is None or health.state == "opening":
            return self.tr("The analysis service is starting …")
        if health.state == "offline":
            as_of = moments.short(health.as_of_ms, self._session.clock.now_ms()) if health.as_of_ms else "–"
            return self.tr("Analysis service offline; ended events as of {time}").format(time=as_of)
        if health.state != "ready":
            return self.tr("Texts are still being indexed: the newest ones are not found yet")
        return self._paging.trouble
