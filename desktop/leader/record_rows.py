"""The records behind a number as rows: time, content, what each is about, and of a share in which parts it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop import moments
from services.protocol.analysis_messages import FigureRecord, FigureRecords

TIME, TEXT, ABOUT, PART = range(4)
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


@dataclass(frozen=True)
class MarkedRecord:
    """A record, and of which parts of a share it is."""

    record: FigureRecord
    in_numerator: bool
    in_denominator: bool


def marked(numerator: FigureRecords, denominator: FigureRecords) -> list[MarkedRecord]:
    """The records of a share in the order of the journal, as far as both lists go.

    Where the numerator is a part of the denominator, every mark is right: of the first records of the whole, those that
    fulfil it are the first ones of the part.
    """
    upper, lower = ({row.seq: row for row in part.rows} for part in (numerator, denominator))
    end = min((part.rows[-1].seq for part in (numerator, denominator) if len(part.rows) < part.total), default=None)
    every = upper | lower
    return [
        MarkedRecord(every[seq], seq in upper, seq in lower) for seq in sorted(every) if end is None or seq <= end
    ]


class RecordRows(QAbstractTableModel):
    """Its cells are made when they are painted."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Sequence[MarkedRecord] = ()

    def show_rows(self, rows: Sequence[MarkedRecord]) -> None:
        """Replace all."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Time"), self.tr("Content"), self.tr("About"), self.tr("Counts in"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        row = self.rows[index.row()]
        match index.column():
            case 0:
                return moments.full(row.record.happened_ms)
            case 1:
                return row.record.text
            case 2:
                return row.record.subject
            case _:
                return self._part(row)

    def _part(self, row: MarkedRecord) -> str:
        if row.in_numerator and row.in_denominator:
            return self.tr("● numerator and denominator")
        return self.tr("● numerator") if row.in_numerator else self.tr("○ denominator")
