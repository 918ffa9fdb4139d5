"""Pages of a query of the archive for a table: those around the visible rows are requested before they are seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTableView

from desktop.item_models.archive_rows import PAGE, ArchiveRows
from desktop.session import Session
from desktop.wording import explained
from services.protocol.analysis_messages import ArchiveQuery, EventsPage
from services.protocol.messages import Trouble


class ArchivePaging(QObject):
    """Fills ``rows``, the model of ``table``; until a result arrives, the last one is shown."""

    arrived = Signal()
    """A page or a trouble arrived."""

    def __init__(
        self, session: Session, table: QTableView, rows: ArchiveRows, query: Callable[[], ArchiveQuery]
    ) -> None:
        """``query``: the one that is set now."""
        super().__init__(table)
        self._session = session
        self._table = table
        self._rows = rows
        self._query = query
        self._requested: dict[str, int] = {}
        """Page by request."""
        self._first = ""
        """Request of the first page of a result that is not shown yet; "" for none."""
        self._scrolls_up = False
        """That result is of another query: it is shown from its beginning."""
        self._as_of_seq = 0
        self.begun = False
        """Whether there is a result."""
        self.as_of_ms = 0
        """Until when the result is current; 0: there is none yet."""
        self.limited = False
        """Only the newest events with the text were looked at."""
        self.trouble = ""
        """Why there is no newer result; "" for none."""
        table.verticalScrollBar().valueChanged.connect(lambda: self.request_visible())
        session.feed.arrived.connect(self._take)

    @property
    def waiting(self) -> bool:
        """Whether an answer is missing."""
        return bool(self._first or self._requested)

    def ask(self, *, scrolls_up: bool) -> None:
        """Request the result of the query that is set."""
        self.cancel()
        self._scrolls_up = scrolls_up
        self._first = self._session.source.events_page(self._query(), 0, PAGE, 0)

    def cancel(self) -> None:
        """No answer is needed any more."""
        for request in (*self._requested, self._first):
            if request:
                self._session.source.cancel_page(request)
        self._requested.clear()
        self._first = ""

    def request_visible(self) -> None:
        """Request what is visible, then the pages around it; what has moved out of sight is not needed any more."""
        if self._first or not self._rows.rowCount() or not self._table.isVisible():
            return
        height = self._table.verticalHeader().defaultSectionSize()
        bar = self._table.verticalScrollBar()
        per_item = self._table.verticalScrollMode() is QTableView.ScrollMode.ScrollPerItem
        top = bar.value() if per_item else bar.value() // height
        bottom = top + self._table.viewport().height() // height + 1
        self._rows.use(top, bottom)
        wanted = self._rows.missing(top, bottom)
        around = [page for page in self._rows.missing(top - PAGE, bottom + PAGE) if page not in wanted]
        for request, page in list(self._requested.items()):
            if page not in wanted and page not in around:
                self._session.source.cancel_page(request)
                del self._requested[request]
        query = self._query()
        for page in (*wanted, *around):
            if page not in self._requested.values():
                request = self._session.source.events_page(query, page * PAGE, PAGE, self._as_of_seq)
                self._requested[request] = page

    def release(self) -> None:
        """Disconnect from all signals."""
        self._session.feed.arrived.disconnect(self._take)

    def _take(self, answer: object) -> None:
        if not isinstance(answer, EventsPage | Trouble):
            return
        if answer.request == self._first and self._first:
            self._first = ""
            if isinstance(answer, Trouble):
                self.trouble = explained(answer.line)
            else:
                self._begin(answer)
        elif answer.request in self._requested:
            del self._requested[answer.request]
            if isinstance(answer, Trouble):
                self.trouble = explained(answer.line)
            elif answer.as_of_seq != self._as_of_seq:  # the result of the other pages is not kept any more
                self.ask(scrolls_up=False)
            else:
                self._rows.add(answer)
        else:
            return
        self.arrived.emit()

    def _begin(self, page: EventsPage) -> None:
        self.begun = True
        is_new = page.as_of_seq != self._as_of_seq or self._scrolls_up
        self.trouble, self.limited = "", page.limited
        self._as_of_seq, self.as_of_ms = page.as_of_seq, page.as_of_ms
        if is_new:
            if self._scrolls_up:
                self._table.scrollToTop()
                self._table.clearSelection()
            self._rows.begin(page)
        self.request_visible()
