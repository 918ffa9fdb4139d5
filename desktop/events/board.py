"""One board: the events of a query in the order of their urgency, each with its next step as a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from county import commands as c
from county.events.event import Event
from desktop import theme
from desktop.events.given_steps import GivenSteps
from desktop.events.query import EventQuery
from desktop.events.view import EventView
from desktop.item_models.event_rows import ID_ROLE, EventRows, Order
from desktop.item_models.step_delegate import StepButton, StepDelegate
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.wording import VERBS, word
from layers.events import EventsLayer
from layers.focus import Selection

StepOf = Callable[[Event, int], type[c.EventCommand] | None]
"""The step that a row offers, by the event and the time."""


class EventBoard(QWidget):
    """Heading with the number of events, rows, and what to read where there are none."""

    opened = Signal()
    """The heading was clicked: list the same events."""

    def __init__(self, session: Session, given: GivenSteps, color: str, order: Order, step_of: StepOf) -> None:
        super().__init__()
        self._given = given
        self._session = session
        self._step_of = step_of
        self._order = order
        self._events = session.layers.of(EventsLayer)
        self.query = EventQuery()
        self.heading = QPushButton()
        self.heading.setProperty("role", "link")
        self.heading.setStyleSheet(f"color: {color};")
        self.heading.clicked.connect(self.opened)
        self.empty = PlainLabel()
        self.empty.setWordWrap(True)
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        states = session.layers.states("event")
        self.rows = EventRows(self._events.columns, states, session.event_names, self)
        self._delegate = StepDelegate(session.catalog, session.styles, session.clock, self._button_of)
        self._delegate.attendance = session.attendance
        self._delegate.pressed.connect(self.give_step)
        self.view = EventView(self.rows, self._delegate)
        self.view.entered.connect(self._enter)
        self.view.held.connect(given.hold)
        self.view.clicked.connect(self._chosen)
        self.view.doubleClicked.connect(self._fly)
        self.rows.layoutChanged.connect(self._show_empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(2))
        box.addWidget(self.heading)
        box.addWidget(self.empty)
        box.addWidget(self.view, 1)

    def show_query(self, query: EventQuery) -> None:
        """Show the events of ``query`` as of now."""
        self.query = query
        self.rows.search(query, self._order, self._session.clock.now_ms())
        self._show_empty()

    def follow(self) -> None:
        """Events changed."""
        self.rows.follow(self._events.last_change, self._session.clock.now_ms())
        self._show_empty()

    def show_selection(self, selection: Selection | None) -> None:
        """Mark the event that is selected in the window."""
        chosen = selection.ids[0] if selection and selection.layer == "events" else ""
        self.view.make_current(chosen, scroll=False)

    def give_step(self, event_id: str) -> None:
        """Give the step that the row offers; one that needs a form is opened in the card."""
        self._give(event_id, self._given.give)

    def _enter(self, event_id: str) -> None:
        self._give(event_id, self._given.give_by_enter)

    def _give(self, event_id: str, give: Callable[[Event, type[c.EventCommand]], None]) -> None:
        event: Event | None = self._session.layers.states("event").get(event_id)
        step = None if event is None else self._step_of(event, self._session.clock.now_ms())
        if event is not None and step is not None:
            give(event, step)

    def _button_of(self, event: Event) -> StepButton | None:
        step = self._step_of(event, self._session.clock.now_ms())
        if step is None:
            return None
        denied = self._given.why_not(event, step)
        if self._session.submissions.pending(event.id) is not None:
            return StepButton(self.tr("sending …"), denied)
        return StepButton(word(VERBS[step.__name__]) + (" …" if self._given.asks(event, step) else ""), denied)

    def _show_empty(self) -> None:
        none = self.rows.rowCount() == 0
        self.empty.setVisible(none)
        self.view.setVisible(not none)

    def _chosen(self, index: QModelIndex) -> None:
        self._session.focus.pick("events", index.data(ID_ROLE))

    def _fly(self, index: QModelIndex) -> None:
        box = self._events.bounds_m(index.data(ID_ROLE))
        if box is not None:
            self._session.focus.fly_to.emit(box[0], box[1], 600.0)
