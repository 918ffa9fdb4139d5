"""Rows sorted by keys, as a Qt table model that only moves rows whose key changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex
from sortedcontainers import SortedList

Index = QModelIndex | QPersistentModelIndex
Key = tuple[Any, ...]
"""Sort key of a row: comparable values, the item's id last."""
ROWS_AT_ONCE = 200
"""Changes in one update above which rows are merged instead of moved one by one."""


class KeyedRows(QAbstractTableModel):
    """One row per item.

    An item may be archived before its row is removed: ``data`` of subclasses must expect that.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: SortedList[Key] = SortedList()
        self._key_of: dict[str, Key] = {}

    def row_of(self, item_id: str) -> int | None:
        """The row of an item; None when it has none."""
        key = self._key_of.get(item_id)
        return None if key is None else self._keys.index(key)

    def key_of(self, item_id: str) -> Key | None:
        """The sort key of an item; None when it has no row."""
        return self._key_of.get(item_id)

    def id_at(self, row: int) -> str:
        """The item in a row.  Raises IndexError."""
        item_id: str = self._keys[row][-1]
        return item_id

    def ids(self, first: int = 0, last: int | None = None) -> Iterator[str]:
        """The items of the rows ``first`` to ``last`` (None: the last of all), in order."""
        return (key[-1] for key in self._keys.islice(first, None if last is None else last + 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._keys)

    def lay_out(self, keys: Iterable[Key]) -> None:
        """Show exactly the items of these keys; the selection is kept.

        Sorted keys are fastest.
        """
        self.layoutAboutToBeChanged.emit()
        persistent = [(index, self.id_at(index.row())) for index in self.persistentIndexList()]
        self._keys = SortedList(keys)
        self._key_of = {key[-1]: key for key in self._keys}
        for index, item_id in persistent:
            row = self.row_of(item_id)
            self.changePersistentIndex(index, QModelIndex() if row is None else self.index(row, index.column()))
        self.layoutChanged.emit()

    def move(self, moved: frozenset[str], keys: Iterable[Key]) -> None:
        """Items ``moved`` now have ``keys``; those without one are removed."""
        now = {key[-1]: key for key in keys}
        if len(moved) > ROWS_AT_ONCE:
            rows = [key for key in self._keys if key[-1] not in moved]
            self.lay_out(rows + sorted(now.values()))  # two sorted runs: Python merges them
            return
        for item_id in moved:
            self._place(item_id, now.get(item_id))

    def _place(self, item_id: str, key: Key | None) -> None:
        old = self._key_of.get(item_id)
        if old is not None and old != key:
            row = self._keys.index(old)
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._keys[row], self._key_of[item_id]
            self.endRemoveRows()
        if key is None:
            return
        row = self._keys.bisect_left(key)
        if old == key:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
            return
        self.beginInsertRows(QModelIndex(), row, row)
        self._keys.add(key)
        self._key_of[item_id] = key
        self.endInsertRows()
