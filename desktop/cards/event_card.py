"""One event: facts, stage, time limit, allowed steps, and time line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from county.channels import SOURCE_NAMES
from county.clock import monotonic_ms
from county.events.emergency import emergency_subclasses, is_emergency
from county.events.escalation import last_step
from county.events.event import RETENTION_DAYS, Event, State, UnitTask
from county.events.fold import apply
from county.records import ExtensionRequested, TaskReturned
from desktop import moments, theme
from desktop.archive.past_solutions import PastSolutions
from desktop.backend.reporter_contact import ReporterContact
from desktop.cards.event_links import EventLinks
from desktop.cards.event_plan import EventPlan
from desktop.cards.event_site import EventSite
from desktop.cards.follow_up_calls import FollowUpCalls
from desktop.cards.linked_events import LinkedEvents, answers
from desktop.cards.nearby_sensors import NearbySensors
from desktop.cards.seat_line import SeatLine
from desktop.cards.stage_bar import ClockBar, StageBar
from desktop.cards.time_line import TimeLine
from desktop.events.in_view import EventInView
from desktop.files.fetched_files import FetchedFiles
from desktop.files.thumbnails import Thumbnails
from desktop.i18n import pick
from desktop.input.seen_stops import scroll_to
from desktop.panels.panel import Panel
from desktop.reporting.duplicate_list import EventDuplicates
from desktop.session import Session
from desktop.steps.corrections import corrected_lines
from desktop.steps.event_actions import EventActions
from desktop.units.choice import choice_text, unit_name
from desktop.units.event_ways import EventWays
from desktop.units.instructions import instructions_of
from desktop.units.phones import UnitPhones
from desktop.widgets.fact_table import FactTable
from desktop.widgets.laid_out import lay_out_now
from desktop.widgets.literal import PlainLabel
from desktop.widgets.scrolled import scrolled
from desktop.widgets.selectable_label import SelectableLabel
from desktop.wording import SCORES, escalation, explained, state, word
from layers.closures import ClosuresLayer
from layers.events import LEVEL_NAMES, EventsLayer
from layers.focus import Selection
from layers.urgency import style_of
from services.protocol.messages import SubjectReply, Trouble

WAYS_AGAIN_MS = 30_000
"""How often it is looked whether a way is out of date, because its unit has moved: as often as the desk looks where the
units are."""


class EventCard(Panel):
    """The card of the selected event."""

    def __init__(self, session: Session, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__()
        self._session = session
        self._events = session.layers.of(EventsLayer)
        self._event_id = ""
        self._event: Event | None = None
        """From the desk, or from the journal when archived; None while unknown."""
        self._request = ""
        """Request for the records of an archived event."""
        self._unknown = False
        """The journal has no event of this number."""
        self._trouble: Trouble | None = None
        """Why its records are not available."""
        self._contact = ReporterContact(session, self)
        self._phones = UnitPhones(session, self)
        self.name = SelectableLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setWordWrap(True)
        self.name.setProperty("role", "title")
        self.state = PlainLabel()
        self._emergencies = emergency_subclasses(session.catalog)
        self.stages = StageBar()
        self.clock = ClockBar(session.catalog)
        self.seats = SeatLine(session)
        self.steps = EventActions(session, monotonic)
        self._ways = EventWays(session)
        self.steps.considered.connect(self._ways.propose)
        self.steps.view_wanted.connect(self._show_form)
        self.in_view = EventInView(session, monotonic, self)
        self.steps.considered.connect(self.in_view.take)
        self.duplicates = EventDuplicates(session)
        self.archived_note = PlainLabel()
        self.archived_note.setWordWrap(True)
        self.archived_note.setProperty("role", "hint")
        self.archived_note.hide()
        self.locate = QPushButton()
        self.locate.clicked.connect(self._locate)
        self.origin = QPushButton()
        self.origin.clicked.connect(self._open_origin)
        self.links = EventLinks()
        self.links.buttons["briefings"].clicked.connect(lambda: session.briefings.report(self._event_id))
        self.plan = EventPlan(session)
        self.site = EventSite(session)
        self.site.level_wanted.connect(self.steps.correct_level)
        self.facts = FactTable()
        self.linked = LinkedEvents(session)
        self.calls = FollowUpCalls(session)
        self.nearby = NearbySensors(session)
        self.similar = PastSolutions(session)
        self._scrolled: tuple[int, int] | None = None
        """How far the card was scrolled before a form was brought into view, and after that."""
        self._fetched = FetchedFiles(session, self)
        self._fetched.failed.connect(self.show_file_problem)
        self._thumbnails = Thumbnails(self._fetched)
        self.file_problem = PlainLabel()
        """Why a file could not be opened or saved."""
        self.file_problem.setWordWrap(True)
        self.file_problem.setProperty("role", "error")
        self.file_problem.hide()
        corrected, named = partial(corrected_lines, session), partial(unit_name, session)
        self.time_line = TimeLine(session.catalog, self._fetched, self._thumbnails, corrected, named)
        self._arrange()
        self.listen(self._events.changed, self._follow)
        self.listen(session.focus.selected, self._follow_ways)
        self.listen(session.focus.picked, self.in_view.see)
        self.listen(session.submissions.acted, self.in_view.act)
        self.listen(session.attendance.changed, self._show_seats)
        self._closures = session.layers.of(ClosuresLayer)
        self.listen(self._closures.changed, self._follow_closures)
        self.every(WAYS_AGAIN_MS, self._ways.follow_units)
        session.feed.arrived.connect(self._arrived)
        session.feed.sought.connect(self._show_anew)
        self.every(1000, self._tick)
        self.retranslate()

    def show_event(self, event_id: str) -> None:
        """Show the event with this id; an archived one read-only, from its records in the journal."""
        last = self._event
        if event_id != self._event_id:
            last, self._unknown = None, False
            self._contact.forget()
            self._phones.forget()
            self.file_problem.hide()
        self._event_id, self._trouble = event_id, None
        self._event = self._session.layers.states("event").get(event_id, last)
        if self._event is None and event_id and not self._unknown:
            self._request = self._session.source.subject(f"event/{event_id}")
        self._request_contact()
        self._show()
        self._follow_ways(self._session.focus.selection)

    def _show_anew(self) -> None:
        """Another moment is shown, at which the event may be another one, or none."""
        self._event, self._unknown = None, False
        self.show_event(self._event_id)

    @property
    def shown_event(self) -> Event | None:
        """The shown event; None for none, and while it is unknown."""
        return self._event

    @property
    def on_desk(self) -> bool:
        """Whether it is not archived."""
        return self._event_id in self._events.columns

    def _request_contact(self) -> None:
        if self._event is not None:
            self._contact.request(self._event.reporter)
            self._phones.request((self._event.unit, *self._event.active_units))

    def _follow_closures(self) -> None:
        """Not where only a mark of one past its expected end changed."""
        if self._closures.last_change is None or self._closures.last_change:
            self._ways.follow_closures()

    def _follow_ways(self, selection: Selection | None) -> None:
        """Draw the ways while the event is selected."""
        selected = selection == Selection(EventsLayer.key, (self._event_id,))
        self._ways.follow(self._event if selected else None)

    def _arrived(self, answer: object) -> None:
        self._ways.take(answer)
        if isinstance(answer, SubjectReply) and answer.request == self._request:
            self._request = ""
            event = None
            for record in answer.records:
                event = apply(event, record)
            self._event, self._unknown = event, event is None
        elif isinstance(answer, Trouble) and answer.request == self._request:
            self._request, self._trouble = "", answer
        elif self._contact.take(answer) or self._phones.take(answer):
            self._show_facts()
            return
        else:
            return
        self._request_contact()
        self._show()

    def retranslate(self) -> None:
        self.locate.setText(self.tr("Show on the map"))
        self.time_line.retranslate()
        self._show()

    def release(self) -> None:
        self._session.feed.arrived.disconnect(self._arrived)
        self._session.feed.sought.disconnect(self._show_anew)
        self.steps.release()
        self.plan.release()
        self.site.release()
        self._thumbnails.release()
        self._fetched.release()
        self.duplicates.release()
        self.calls.release()
        self.nearby.release()
        self.similar.release()
        super().release()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        jumps = QHBoxLayout()
        jumps.addWidget(self.locate)
        jumps.addWidget(self.origin)
        jumps.addStretch(1)
        page = QWidget()
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(page)
        outside.addWidget(self._area)  # before it has parts: Qt styles all widgets again inside one that is moved
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        column.setSpacing(theme.px(9))
        column.addLayout(head)
        column.addWidget(self.archived_note)
        self._inside = QWidget()
        """The widgets for a known event."""
        column.addWidget(self._inside)
        column.addStretch(1)
        box = QVBoxLayout(self._inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(9))
        for part in (
            self.stages, self.clock, self.seats, self.steps, self.links, self.plan, self.site, self.duplicates,
            self.facts, self.linked,
        ):  # fmt: skip
            box.addWidget(part)
        box.addLayout(jumps)
        box.addWidget(self.file_problem)
        box.addWidget(self.calls)
        box.addWidget(self.time_line)
        box.addWidget(self.nearby)
        box.addWidget(self.similar)

    def _show_form(self) -> None:
        """Scroll to as much of the open form as has room: to the input with the focus, with the end that sends it.

        Where none is open any more, back to where the card was, unless a hand has scrolled since.
        """
        form, focused, bar = self.steps.form, QApplication.focusWidget(), self._area.verticalScrollBar()
        before, there = self._scrolled or (bar.value(), bar.value())
        if bar.value() != there:
            before = bar.value()
        if form is None:
            bar.setValue(before)
            self._scrolled = None
            return
        lay_out_now(self)
        scroll_to(self.steps.confirm)
        scroll_to(focused if focused is not None and form.isAncestorOf(focused) else form.first_input)
        self._scrolled = before, bar.value()

    def _follow(self) -> None:
        moved = self._events.last_change
        if self._event_id and (moved is None or self._event_id in moved):
            self.show_event(self._event_id)

    def _show_seats(self) -> None:
        if self._event is not None:
            self.seats.show_event(self._event)

    def _tick(self) -> None:
        self._session.attendance.refresh()
        if self._event is not None and self.isVisible():
            self._request_contact()  # the principal may have been unknown before
            now_ms = self._session.clock.now_ms()
            self._show_urgency(self._event, now_ms)
            self.clock.show_event(self._event, now_ms)
            self.nearby.show_values()

    def _show(self) -> None:
        event, on_desk = self._event, self.on_desk
        self.archived_note.setVisible(bool(self._event_id) and not on_desk)
        self.archived_note.setText(self._why_not_here())
        self.steps.setVisible(on_desk)
        self._inside.setVisible(event is not None)
        if event is None:
            self.name.setText(self._event_id)
            self.state.clear()
            self._style_state("")
            return
        session, now_ms = self._session, self._session.clock.now_ms()
        self.name.setText(pick(session.event_texts.title(event)))
        self.state.setText(state(event.state))
        self._show_urgency(event, now_ms)
        self.stages.show_event(event)
        self.clock.show_event(event, now_ms)
        self.seats.show_event(event)
        self.steps.show_event(event)
        self.plan.show_event(event)
        self.site.show_event(event)
        self.duplicates.show_event(event)
        self._show_facts()
        self.linked.show_event(event)
        self.calls.show_event(event)
        self.nearby.show_event(event)
        self.similar.show_event(event)
        self.origin.setText(self.tr("Open the sensor"))
        self.origin.setVisible(bool(event.sensor_id))
        self.time_line.show_event(event, now_ms, pick(session.event_texts.measured(event)))

    def _show_urgency(self, event: Event, now_ms: int) -> None:
        """The ground of the state in the colour that the event has on the map."""
        emergency = event.open and is_emergency(event.subclass, event.level, self._emergencies)
        ground = self._session.styles[style_of(event, now_ms, emergency=emergency)].color
        self._style_state(
            f"background: {ground}; color: {theme.ON_ACCENT}; font-weight: 600;"
            f" padding: {theme.px(2)}px {theme.px(8)}px; border-radius: {theme.px(3)}px;"
        )

    def _style_state(self, sheet: str) -> None:
        """Qt styles a widget again even by the sheet that it has."""
        if sheet != self.state.styleSheet():
            self.state.setStyleSheet(sheet)

    def _show_facts(self) -> None:
        if self._event is not None:
            self.facts.show_lines(self.facts_of(self._event))

    def _why_not_here(self) -> str:
        if self._unknown:
            return self.tr("No event has this number")
        if self._event is None and self._trouble is not None:
            return explained(self._trouble.line)
        if self._event is None:
            return self.tr("Searching the journal …")
        return self.tr("Archived {days} days after it ended: read-only, from the journal").format(days=RETENTION_DAYS)

    def facts_of(self, event: Event) -> list[tuple[str, str]]:
        """Names and values; of the reporter only what this key may read."""
        session = self._session
        subclass = session.catalog.subclasses.get(event.subclass)
        kind = event.subclass
        if subclass is not None:
            kind = f"{pick(session.catalog.event_classes[subclass.event_class])} / {pick(subclass.name)}"
        facts = [
            (self.tr("Number"), event.id),
            (self.tr("Class"), kind),
            (self.tr("Level"), pick(LEVEL_NAMES[event.level])),
            (self.tr("Source"), pick(SOURCE_NAMES[event.source])),
            (self.tr("Location"), session.divisions.located(event.division, event.place_level)),
        ]
        if event.address:
            facts.append((self.tr("Address"), event.address))
        facts.append((self.tr("Happened"), moments.full(event.happened_ms)))
        if event.reporter:
            facts.append((self.tr("Reporter"), self._contact.text()))
        if event.unit:
            called = (unit_name(session, event.unit), self._phones.of(event.unit))
            facts.append((self.tr("Unit"), " · ".join(part for part in called if part)))
        for text, told in instructions_of(event):
            to = "、".join(unit_name(session, unit) for unit in told)
            facts.append((self.tr("Instruction"), self.tr("{text} (to {units})").format(text=text, units=to)))
        steps = [self._unit_steps(event, task) for task in event.units if task.unit in event.active_units]
        if len(steps) > 1 or any(task.departed_ms or task.arrived_ms for task in event.units):
            facts.append((self.tr("Units"), "\n".join(steps)))
        why = choice_text(session, event.choice) if event.choice is not None else event.dispatch_reason
        if why:
            facts.append((self.tr("Reason for this unit"), why))
        if event.due_ms is not None:
            due = moments.full(event.due_ms)
            if event.state is State.SUSPENDED:
                due = self.tr("stopped; recalculated on resume (was {due})").format(due=due)
            facts.append((self.tr("Due"), due))
        if event.extension_until_ms is not None:
            asked = moments.full(event.extension_until_ms)
            why = next(step.note for step in reversed(event.timeline) if step.kind == ExtensionRequested.__name__)
            facts.append((self.tr("Extension requested"), f"{asked} · {why}"))
        if event.state is State.FILED and event.returned:
            facts.append((self.tr("Returned"), self._returned(event)))
        step = last_step(event, session.catalog)
        if step is not None:
            facts.append((self.tr("Escalated"), escalation(step)))
        marks = [
            text
            for text, active in (
                (self.tr("supervised"), event.supervised),
                (self.tr("extended"), event.extended),
                (self.tr("returned {n}").format(n=event.returned), event.returned > 0),
                (self.tr("rework {n}").format(n=event.reworked), event.reworked > 0),
                (self.tr("assigned again {n}").format(n=event.reopened), event.reopened > 0),
            )
            if active
        ]
        if marks:
            facts.append((self.tr("Flags"), " · ".join(marks)))
        if event.satisfied is not None:
            facts.append((self.tr("Follow-up"), answers(event.satisfied, event.solved)))
        if event.score is not None:
            facts.append((self.tr("Score"), f"{event.score} / 5 · {word(SCORES[event.score])}"))
        return facts

    def _unit_steps(self, event: Event, task: UnitTask) -> str:
        """A unit and how far it is, one line."""
        now_ms = self._session.clock.now_ms()
        role = self.tr("main unit") if task.unit == event.unit else self.tr("further unit")
        parts = [self.tr("{unit} ({role})").format(unit=unit_name(self._session, task.unit), role=role)]
        parts += [phone] if (phone := self._phones.of(task.unit)) else []
        for text, at_ms in (
            (self.tr("departed {time}"), task.departed_ms),
            (self.tr("arrived {time}"), task.arrived_ms),
        ):
            if at_ms is not None:
                parts.append(text.format(time=moments.short(at_ms, now_ms)))
        return " · ".join(parts)

    def _returned(self, event: Event) -> str:
        """Which unit returned the event last, and why."""
        last = next(step for step in reversed(event.timeline) if step.kind == TaskReturned.__name__)
        return f"{unit_name(self._session, last.unit)} · {last.note}"

    def show_file_problem(self, text: str) -> None:
        """Say what went wrong with a file, one line."""
        self.file_problem.setText(text)
        self.file_problem.show()
        lay_out_now(self)
        scroll_to(self.file_problem)  # the file may be one of a step far below

    def _locate(self) -> None:
        if self._event is not None:
            self._session.focus.fly_to.emit(self._event.x_m, self._event.y_m, 600.0)

    def _open_origin(self) -> None:
        if self._event is not None:
            self._session.focus.select("sensors", self._event.sensor_id)
