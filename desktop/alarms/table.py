"""The table of alarms: Return gives the main action of what is selected."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QMetaObject,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QShowEvent

from desktop.input.action_keys import is_main_key
from desktop.widgets.chosen_row_table import ChosenRowTable


class AlarmTable(ChosenRowTable):
    """Its rows and columns are those of any model."""

    entered_row = Signal()
    """The key for the main action was pressed."""
    moved_by_key = Signal(QModelIndex)
    """A key made another row the current one."""
    _texts_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._widths: dict[int, int] = {}
        """Of the texts of columns, until one of them changes: with any of them Qt measures all columns."""
        self._fits = True
        """Whether the columns are as wide as their texts."""
        self._most_px: dict[int, int] = {}
        self._texts_changed.connect(self._fit, Qt.ConnectionType.QueuedConnection)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        if model is not None:  # before the view itself follows
            model.dataChanged.connect(self._forget_columns)
            for changed in (model.rowsInserted, model.rowsRemoved, model.layoutChanged, model.modelReset):
                changed.connect(self._forget_all)
        super().setModel(model)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_soon()

    def sizeHintForColumn(self, column: int, /) -> int:
        if column not in self._widths:
            self._widths[column] = self._width_of(column)
        return min(self._widths[column], self._most_px.get(column, self._widths[column]))

    def _width_of(self, column: int) -> int:
        """Of the cell with the longest text among the rows in sight and as many below them as the header measures.

        Qt asks the model eight times for each cell; this asks twice, and eight times for that one.
        """
        model, first = self.model(), max(0, self.rowAt(0))
        below = self.rowAt(self.viewport().height() - 1)
        in_sight = (below if below >= 0 else model.rowCount() - 1) - first + 1
        count = max(in_sight, self.horizontalHeader().resizeContentsPrecision())
        cells = [model.index(row, column) for row in range(first, min(model.rowCount(), first + count))]
        widest = max(cells, key=self._text_px, default=None)
        return 0 if widest is None else self.sizeHintForIndex(widest).width() + self.showGrid()

    def _text_px(self, cell: QModelIndex) -> int:
        font = cell.data(Qt.ItemDataRole.FontRole)
        metrics = self.fontMetrics() if font is None else QFontMetrics(font)
        return metrics.horizontalAdvance(str(cell.data()))

    def limit(self, column: int, most_px: int | None) -> None:
        """Elide the texts of a column that need more than this; None: never."""
        if most_px is None:
            self._most_px.pop(column, None)
        else:
            self._most_px[column] = most_px
        self._fit_soon()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._forget_all()
        super().changeEvent(event)

    def _fit_soon(self) -> None:
        """Before the next painting: what is posted comes before it, and once for all that changes until then."""
        if self._fits:
            self._fits = False
            self._texts_changed.emit()

    def _fit(self) -> None:
        """By itself Qt does not follow rows that come and go, and follows changed texts after they were painted."""
        self._fits = True
        if self.isVisible():
            QMetaObject.invokeMethod(self.horizontalHeader(), "resizeSections", Qt.ConnectionType.DirectConnection)

    def _forget_all(self) -> None:
        self._widths.clear()
        self._fit_soon()

    def _forget_columns(self, first: QModelIndex, last: QModelIndex) -> None:
        for column in range(first.column(), last.column() + 1):
            self._widths.pop(column, None)
        self._fit_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_main_key(event):
            self.entered_row.emit()
            return
        before = QPersistentModelIndex(self.currentIndex())
        super().keyPressEvent(event)
        self.scrollTo(self.currentIndex())
        if self.currentIndex().row() != before.row():
            self.moved_by_key.emit(self.currentIndex())
