"""A filter typed over all events until the table shows it, against the same on bare numpy arrays.

The analysis' pages go through the codec into the panel's own table, off-screen, which shows all events at first like
the panel when it is opened.  The delay after the last key press and the connection are left out.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, closing
from functools import partial
from operator import attrgetter
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from bench.analysis import FIRST_MS, asked, timed, timeline_of
from bench.figures import BenchFigure
from bench.first_paint import without_display
from bench.reports_journal import ReportsJournal
from bench.rounds import Progress, alternating
from county.events.event import LEVELS
from county.package.open import CountyPackage
from desktop.archive.table import ArchiveTable
from desktop.item_models.archive_rows import ORDERS, PAGE, ArchiveRows
from services.analysis.events.event_pages import EventPages
from services.protocol.analysis_messages import ArchiveQuery, EventsPage, EventsPageRequest
from services.protocol.codec import analysis_reply_decoder, payload
from services.store.memory_texts import MemoryTexts
from services.store.upcast import RecordReader

ROUNDS = 9
TABLE_PX = (1_500, 900)
SCROLLS = 200


def figures(package: CountyPackage, events: int, progress: Progress) -> list[BenchFigure]:
    """The figures of a table of ``events``."""
    without_display()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        journal = ReportsJournal(package, events, FIRST_MS)
        folder = Path(name) / "timeline"
        timeline = opened.enter_context(closing(timeline_of(journal, folder, lambda share: progress(share, "events"))))
        pages = EventPages(timeline, MemoryTexts(), journal, RecordReader())
        versions, places = timeline.states("event"), np.arange(events)
        level, source, happened = (versions.values(name, places) for name in ("level", "source", "happened_ms"))
        wanted, numbers = np.isin(LEVELS, ("general", "larger")), iter(range(1, events))
        table = ShownTable(pages, app)
        table.show(ArchiveQuery())

        def shown() -> float:
            query = ArchiveQuery(levels=("general", "larger"), sources=("hotline",), from_ms=FIRST_MS + next(numbers))
            return timed(lambda: table.show(query))

        def bare() -> float:
            from_ms = FIRST_MS + next(numbers)

            def work() -> NDArray[np.int64]:
                found = np.flatnonzero(wanted[level] & (source == 0) & (happened >= from_ms))
                ordered: NDArray[np.int64] = found[np.argsort(happened[found], kind="stable")]
                return ordered

            return timed(work)

        found = alternating({"table": shown, "bare numpy": bare}, ROUNDS, progress)
        scrolls = [timed(partial(table.scroll, place)) for place in range(0, SCROLLS * PAGE, PAGE)]
        blank = table.blank
        table.close()
    return [
        BenchFigure(f"filter over {events:,} events until the table has painted it", found["table"] * 1e3, "ms"),
        BenchFigure("bare numpy filter and argsort of the same columns", found["bare numpy"] * 1e3, "ms"),
        BenchFigure("table / bare numpy", found["table"] / found["bare numpy"], "ratio", at_most=2.0),
        BenchFigure("a page further, requested and painted", median(scrolls) * 1e3, "ms"),
        BenchFigure("visible rows without their event while scrolling by pages", blank, "", at_most=0),
    ]


class ShownTable:
    """A table view with the archive's item model, filled by the pages of an analysis in the same process."""

    def __init__(self, pages: EventPages, app: QApplication) -> None:
        self.blank = 0
        """Visible rows that had no event when they were painted."""
        self._pages = pages
        self._app = app
        self._decode = analysis_reply_decoder("live").decode
        self._model = ArchiveRows((attrgetter("title"),) * (len(ORDERS) - 5))
        self._view = ArchiveTable(self._model)
        self._view.resize(*TABLE_PX)
        self._view.show()
        self._query = ArchiveQuery()
        self._as_of_seq = 0

    def show(self, query: ArchiveQuery) -> None:
        """Show the result of ``query`` from its beginning, painted."""
        self._query = query
        page = self._page(asked(query))
        self._as_of_seq = page.as_of_seq
        self._view.scrollToTop()
        self._model.begin(page)
        self._paint()

    def scroll(self, place: int) -> None:
        """Make ``place`` the first visible row, painted."""
        for number in self._model.missing(place, place + PAGE):
            request = EventsPageRequest(
                request="bench", query=self._query, first=number * PAGE, count=PAGE, as_of_seq=self._as_of_seq
            )
            self._model.add(self._page(request))
        self._view.verticalScrollBar().setValue(place)
        self._paint()
        first, last = self._view.rowAt(0), self._view.rowAt(self._view.viewport().height() - 1)
        self.blank += sum(self._model.row_at(row) is None for row in range(first, last + 1))

    def close(self) -> None:
        self._view.close()
        self._view.deleteLater()

    def _page(self, request: EventsPageRequest) -> EventsPage:
        page = self._decode(payload(self._pages.page(request)))
        assert isinstance(page, EventsPage)
        return page

    def _paint(self) -> None:
        self._view.viewport().repaint()
        self._app.processEvents()
