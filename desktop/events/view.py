"""A list of events of one column, whatever their number: only visible rows are drawn.

No row moves under the pointer: the rows are held until it leaves or rests; in a list that keeps its order, also while a
row is selected.  Return gives the main action of the current row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from desktop import theme
from desktop.input.action_keys import is_main_key
from desktop.input.held_enter import JUDGES
from desktop.input.held_rows import HeldRows
from desktop.input.keys import label_of
from desktop.item_models.event_delegate import EventDelegate
from desktop.item_models.event_rows import ID_ROLE, EventRows
from desktop.widgets.chosen_row_table import ChosenRowTable
from desktop.widgets.elided import FittingButton

WAYS = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End
)  # fmt: skip
"""Keys that lead from row to row."""


class EventView(ChosenRowTable):
    """Rows of equal height, drawn by ``delegate``."""

    entered = Signal(str)
    """The key for the main action was pressed on the row of this event."""
    picked = Signal(str)
    """A hand chose this event alone: its row was clicked, or the key that led to it was let go."""
    held = Signal()
    """That key repeats; some of its repetitions may come unmarked, as further presses."""
    news_waits = Signal(bool)
    """Whether the mark is shown."""

    def __init__(
        self, rows: EventRows, delegate: EventDelegate, parent: QWidget | None = None, *, keeps_order: bool = False
    ) -> None:
        """``keeps_order``: what is new waits while the pointer is over the rows or one is selected, until it is
        asked for."""
        super().__init__(parent)
        self.rows = rows
        self._delegate = delegate
        self._keeps_order = keeps_order
        self._is_moving = False
        self._waiting = (0, 0)
        """New and moved events that the mark tells."""
        self.moving: Callable[[], AbstractContextManager[None]] = nullcontext
        """Surrounds every move of rows that waited: Qt takes another row for the current one where that one moves."""
        self.setProperty(JUDGES, True)
        self.setModel(rows)
        self.clicked.connect(self._pick)
        self.setItemDelegate(delegate)
        self.setShowGrid(False)
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
        self.hold = HeldRows(self, lambda index: index.data(ID_ROLE), rests=not keeps_order)
        self.hold.began.connect(rows.hold)
        self.hold.ended.connect(self._end_hold)
        self.selectionModel().selectionChanged.connect(self._follow_selected)
        self.mark = FittingButton()
        """How many events wait for their place; a click shows them.  It lies over no row: whoever has a list that keeps
        its order places it beside the rows."""
        self.mark.setParent(self)
        self.mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.mark.setCursor(Qt.CursorShape.PointingHandCursor)
        self.mark.setStyleSheet(
            f"background: {theme.ACCENT}; color: {theme.ON_ACCENT}; border: none; border-radius: {theme.px(9)}px;"
            f" padding: {theme.px(2)}px {theme.px(8)}px;"
        )
        self.mark.clicked.connect(self.show_news)
        self.mark.hide()
        rows.waiting.connect(self._show_waiting)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The delegate may have rows of another height for this width: the uppermost one stays so."""
        super().resizeEvent(event)
        top = self.rowAt(0)
        if self._delegate.fit(self.viewport().width()):
            self.verticalHeader().setDefaultSectionSize(self._delegate.row_px())
            self.updateGeometries()
            self.verticalScrollBar().setValue(max(0, top) * self._delegate.row_px())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if is_main_key(event) and index.isValid():
            self.entered.emit(index.data(ID_ROLE))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # held down, it is no further step
            if event.isAutoRepeat():
                self.held.emit()
        else:
            super().keyPressEvent(event)
            self.scrollTo(self.currentIndex())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if event.key() in WAYS and not event.isAutoRepeat():
            self._pick(self.currentIndex())

    def _pick(self, index: QModelIndex) -> None:
        chosen = self.selectionModel().selection()
        if index.isValid() and chosen.count() == 1 and chosen.at(0).top() == chosen.at(0).bottom() == index.row():
            self.picked.emit(index.data(ID_ROLE))

    def show_news(self) -> None:
        """Move, add and remove what waits; the rows are held again from then on."""
        self._let_go()
        if self.hold.holding or self._is_kept:
            self.rows.hold()

    @property
    def _is_kept(self) -> bool:
        return self._keeps_order and self.selectionModel().hasSelection()

    def _end_hold(self) -> None:
        if not self._is_kept:
            self._let_go()

    def _let_go(self) -> None:
        if self._is_moving:
            return
        self._is_moving = True
        try:
            with self.moving():
                self.rows.let_go()
        finally:
            self._is_moving = False

    def _follow_selected(self) -> None:
        if self._is_kept:
            self.rows.hold()
        elif self._keeps_order and not self.hold.holding:
            self._let_go()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_waiting(*self._waiting)

    def _show_waiting(self, new: int, moved: int) -> None:
        self._waiting = new, moved
        parts = [self.tr("▲ {n} new").format(n=f"{new:,}")] if new else []
        parts += [self.tr("{n} changed").format(n=f"{moved:,}")] if moved else []
        both = [self.tr("▲ {new} new · {moved}").format(new=f"{new:,}", moved=f"{moved:,}")] if len(parts) > 1 else []
        self.mark.set_forms((" · ".join(parts), *both, f"▲ {new + moved:,}"))
        show = self.tr("Show them ({key})").format(key=label_of("list.news"))
        self.mark.setToolTip("\n".join((self.mark.text(), show)))
        waits = self._keeps_order and bool(parts)
        self.news_waits.emit(waits)
        self.mark.setVisible(waits)

    def make_selected(self, event_ids: Sequence[str]) -> None:
        """Select the rows of several events, those that have one."""
        chosen = QItemSelection()
        for event_id in event_ids:
            row = self.rows.row_of(event_id)
            if row is not None:
                chosen.select(self.rows.index(row, 0), self.rows.index(row, 0))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

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
