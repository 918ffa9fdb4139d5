"""Items lost by a restored journal, as a Qt table model: a heading for each group, then one line per item."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QAbstractTableModel, QCoreApplication, QModelIndex, QObject, Qt

from county.numbering import short_number
from desktop.backend.restored import Item, JournalRestored
from desktop.i18n import pick
from desktop.item_models.keyed_rows import Index
from desktop.widgets.literal import literal

KINDS: dict[str, object] = {
    "event": QT_TRANSLATE_NOOP("RestoredNotice", "Event"),
    "alarm": QT_TRANSLATE_NOOP("RestoredNotice", "Alarm"),
    "duty": QT_TRANSLATE_NOOP("RestoredNotice", "Duty log entry"),
}


class LostRows(QAbstractTableModel):
    """Makes a line when it is read: a list of all lines of a large county takes a tenth of a second and more."""

    def __init__(self, restored: JournalRestored, parent: QObject | None = None) -> None:
        super().__init__(parent)
        groups = (
            (QT_TRANSLATE_NOOP("RestoredNotice", "Missing: {n}"), restored.missing),
            (QT_TRANSLATE_NOOP("RestoredNotice", "State differs from the one shown: {n}"), restored.changed),
        )
        self._groups = [(str(heading), items) for heading, items in groups if items]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else sum(1 + len(items) for _, items in self._groups)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.line(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(self.line(index.row()))
        return None

    def line(self, row: int) -> str:
        """The text of a row, in the current language.  Raises IndexError."""
        for heading, items in self._groups:
            if row == 0:
                return QCoreApplication.translate("RestoredNotice", heading).format(n=len(items))
            if row <= len(items):
                return _line(items[row - 1])
            row -= 1 + len(items)
        raise IndexError(row)

    def retranslate(self) -> None:
        """Read the lines again, in another language."""
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))


def _line(item: Item) -> str:
    key, item_id, name = item
    title = pick(name)
    kind = QCoreApplication.translate("RestoredNotice", str(KINDS.get(key, key)))
    number = short_number(item_id) if key == "alarm" else item_id if key == "event" or not title else ""
    return "  ".join(part for part in (kind, number, title) if part)
