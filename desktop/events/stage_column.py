"""One column of the Kanban: the events of a stage as cards that can be dragged, by mouse or by keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop import theme
from desktop.events.query import EventQuery
from desktop.events.stages import STAGE_STATES
from desktop.events.view import EventView
from desktop.item_models.card_delegate import CardDelegate
from desktop.item_models.event_rows import ID_ROLE, EventRows, Order
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from layers.events import EventsLayer

COLUMN_PX = 138
"""Least width of a column."""
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class CardView(EventView):
    """A drag starts when the pressed mouse has moved; keys move the current card or go to a neighbouring column."""

    dragged = Signal(str, QPoint)
    """Event and place on the screen."""
    dropped = Signal(str, QPoint)
    cancelled = Signal()
    left = Signal(int)
    """A key goes to the column before (-1) or after (1)."""
    pushed = Signal(str, int)
    """A key moves the card to the column before (-1) or after (1)."""

    def __init__(self, rows: EventRows, delegate: CardDelegate) -> None:
        self._cards = delegate
        super().__init__(rows, delegate)
        self._pressed_at: QPoint | None = None
        self._pressed_id = ""
        self._dragging = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.verticalHeader().setDefaultSectionSize(self._cards.row_px_for(self.viewport().width()))
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self._pressed_at, self._pressed_id = event.position().toPoint(), index.data(ID_ROLE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if (event.position().toPoint() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
        if self._dragging:
            self.dragged.emit(self._pressed_id, event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_dragging, self._dragging, self._pressed_at = self._dragging, False, None
        if was_dragging:
            self.dropped.emit(self._pressed_id, event.globalPosition().toPoint())
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        step = _STEPS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._dragging:
            self._dragging, self._pressed_at = False, None
            self.cancelled.emit()
        elif step is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier and index.isValid():
            self.pushed.emit(index.data(ID_ROLE), step)
        elif step is not None:
            self.left.emit(step)
        else:
            super().keyPressEvent(event)

    def take_focus(self, event: QFocusEvent) -> None:
        """A column that is reached by keys has a current card at once."""
        super().take_focus(event)
        by_mouse = event.reason() is Qt.FocusReason.MouseFocusReason
        if not (by_mouse or self.currentIndex().isValid()) and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(max(0, self.rowAt(0)), 0))


class StageColumn(QWidget):
    """Heading with the stage and the number of its events; cards, the most urgent first."""

    def __init__(self, session: Session, number: int, delegate: CardDelegate) -> None:
        super().__init__()
        self.number = number
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(theme.px(COLUMN_PX))
        self._session = session
        self._events = session.layers.of(EventsLayer)
        ended = all(state not in STAGE_STATES[number] for state in EventQuery().states)
        self.query = EventQuery(states=STAGE_STATES[number])
        self._order: Order = "newest" if ended else "turn"
        self.heading = ElidedLabel()
        self.heading.setFont(theme.font(15, bold=True))
        self.note = ElidedLabel()
        """How many are late; during a drag what a drop here does."""
        self.note.setFont(theme.font(13))
        states = session.layers.states("event")
        self.rows = EventRows(self._events.columns, states, session.event_names, self)
        self.view = CardView(self.rows, delegate)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(6), theme.px(4), theme.px(6), theme.px(2))
        box.setSpacing(theme.px(2))
        box.addWidget(self.heading)
        box.addWidget(self.note)
        box.addWidget(self.view, 1)
        self.mark("")

    def refresh(self) -> None:
        """Query again, as of now."""
        self.rows.search(self.query, self._order, self._session.clock.now_ms())

    def follow(self) -> None:
        """Events changed."""
        self.rows.follow(self._events.last_change, self._session.clock.now_ms())

    def mark(self, color: str) -> None:
        """Frame the column in ``color`` while a card is dragged; "" for no frame."""
        frame = color or theme.LINE
        width = theme.px(2) if color else 1
        self.setStyleSheet(
            f"#stage {{ background: {theme.GROUND}; border: {width}px solid {frame}; border-radius: {theme.px(4)}px; }}"
            f"QTableView {{ background: {theme.GROUND}; }}"
        )
