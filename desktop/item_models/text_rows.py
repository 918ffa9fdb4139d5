"""Rows of texts as a Qt table model, for lists that only grow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from desktop.item_models.keyed_rows import Index
from desktop.widgets.literal import literal

Cells = Sequence[str]


class TextRows(QAbstractTableModel):
    """Every cell shows its text, and as a tool tip, too."""

    def __init__(self, columns: int, parent: QObject | None = None, *, numeric: Collection[int] = ()) -> None:
        """``numeric``: columns of numbers, which are aligned to the right."""
        super().__init__(parent)
        self._numeric = numeric
        self._heads: Cells = [""] * columns
        self._rows: list[Cells] = []

    def name(self, heads: Cells) -> None:
        """Set the heads of the columns."""
        self._heads = heads
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(heads) - 1)

    def show_rows(self, rows: Iterable[Cells]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def add(self, rows: Iterable[Cells]) -> None:
        """Append rows."""
        more = list(rows)
        if more:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(more) - 1)
            self._rows += more
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._heads[section]

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        """Of cells and heading alike."""
        side = Qt.AlignmentFlag.AlignRight if column in self._numeric else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self._rows[index.row()][index.column()]
        return literal(text) if role == Qt.ItemDataRole.ToolTipRole else text
