"""The columns of a file, three values of each, and the field that it holds, which is chosen by a click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop import theme
from desktop.file_import.fields import field_name
from desktop.item_models.keyed_rows import Index
from desktop.widgets.literal import literal
from services.file_import.columns import SAMPLES
from services.file_import.messages import FileColumn

FIELD = 1
"""The column of the table in which a field is chosen: beside the header, before the values."""


class ColumnRows(QAbstractTableModel):
    """One row a column of the file."""

    chosen = Signal(str, str)
    """The user has chosen a field, "" for none, for the column with a header."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: list[FileColumn] = []
        self.fields: tuple[str, ...] = ()
        self.editable = True

    def show_columns(self, columns: list[FileColumn], fields: tuple[str, ...]) -> None:
        """Show how a file is read; ``fields`` can be chosen."""
        same = [column.header for column in columns] == [column.header for column in self.columns]
        self.fields = fields
        if same:
            self.columns = columns
            if columns:
                self.dataChanged.emit(self.index(0, 0), self.index(len(columns) - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self.columns = columns
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else FIELD + 1 + SAMPLES

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section > FIELD:
            return self.tr("Value {n}").format(n=section - FIELD)
        return self.tr("Field (click to choose)") if section == FIELD else self.tr("Column of the file")

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == FIELD and self.editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.row()]
        used = bool(column.fields or column.channel)
        if role == Qt.ItemDataRole.ForegroundRole:
            if index.column() == FIELD:
                return QColor(theme.ACCENT if used else theme.MUTED)
            return None if used else QColor(theme.MUTED)
        if role == Qt.ItemDataRole.EditRole:
            return column.fields[0] if column.fields else ""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self._text(column, index.column())
        return literal(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        column = self.columns[index.row()]
        if index.column() != FIELD or role != Qt.ItemDataRole.EditRole or (value,) == (column.fields or ("",)):
            return False
        self.chosen.emit(column.header, str(value))
        return True

    def _text(self, column: FileColumn, at: int) -> str:
        if at > FIELD:
            sample = at - FIELD - 1
            return column.samples[sample] if sample < len(column.samples) else ""
        if at < FIELD:
            return column.header
        if column.channel:
            return self.tr("channel {name}").format(name=column.channel)
        names = self.tr(", ").join(map(field_name, column.fields))
        return f"{names} ▾" if names else self.tr("not used ▾")


class FieldChoice(QStyledItemDelegate):
    """Lets the user choose the field of a column from a list."""

    def __init__(self, rows: ColumnRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QComboBox(parent)
        box.addItem(self.tr("not used"), "")
        for field in self._rows.fields:
            box.addItem(field_name(field), field)
        box.activated.connect(lambda _: self._done(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(editor.findData(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentData())

    def _done(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


class ColumnTable(QTableView):
    """The table of the mapper."""

    def __init__(self, on_choice: Callable[[str, str], None]) -> None:
        super().__init__()
        self.rows = ColumnRows(self)
        self.rows.chosen.connect(on_choice)
        self.setModel(self.rows)
        self.setItemDelegateForColumn(FIELD, FieldChoice(self.rows, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(28))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
