"""A list of wrapped texts with rows of different height that keeps its scroll position."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from county.clock import monotonic_ms
from desktop import theme
from desktop.item_models.keyed_rows import KeyedRows

MEASURE_MS = 4
"""Time for measuring texts per event loop iteration."""


class WrappedList(QTableView):
    """Shows the first column of ``rows``.

    A table, because its header stores row heights: a QListView measures every text again at each change.
    """

    def __init__(self, rows: KeyedRows) -> None:
        super().__init__()
        self._rows = rows
        self._unmeasured: dict[str, None] = {}
        """Ids of rows whose height is unknown for their current text and width."""
        self._measure = QTimer(self, singleShot=True, interval=0)
        self._measure.timeout.connect(self._go_on)
        self.setModel(rows)
        self.setWordWrap(True)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.rowsInserted.connect(lambda parent, first, last: self._mark(first, last))
        rows.dataChanged.connect(lambda first, last: self._mark(first.row(), last.row()))
        rows.layoutChanged.connect(self._mark_all)
        self._mark_all()

    @contextmanager
    def keep_scroll(self) -> Iterator[None]:
        """Keep the uppermost visible row in place while rows are inserted, removed or resized, unless the list is at
        its beginning."""
        bar, header = self.verticalScrollBar(), self.verticalHeader()
        top = self.rowAt(0) if bar.value() > 0 else -1
        top_id = self._rows.id_at(top) if top >= 0 else ""
        above_px = self.rowViewportPosition(top)
        yield
        self._measure_some()
        self.updateGeometries()
        row = self._rows.row_of(top_id)
        if row is not None:
            bar.setValue(header.sectionPosition(row) - above_px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._mark_all()
        self._go_on()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._unmeasured:
            self._measure.start()

    def _mark(self, first: int, last: int) -> None:
        self._unmeasured.update(dict.fromkeys(self._rows.ids(first, last)))
        self._measure.start()

    def _mark_all(self) -> None:
        self._unmeasured = dict.fromkeys(self._rows.ids())
        self._measure.start()

    def _go_on(self) -> None:
        with self.keep_scroll():
            pass

    def _measure_some(self) -> None:
        """Measure visible rows first, then others within the time limit."""
        end_ms = monotonic_ms() + MEASURE_MS
        self._measure_view()
        while self._unmeasured and monotonic_ms() < end_ms:
            entry_id = next(iter(self._unmeasured))
            row = self._rows.row_of(entry_id)
            del self._unmeasured[entry_id]
            if row is not None:
                self._fit(row)
        if self._unmeasured:
            self._measure.start()
        else:
            self._measure.stop()

    def _measure_view(self) -> None:
        row = self.rowAt(0)
        while 0 <= row < self._rows.rowCount() and self.rowViewportPosition(row) < self.viewport().height():
            entry_id = self._rows.id_at(row)
            if entry_id in self._unmeasured:
                del self._unmeasured[entry_id]
                self._fit(row)
            row += 1

    def _fit(self, row: int) -> None:
        self.verticalHeader().resizeSection(row, self.sizeHintForRow(row) + 2 * theme.px(2))
