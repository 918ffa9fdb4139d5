"""What needs attention: emergencies, overdue events, unacknowledged alarms, events that wait for the centre."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from county.alarm_names import alarm_name
from county.alarms import Alarm, AlarmState
from county.events.event import CLOCK_RUNS
from desktop import theme
from desktop.alarms.waiting_calls import UNACKNOWLEDGED
from desktop.events.query import TO_VERIFY, WAITING, EventQuery, name_of
from desktop.events.tally import EventLine
from desktop.figures.as_of import data_arrived, marked_as_of
from desktop.i18n import pick
from desktop.input.pointer_hold import PointerHold
from desktop.moments import lasting
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.steady import FillingLabel, SteadyButton, SteadyLabel
from desktop.wording import PRIORITIES, remaining, state, word
from layers.alarms import AlarmBook
from layers.sensors import SensorsLayer

SHOWN = 5
"""Rows per group; its heading lists all of them."""
REFRESH_MS = 1_000


class AttentionRow(QPushButton):
    """One item: what it is, why it is urgent."""

    def __init__(self, *, urgent: bool = False) -> None:
        """``urgent``: on the ground of emergencies."""
        super().__init__()
        self.setProperty("role", "urgent row" if urgent else "row")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.what, self.why = FillingLabel(), SteadyLabel()
        for label in (self.what, self.why):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.why.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(10), 0, theme.px(8), 0)
        line.setSpacing(theme.px(6))
        line.addWidget(self.what, 1)
        line.addWidget(self.why)
        self.setFixedHeight(theme.px(34))
        self.open: Callable[[], None] | None = None
        self.clicked.connect(self._open)

    def set_texts(self, what: str, why: str, color: str) -> None:
        """Set the texts; ``what`` is elided where ``why`` leaves it too little room."""
        self.setToolTip(literal(what))
        self.what.setText(what)
        self.why.setText(why)
        theme.restyle(self.why, f"color: {color};")
        self.setAccessibleName(f"{what} {why}")

    def _open(self) -> None:
        if self.open is not None:
            self.open()


class AttentionGroup(QWidget):
    """A heading with the number of items, and the first of them."""

    def __init__(self, color: str, *, urgent: bool = False) -> None:
        """``urgent``: its items are emergencies, on a ground of their own."""
        super().__init__()
        self._color = color
        self.heading = SteadyButton()
        self.heading.setProperty("role", "link")
        self.heading.setCursor(Qt.CursorShape.PointingHandCursor)
        style = f"color: {color};"
        if urgent:
            style += f" background: {theme.EMERGENCY}; padding: {theme.px(5)}px {theme.px(10)}px;"
        self.heading.setStyleSheet(style)
        self.rows = [AttentionRow(urgent=urgent) for _ in range(SHOWN)]
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, theme.px(8))
        box.setSpacing(theme.px(3))
        box.addWidget(self.heading)
        for row in self.rows:
            box.addWidget(row)

    def show_rows(self, name: str, total: int, rows: list[tuple[str, str, Callable[[], None]]]) -> None:
        """``rows``: what, why and the action of a click."""
        self.setVisible(total > 0)
        self.heading.setText(f"{name}  {total}  ›")
        for i, row in enumerate(self.rows):
            row.setVisible(i < len(rows))
            if i < len(rows):
                what, why, row.open = rows[i]
                row.set_texts(what, why, self._color)


class Attention(Panel):
    """Shown while nothing is selected; a row selects its event or sensor, a heading lists the group.

    No row becomes another one below the pointer: all wait until it leaves or rests.
    """

    alarms_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.emergencies = AttentionGroup(theme.ON_EMERGENCY, urgent=True)
        self.overdue, self.due_soon = AttentionGroup(theme.DANGER), AttentionGroup(theme.WARNING)
        self.alarms = AttentionGroup(theme.WARNING)
        self.waiting, self.to_verify = AttentionGroup(theme.NOTICE), AttentionGroup(theme.ACCENT)
        self.name = SteadyLabel()
        self.name.setProperty("role", "title")
        self.all_clear = PlainLabel()
        self.all_clear.setWordWrap(True)
        self.hint = PlainLabel()
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        box.setSpacing(theme.px(6))
        box.addWidget(self.name)
        box.addWidget(self.all_clear)
        groups = (self.emergencies, self.overdue, self.due_soon, self.alarms, self.waiting, self.to_verify)
        for group in groups:
            box.addWidget(group)
        self.hold = PointerHold(self, *(part for group in groups for part in (group.heading, *group.rows)))
        self.hold.ended.connect(self.refresh)
        box.addStretch(1)
        box.addWidget(self.hint)
        show = session.active_query.set
        self.emergencies.heading.clicked.connect(lambda: show(EventQuery(emergency=True)))
        self.overdue.heading.clicked.connect(lambda: show(EventQuery(overdue=True)))
        self.due_soon.heading.clicked.connect(lambda: show(EventQuery(due_soon=True)))
        self.waiting.heading.clicked.connect(lambda: show(EventQuery(states=WAITING)))
        self.to_verify.heading.clicked.connect(lambda: show(EventQuery(states=TO_VERIFY)))
        self.alarms.heading.clicked.connect(self.alarms_wanted)
        self.every(REFRESH_MS, self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        self.hint.setText(self.tr("Click anything on the map, in the list or in the twin to see its details."))
        self.show_now()

    def refresh(self) -> None:
        """Update, if visible and no hand chooses a row."""
        if self.isVisible() and not self.hold.holding:
            self.show_now()

    def show_now(self) -> None:
        """Show the items that are urgent now."""
        now_ms, tally, book = self._session.clock.now_ms(), self._session.tally, self._session.layers.of(AlarmBook)
        overdue, alarms = tally.overdue(now_ms), book.number(*UNACKNOWLEDGED)
        emergencies = tally.emergencies()
        begun = data_arrived(self._session)
        self.name.setText(marked_as_of(self.tr("What needs attention"), self._session))
        self.all_clear.setText(
            self.tr("Nothing is overdue and nothing waits for the centre.") if begun else self.tr("Receiving data …")
        )
        urgent = emergencies or overdue or alarms
        self.all_clear.setVisible(not urgent and not tally.number(WAITING | TO_VERIFY))
        self.emergencies.show_rows(
            self.tr("Emergencies"),
            emergencies,
            [
                (pick(e.title), self._urgent_why(e, now_ms), self._event(e))
                for e in tally.first_emergencies(now_ms, SHOWN)
            ],
        )
        self.overdue.show_rows(
            self.tr("Overdue"),
            overdue,
            [
                (pick(e.title), remaining(e.due_ms, now_ms), self._event(e))
                for e in tally.longest_overdue(now_ms, SHOWN)
            ],
        )
        self.due_soon.show_rows(
            self.tr("Due soon"),
            tally.due_soon(now_ms),
            [(pick(e.title), remaining(e.due_ms, now_ms), self._event(e)) for e in tally.first_due(now_ms, SHOWN)],
        )
        self.alarms.show_rows(
            self.tr("Unacknowledged alarms"),
            alarms,
            [(self._alarm_text(a), self._urgency(a), self._sensor(a)) for a in self._alarms(book)],
        )
        for group, name, states in (
            (self.waiting, pick(name_of(WAITING)), WAITING),
            (self.to_verify, pick(name_of(TO_VERIFY)), TO_VERIFY),
        ):
            rows = [(pick(e.title), self._waits(e, now_ms), self._event(e)) for e in tally.longest(states, SHOWN)]
            group.show_rows(name, tally.number(states), rows)

    def _alarms(self, book: AlarmBook) -> list[Alarm]:
        """The unacknowledged alarms of the highest priority."""
        states = self._session.layers.states("alarm")
        found = map(states.get, book.first(UNACKNOWLEDGED, SHOWN))
        return [alarm for alarm in found if alarm is not None]

    def _urgency(self, alarm: Alarm) -> str:
        """The priority of an active alarm, or that it has returned to normal."""
        return state(alarm.state) if alarm.state is AlarmState.RETURNED else word(PRIORITIES[alarm.priority])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_now()

    def _urgent_why(self, event: EventLine, now_ms: int) -> str:
        """The time left while a unit works on it, else how long it has waited."""
        return remaining(event.due_ms, now_ms) if event.state in CLOCK_RUNS else self._waits(event, now_ms)

    def _waits(self, event: EventLine, now_ms: int) -> str:
        span = lasting(event.since_ms, now_ms)
        return self.tr("{state} for {span}").format(state=state(event.state), span=span)

    def _alarm_text(self, alarm: Alarm) -> str:
        sensor = self._session.layers.of(SensorsLayer).title(alarm.sensor_id) or alarm.sensor_id
        return f"{pick(alarm_name(alarm, self._session.catalog))} · {sensor}"

    def _event(self, event: EventLine) -> Callable[[], None]:
        return lambda: self._session.focus.pick("events", event.id)

    def _sensor(self, alarm: Alarm) -> Callable[[], None]:
        return lambda: self._session.focus.pick("sensors", alarm.sensor_id)
