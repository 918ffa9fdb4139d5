"""Rows in the order of their keys, as a Qt table model that moves only the rows that must move."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex

Index = QModelIndex | QPersistentModelIndex
Key = tuple[Any, ...]
"""What a row is sorted by: comparable values, the thing's id last."""
ROWS_AT_ONCE = 200
"""More changes than this in one tick and the rows are merged instead of moved one by one."""


class KeyedRows(QAbstractTableModel):
    """One row a thing; :attr:`ids` are their ids in order.

    A thing may have left its model before the row is told: ``data`` of subclasses must expect that.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: list[str] = []
        self._keys: list[Key] = []
        self._key_of: dict[str, Key] = {}

    def row_of(self, item_id: str) -> int | None:
        """The row of a thing; None when it has none."""
        key = self._key_of.get(item_id)
        return None if key is None else bisect_left(self._keys, key)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ids)

    def lay_out(self, keys: list[Key]) -> None:
        """Show the things of these sorted keys and no others; chosen rows stay chosen as long as they are shown."""
        self.layoutAboutToBeChanged.emit()
        held = [(index, self.ids[index.row()]) for index in self.persistentIndexList()]
        self._keys = keys
        self.ids = [key[-1] for key in keys]
        self._key_of = dict(zip(self.ids, keys, strict=True))
        for index, item_id in held:
            row = self.row_of(item_id)
            self.changePersistentIndex(index, QModelIndex() if row is None else self.index(row, index.column()))
        self.layoutChanged.emit()

    def move(self, moved: frozenset[str], keys: Iterable[Key]) -> None:
        """The things ``moved`` now have ``keys``; those that have none there are shown no longer."""
        now = {key[-1]: key for key in keys}
        if len(moved) > ROWS_AT_ONCE:
            rows = [key for key in self._keys if key[-1] not in moved]
            rows += sorted(now.values())
            rows.sort()  # two sorted runs: Python merges them
            self.lay_out(rows)
            return
        for item_id in moved:
            self._place(item_id, now.get(item_id))

    def _place(self, item_id: str, key: Key | None) -> None:
        old = self._key_of.get(item_id)
        if old is not None and old != key:
            row = bisect_left(self._keys, old)
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._keys[row], self.ids[row], self._key_of[item_id]
            self.endRemoveRows()
        if key is None:
            return
        row = bisect_left(self._keys, key)
        if old == key:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
            return
        self.beginInsertRows(QModelIndex(), row, row)
        self._keys.insert(row, key)
        self.ids.insert(row, item_id)
        self._key_of[item_id] = key
        self.endInsertRows()
