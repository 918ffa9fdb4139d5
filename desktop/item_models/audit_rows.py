"""Entries of the audit log as a Qt table model, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from desktop import moments, theme
from desktop.item_models.keyed_rows import Index
from desktop.widgets.literal import literal
from desktop.wording import AUDIT_KINDS, audit_details, word
from services.audit.entry import USER, AuditEntry, AuditKind

ALARMING = frozenset(
    {AuditKind.REJECTED, AuditKind.COMMAND_REFUSED, AuditKind.CONTACT_REFUSED, AuditKind.AUDIT_REFUSED,
     AuditKind.AUDIT_DAMAGED, AuditKind.ENTRIES_LOST}
)  # fmt: skip
"""Kinds whose name is shown in the colour of a warning."""
COLUMNS = 5


class AuditRows(QAbstractTableModel):
    """Time, what happened, by whom, from where, and details."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[AuditEntry] = []

    def show_entries(self, entries: Iterable[AuditEntry]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def add(self, entries: Iterable[AuditEntry]) -> None:
        """Append older entries."""
        more = list(entries)
        if more:
            self.beginInsertRows(QModelIndex(), len(self._entries), len(self._entries) + len(more) - 1)
            self._entries += more
            self.endInsertRows()

    def retranslate(self) -> None:
        """The language has changed."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, COLUMNS - 1)
        if self._entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._entries) - 1, COLUMNS - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Time"), self.tr("What"), self.tr("Who"), self.tr("From"), self.tr("Details"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme.NOTICE) if index.column() == 1 and entry.kind in ALARMING else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = self._text(entry, index.column())
        return literal(text) if role == Qt.ItemDataRole.ToolTipRole else text

    def _text(self, entry: AuditEntry, column: int) -> str:
        match column:
            case 0:
                return moments.full(entry.at_ms)
            case 1:
                name = word(AUDIT_KINDS[entry.kind]) if entry.kind in AUDIT_KINDS else entry.kind
                return f"{name} × {entry.count:,}" if entry.count > 1 else name
            case 2:
                user = entry.by.removeprefix(USER)
                by = entry.by if user == entry.by else self.tr("system user {name}").format(name=user)
                return " · ".join(part for part in (by, entry.person) if part)
            case 3:
                return entry.address
            case _:
                return audit_details(entry)
