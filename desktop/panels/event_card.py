"""One event: what it is, how far it is, its clock, the steps it allows, and all that happened to it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from county.event import Event, State
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.event_actions import EventActions
from desktop.panels.fact_table import FactTable
from desktop.panels.panel import Panel
from desktop.panels.scrolled import scrolled
from desktop.panels.stage_bar import ClockBar, StageBar
from desktop.panels.time_line import TimeLine
from desktop.session import Session
from desktop.unit_choice import reason_text, unit_name
from desktop.wording import SCORES, state, word
from layers.events import LEVEL_NAMES, SOURCE_NAMES


class EventCard(Panel):
    """The card of the event that the focus is on."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._wanted = ""
        """Its records may still be on their way: a report is answered before it is published."""
        self._event: Event | None = None
        self.name = QLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setWordWrap(True)
        self.name.setProperty("role", "title")
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state = QLabel()
        self.stages = StageBar(session.styles)
        self.clock = ClockBar()
        self.steps = EventActions(session)
        self.locate = QPushButton()
        self.locate.clicked.connect(self._locate)
        self.origin = QPushButton()
        self.origin.clicked.connect(self._open_origin)
        self.facts = FactTable()
        self.time_line = TimeLine()
        self._arrange()
        self.listen(session.layers.events.changed, self._follow)
        self.every(1000, self._tick)
        self.retranslate()

    def show_event(self, event_id: str) -> None:
        """Show the event with this id."""
        self._wanted = event_id
        event = self._session.layers.events.events.get(event_id)
        if event is not None:
            self._event = event
            self._show()

    def retranslate(self) -> None:
        self.locate.setText(self.tr("Show on the map"))
        self._show()

    def release(self) -> None:
        self.steps.release()
        super().release()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        jumps = QHBoxLayout()
        jumps.addWidget(self.locate)
        jumps.addWidget(self.origin)
        jumps.addStretch(1)
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        box.setSpacing(theme.px(9))
        box.addLayout(head)
        for part in (self.stages, self.clock, self.steps):
            box.addWidget(part)
        box.addWidget(self.facts)
        box.addLayout(jumps)
        box.addWidget(self.time_line)
        box.addStretch(1)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(scrolled(inside))

    def _follow(self) -> None:
        moved = self._session.layers.events.last_change
        if self._wanted and (moved is None or self._wanted in moved):
            self.show_event(self._wanted)

    def _tick(self) -> None:
        if self._event is not None and self.isVisible():
            self.clock.show_event(self._event, self._session.clock.now_ms())

    def _show(self) -> None:
        event = self._event
        if event is None:
            return
        now_ms = self._session.clock.now_ms()
        self.name.setText(event.title)
        self.state.setText(state(event.state))
        ground = self._session.styles[f"event.{event.state}"].color
        self.state.setStyleSheet(
            f"background: {ground}; color: {theme.ON_ACCENT}; font-weight: 600;"
            f" padding: {theme.px(2)}px {theme.px(8)}px; border-radius: {theme.px(3)}px;"
        )
        self.stages.show_event(event)
        self.clock.show_event(event, now_ms)
        self.steps.show_event(event)
        self.facts.show_lines(self._facts_of(event))
        self.origin.setText(self.tr("Open the sensor"))
        self.origin.setVisible(bool(event.sensor_id))
        self.time_line.show_event(event, now_ms)

    def _facts_of(self, event: Event) -> list[tuple[str, str]]:
        session = self._session
        subclass = session.catalog.subclasses.get(event.subclass)
        kind = event.subclass
        if subclass is not None:
            kind = f"{pick(session.catalog.event_classes[subclass.event_class])} / {pick(subclass.name)}"
        facts = [
            (self.tr("Number"), event.id),
            (self.tr("Class"), kind),
            (self.tr("Level"), pick(LEVEL_NAMES[event.level])),
            (
                self.tr("Source"),
                " · ".join(part for part in (pick(SOURCE_NAMES[event.source]), event.reporter) if part),
            ),
            (self.tr("Place"), session.divisions.path(event.division)),
            (self.tr("Happened"), moments.full(event.happened_ms)),
        ]
        if event.unit:
            facts.append((self.tr("Unit"), unit_name(session, event.unit)))
        if event.dispatch_reason:
            facts.append((self.tr("Chosen because"), reason_text(event.dispatch_reason)))
        if event.due_ms is not None:
            due = moments.full(event.due_ms)
            if event.state is State.SUSPENDED:
                due = self.tr("stopped; set anew when it is resumed (was {due})").format(due=due)
            facts.append((self.tr("Due"), due))
        marks = [
            text
            for text, holds in (
                (self.tr("supervised"), event.supervised),
                (self.tr("extended"), event.extended),
                (self.tr("rework {n}").format(n=event.reworked), event.reworked > 0),
            )
            if holds
        ]
        if marks:
            facts.append((self.tr("Marks"), " · ".join(marks)))
        if event.merged_into:
            facts.append((self.tr("Merged into"), event.merged_into))
        if event.satisfied is not None:
            facts.append((self.tr("Follow-up"), self.tr("Satisfied") if event.satisfied else self.tr("Not satisfied")))
        if event.score is not None:
            facts.append((self.tr("Score"), f"{event.score} / 5 · {word(SCORES[event.score])}"))
        return facts

    def _locate(self) -> None:
        if self._event is not None:
            self._session.focus.fly_to.emit(self._event.x_m, self._event.y_m, 600.0)

    def _open_origin(self) -> None:
        if self._event is not None:
            self._session.focus.select("sensors", self._event.sensor_id)
