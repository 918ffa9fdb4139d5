"""Columns of long texts share the width that the others of their table leave, so that none is out of sight."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableWidget

from desktop import theme

LEAST_PX = 90
"""Of such a column: some five characters, after which it is cut; its tool tip has the whole text."""


class SharedWidth(QStyledItemDelegate):
    """Of ``columns`` of a table whose columns are as wide as their contents."""

    def __init__(self, table: QTableWidget, columns: Collection[int]) -> None:
        super().__init__(table)
        self._table, self._columns = table, columns
        self._most_px: int | None = None
        """Width of each at most; None: as wide as its texts."""
        for column in columns:
            table.setItemDelegateForColumn(column, self)
        table.viewport().installEventFilter(self)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return size if self._most_px is None else size.boundedTo(QSize(self._most_px, size.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self._table.viewport():
            self.share()
        return super().eventFilter(watched, event)

    def share(self) -> None:
        """The rows or the width of the table changed."""
        header = self._table.horizontalHeader()
        others = sum(header.sectionSize(column) for column in range(header.count()) if column not in self._columns)
        before, self._most_px = self._most_px, None
        wanted = [self._table.sizeHintForColumn(column) for column in self._columns]
        shared = shared_px(wanted, self._table.viewport().width() - others)
        self._most_px = max(shared, theme.px(LEAST_PX))
        if self._most_px != before:
            self._table.resizeColumnsToContents()


def shared_px(wanted: Sequence[int], room_px: int) -> int:
    """How wide each may be at most, so that all that want ``wanted`` pixels have ``room_px`` together."""
    ordered = sorted(wanted)
    for n, width in enumerate(ordered):
        share = room_px // (len(ordered) - n)
        if width > share:
            return share
        room_px -= width
    return max(ordered, default=0)
