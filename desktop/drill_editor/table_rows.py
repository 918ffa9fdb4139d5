"""The rows of one table of the scenario as an item model; cells are edited in place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from county.explained import Explained
from desktop import theme
from desktop.drill_editor.document import ScenarioDocument
from desktop.drill_editor.finding_words import finding_line, unread_line
from desktop.drill_editor.row_fields import RowField
from desktop.drill_editor.table_fields import COLUMNS, EditedTable
from desktop.drill_editor.unread_texts import UnreadText
from desktop.i18n import pick
from desktop.widgets.literal import literal
from desktop.wording import explained

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ScenarioRows(QAbstractTableModel):
    """Follows the document; a text that cannot be read is told and kept for the form of its row, and the row is
    marked."""

    refused = Signal(str)
    """Why a text was not taken."""

    def __init__(self, document: ScenarioDocument, table: EditedTable) -> None:
        super().__init__()
        self.document, self.table = document, table
        self.fields: tuple[RowField, ...] = COLUMNS[table]
        self._rows = document.rows(table)
        self._known = document.known

    def follow(self) -> None:
        """Show the document as it is now."""
        before, rows = len(self._rows), self.document.rows(self.table)
        if len(rows) == before:
            self._rows, self._known = rows, self.document.known
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(before - 1, len(self.fields) - 1))
            return
        self.beginResetModel()
        self._rows, self._known = rows, self.document.known
        self.endResetModel()

    def show_findings(self) -> None:
        if self._rows:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows) - 1)

    # ---- what Qt asks of a model

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if self.fields[index.column()].fixed else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        field, row = self.fields[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return field.text(row, self._known)
            case Qt.ItemDataRole.ToolTipRole:
                return literal(field.text(row, self._known))
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        field, row = self.fields[index.column()], self._rows[index.row()]
        if str(value) == field.text(row, self._known):
            return False
        try:
            self.document.change_row(self.table, index.row(), field.changed(row, str(value), self._known))
        except Explained as error:
            self.refused.emit(explained(error.line))
            text = UnreadText(str(value), error.line)
            self.document.unread.keep(self.document.identity(self.table, index.row()), field.key, text)
            return False
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            return pick(self.fields[section].label) if role == Qt.ItemDataRole.DisplayRole else None
        found = self.document.by_row.get((self.table, section), [])
        unread = self.document.unread_of(self.table, section)
        faulty = any(fault.severity == "error" for fault in found)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{'✎ ' if unread else '✕ ' if faulty else '! ' if found else ''}{section + 1}"
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(theme.DANGER if faulty else theme.WARNING) if found or unread else None
            case Qt.ItemDataRole.ToolTipRole:
                lines = [unread_line((self.table, section, key), text) for key, text in unread.items()]
                return literal("\n".join([*lines, *(finding_line(fault, self._known) for fault in found)]))
        return None
