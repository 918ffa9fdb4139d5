"""Columns of long texts share the width that the others of their table leave, so that none is out of sight."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableWidget

from desktop import theme

LEAST_PX = 90
"""Of such a column: some five characters, after which it is cut; its tool tip has the whole text."""


class SharedWidth(QStyledItemDelegate):
    """Of a table whose columns are as wide as their contents."""

    def __init__(self, table: QTableWidget, columns: Collection[int], first: int, first_px: int) -> None:
        """``columns`` share what the others leave; ``first`` is whole before they are up to ``first_px``, and as wide
        as its texts where all of them leave room for it."""
        super().__init__(table)
        self._table = table
        self._columns, self._first, self._first_px = columns, first, first_px
        self._most_px: dict[int, int] = {}
        """Width of each column at most; without an entry it is as wide as its texts."""
        table.setItemDelegate(self)
        table.horizontalHeader().setStretchLastSection(False)  # what it takes could not be shared
        table.viewport().installEventFilter(self)

    def divide(self, columns: Collection[int], first_px: int) -> None:
        """Other columns share the room from the next :meth:`share` on."""
        self._columns, self._first_px = columns, first_px

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size, most_px = super().sizeHint(option, index), self._most_px.get(index.column())
        return size if most_px is None else size.boundedTo(QSize(most_px, size.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self._table.viewport():
            self.share()
        return super().eventFilter(watched, event)

    def share(self) -> None:
        """The rows or the width of the table changed."""
        header = self._table.horizontalHeader()
        long = {*self._columns, self._first}
        others = sum(header.sectionSize(column) for column in range(header.count()) if column not in long)
        room_px = self._table.viewport().width() - others
        before, self._most_px = self._most_px, {}
        wanted = [self._wanted_px(column) for column in self._columns]
        first_px = min(self._wanted_px(self._first), self._first_px)
        most_px = max(shared_px(wanted, room_px - first_px), theme.px(LEAST_PX))
        left_px = room_px - sum(min(width, most_px) for width in wanted)
        self._most_px = {**dict.fromkeys(self._columns, most_px), self._first: max(first_px, left_px)}
        if self._most_px != before:
            self._table.resizeColumnsToContents()

    def _wanted_px(self, column: int) -> int:
        """As wide as its texts and its head."""
        head_px = self._table.horizontalHeader().sectionSizeHint(column)
        return max(self._table.sizeHintForColumn(column), head_px)


def shared_px(wanted: Sequence[int], room_px: int) -> int:
    """How wide each may be at most, so that all that want ``wanted`` pixels have ``room_px`` together."""
    ordered = sorted(wanted)
    for n, width in enumerate(ordered):
        share = room_px // (len(ordered) - n)
        if width > share:
            return share
        room_px -= width
    return max(ordered, default=0)
