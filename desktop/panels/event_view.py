"""A list of events of one column, whatever their number: only visible rows are drawn.

No row moves under the pointer: the rows are held until it leaves or rests.  Return gives the main action of the current
row."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop import theme
from desktop.action_keys import is_main_key
from desktop.item_models.event_delegate import EventDelegate
from desktop.item_models.event_rows import ID_ROLE, EventRows
from desktop.literal import PlainLabel
from desktop.panels.pointer_hold import PointerHold


class EventView(QTableView):
    """Rows of equal height, drawn by ``delegate``."""

    entered = Signal(str)
    """The key for the main action was pressed on the row of this event."""

    def __init__(self, rows: EventRows, delegate: EventDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self.setModel(rows)
        self.setItemDelegate(delegate)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(delegate.row_px())
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.hold = PointerHold(self)
        self.hold.began.connect(rows.hold)
        self.hold.ended.connect(rows.let_go)
        self.mark = PlainLabel("", self)
        """How many events wait for their place."""
        self.mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.mark.setStyleSheet(
            f"background: {theme.ACCENT}; color: {theme.ON_ACCENT}; border-radius: {theme.px(9)}px;"
            f" padding: {theme.px(2)}px {theme.px(8)}px;"
        )
        self.mark.hide()
        rows.waiting.connect(self._show_waiting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if is_main_key(event) and index.isValid():
            self.entered.emit(index.data(ID_ROLE))
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # held down, it is no further step
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_mark()

    def _show_waiting(self, number: int) -> None:
        self.mark.setText(self.tr("{n} changes wait").format(n=f"{number:,}"))
        self.mark.setVisible(number > 0)
        self._place_mark()

    def _place_mark(self) -> None:
        self.mark.adjustSize()
        self.mark.move((self.width() - self.mark.width()) // 2, theme.px(3))
        self.mark.raise_()

    def make_current(self, event_id: str, *, scroll: bool) -> None:
        """Select the row of an event; none where it has no row."""
        row, model = self.rows.row_of(event_id), self.selectionModel()
        if row is None:
            model.clear()
            return
        index = self.rows.index(row, 0)
        if model.currentIndex() != index:
            model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if scroll:
            self.scrollTo(index)
