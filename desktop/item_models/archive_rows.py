"""All events ever as a Qt table model: as many rows as the analysis has found, of which only some pages are here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from desktop import moments
from desktop.item_models.keyed_rows import Index
from desktop.widgets.literal import literal
from services.protocol.analysis_messages import ArchiveRow, EventOrder, EventsPage

PAGE = 100
"""Rows of a page."""
PAGES_MAX = 60
"""Pages that are kept: those used last."""
ORDERS: tuple[EventOrder | None, ...] = (
    None, None, "state", "subclass", "level", None, "division", None, "unit", "happened_ms", "since_ms", "due_ms",
    "ended_ms",
)  # fmt: skip
"""By which column of the analysis each column here is sorted; None: by none."""
ID_ROLE = Qt.ItemDataRole.UserRole
_ROLES = frozenset(map(int, (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, ID_ROLE)))
"""Qt asks for ten others of each cell that it paints."""
TextOf = Callable[[ArchiveRow], str]


class ArchiveRows(QAbstractTableModel):
    """A row whose page has not arrived shows its place; one of an earlier result stays until the new one arrives."""

    def __init__(self, words: Sequence[TextOf], parent: QObject | None = None) -> None:
        """``words``: texts of the columns Title, State, Class, Level, Source, Location, Address and Unit."""
        super().__init__(parent)
        self._words = words
        self._total = 0
        self._pages: OrderedDict[int, list[ArchiveRow]] = OrderedDict()
        self._current: set[int] = set()
        """Pages of the newest result."""

    def begin(self, first: EventsPage) -> None:
        """Show another result, of which this is the first page; rows of the last one stay until theirs arrive."""
        self._current.clear()
        total = first.total
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()
        self.add(first)

    def add(self, page: EventsPage) -> None:
        """A further page of the result has arrived."""
        number = page.first // PAGE
        self._pages[number] = list(page.rows)
        self._pages.move_to_end(number)
        self._current.add(number)
        while len(self._pages) > PAGES_MAX:
            oldest, _ = self._pages.popitem(last=False)
            self._current.discard(oldest)
        last = min(page.first + PAGE, self._total) - 1
        if last >= page.first:
            self.dataChanged.emit(self.index(page.first, 0), self.index(last, self.columnCount() - 1))

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._total = 0
        self._pages.clear()
        self._current.clear()
        self.endResetModel()

    def missing(self, first: int, last: int) -> list[int]:
        """Numbers of the pages with rows ``first`` to ``last`` that are not of the newest result."""
        return [number for number in self._page_numbers(first, last) if number not in self._current]

    def use(self, first: int, last: int) -> None:
        """These rows are shown: their pages are kept longest."""
        for number in self._page_numbers(first, last):
            if number in self._pages:
                self._pages.move_to_end(number)

    def _page_numbers(self, first: int, last: int) -> Iterable[int]:
        return range(max(first, 0) // PAGE, max(min(last, self._total - 1), -PAGE) // PAGE + 1)

    def row_at(self, place: int) -> ArchiveRow | None:
        """The event in a row; None while its page has not arrived."""
        rows = self._pages.get(place // PAGE, ())
        return rows[place % PAGE] if place % PAGE < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(ORDERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Number"), self.tr("Title"), self.tr("State"), self.tr("Class"), self.tr("Level"),
            self.tr("Source"), self.tr("Location"), self.tr("Address"), self.tr("Unit"), self.tr("Happened"),
            self.tr("Last step"), self.tr("Due"), self.tr("Ended"),
        )[section]  # fmt: skip

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        row = self.row_at(index.row())
        if role == ID_ROLE:
            return "" if row is None else row.id
        text = self.texts(index.row())[index.column()]
        return literal(text) if role == Qt.ItemDataRole.ToolTipRole and row is not None else text

    def texts(self, place: int) -> Sequence[str]:
        """The texts of a row, one a column."""
        row = self.row_at(place)
        if row is None:
            return self.tr("row {n} …").format(n=f"{place + 1:,}"), *("…" for _ in ORDERS[1:])
        times = (row.happened_ms, row.since_ms, row.due_ms, row.ended_ms)
        words = [text_of(row) for text_of in self._words]
        return row.id, *words, *("" if at_ms is None else moments.full(at_ms) for at_ms in times)

    def retranslate(self) -> None:
        """The language has changed."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        if self._total:
            self.dataChanged.emit(self.index(0, 0), self.index(self._total - 1, self.columnCount() - 1))
