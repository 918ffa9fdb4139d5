"""Base of the table models of figures: lines under headings, names at the left and numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor

from county.figures.metric import FigureValue, Metric
from county.figures.text import PARTIAL, change_text, is_better
from county.figures.trend import is_compared
from desktop import theme
from desktop.i18n import pick
from desktop.item_models.keyed_rows import Index

_ROLES = Qt.ItemDataRole


class FigureRows(QAbstractTableModel):
    """Derived ones replace :attr:`lines` and give texts."""

    columns: ClassVar[int]
    left: ClassVar[frozenset[int]]
    """Columns of names; the others are aligned to the right, cells and headings alike."""
    lines: Sequence[Any]

    def headings(self) -> tuple[str, ...]:
        """Of all columns, in the present language."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """The language has changed; names that are part of :attr:`lines` come with the next figures."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columns - 1)
        self.lines_changed()

    def lines_changed(self) -> None:
        """What the lines say is another thing; their number is the same."""
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, self.columns - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.columns

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLES.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _ROLES.TextAlignmentRole:
            return self.alignment(section)
        return self.headings()[section] if role == _ROLES.DisplayRole else None

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Of a column."""
        side = Qt.AlignmentFlag.AlignLeft if column in self.left else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter


def doubt_color(shown: FigureValue | None) -> QColor | None:
    """Of a value that is unknown, or counted from a few or in part; None of another one, or where no value stands."""
    return QColor(theme.MUTED) if shown is not None and shown.quality != "ok" else None


def change_words(metric: Metric, value: FigureValue, before: FigureValue) -> str:
    """The change; instead of one from a count of a part of the period before, that it is one."""
    return pick(change_text(metric, value, before) if is_compared(metric, value, before) else PARTIAL)


def change_color(metric: Metric, value: FigureValue, before: FigureValue) -> QColor | None:
    """Whether a change is for the better; None where that cannot be said."""
    if not is_compared(metric, value, before):
        return QColor(theme.MUTED)
    better = is_better(metric, value, before)
    return None if better is None else QColor(theme.GOOD if better else theme.WARNING)
