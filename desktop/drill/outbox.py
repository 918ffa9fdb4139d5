"""对外联络: what the players said to bodies outside the drill, which nobody but the simulators answers.

A drill has no telephone and no connector: calls, messages, tasks and reports end here.  A simulator answers for the
bodies that its role plays, and calls the centre by reporting an event.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QLayout, QLineEdit, QPushButton, QVBoxLayout

from county.commands import AcceptTask, CommandBody
from county.drill.words import drill_time
from county.events.event import LONGEST_NOTE, Event, State
from county.response.notices import MEANS, NOTICE_STATES, AcknowledgeNotice, FailNotice, Notice
from county.response.situation_reports import SituationReport
from desktop import moments, theme
from desktop.drill.outside import NOTICE, TASK, OutsideItem, OutsideItems
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.response.situation import report_name
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.widgets.wrapping_line import line_of

SPOKEN = frozenset({"phone", "radio"})
"""Means by which somebody waits at the other end."""


class DrillOutbox(RecordPanel):
    """What waits for an answer first, for the longest; then the newest."""

    steps = (AcknowledgeNotice, FailNotice, AcceptTask)
    call_wanted = Signal()
    """The simulator calls the centre: the form of reports."""

    def __init__(self, session: Session) -> None:
        layers = session.layers
        super().__init__(session, layers.book("notice"), layers.book("situation"), layers["events"])
        self._items = OutsideItems(session)
        self.listen(session.received.changed, self.follow)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("DrillOutbox", "Outbox and telephone")

    def form(self) -> QLayout:
        self.own = QCheckBox()
        self.own.setChecked(True)
        self.own.toggled.connect(lambda _: self.follow())
        self.call = QPushButton()
        self.call.clicked.connect(self.call_wanted)
        self.answer = QLineEdit()
        self.answer.setMaxLength(LONGEST_NOTE)
        self.button.hide()  # a message is answered by a step about the chosen row
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.own, self.call, stretch={self.own: 1}))
        lines.addLayout(line_of(self.answer, self.button, stretch={self.answer: 1}))
        return lines

    def retranslate(self) -> None:
        if not hasattr(self, "answer"):
            return
        self.own.setText(self.tr("Only those for whom my role answers"))
        self.call.setText(self.tr("Call the centre …"))
        self.answer.setPlaceholderText(self.tr("What is answered; the reason why nobody is reached"))
        self.hint.say(self.tr("Nothing was said to anybody outside"))
        super().retranslate()

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "_items"):
            self.own.setVisible(bool(self._items.answers))  # who answers for nobody sees what was said to all
            self.call.setVisible(self.session.commander is not None)

    def heads(self) -> Sequence[str]:
        return [
            self.tr("Sent"), self.tr("To"), self.tr("Means"), self.tr("Answer"), self.tr("Event"), self.tr("Text"),
        ]  # fmt: skip

    def rows(self) -> Sequence[Row]:
        only_own, is_own = self.own.isChecked() and self._items.answers, self._items.is_own()
        found = [item for item in self._items if not only_own or is_own(item.kind, item.to)]
        found.sort(key=lambda item: (not item.waits, item.sent_ms if item.waits else -item.sent_ms))
        return [self._row(item) for item in found]

    def _held(self, rows: list[Row]) -> list[Row]:
        """What is answered stays where it is, and what comes is the last, while a hand is at the rows or goes on with
        the chosen one.  In a replay nobody answers."""
        rows = super()._held(rows)
        if self.session.commander is None or not (self.table.underMouse() or (self.chosen and self._is_worked_in())):
            return rows
        now = {row.id: row for row in rows}
        kept = [now.pop(row.id) for row in self._shown if row.id in now]
        return [*kept, *now.values()]

    def _is_worked_in(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _row(self, item: OutsideItem) -> Row:
        match item.kind:
            case "":
                to = self.tr("higher authority")
            case "unit":
                to = unit_name(self.session, item.to)
            case "division":
                to = self.session.divisions.path(item.to)
            case _:
                to = item.to
        sent = drill_time(item.sent_ms - self.session.received.zero_ms)
        means, answer, text = self._said(item)
        cells = (sent, to, means, answer, item.event_id, " ".join(text.split()))
        return Row(item.row, cells, theme.NOTICE if item.waits else theme.TEXT)

    def _said(self, item: OutsideItem) -> tuple[str, str, str]:
        """By which means, what was answered, and what was said."""
        subject, span = item.subject, moments.lasting(item.sent_ms, self.session.clock.now_ms())
        match subject:
            case SituationReport():
                return report_name(subject), "", subject.note
            case Notice():
                return pick(MEANS[subject.means]), self._answer(subject, span), subject.steps[0].note
            case _:
                answer = self.tr("not accepted for {span}").format(span=span) if item.waits else ""
                return self.tr("Task"), answer, pick(self.session.event_texts.title(subject))

    def _answer(self, notice: Notice, span: str) -> str:
        if notice.state == "sent":
            ringing = self.tr("☎ ringing for {span}") if notice.means in SPOKEN else self.tr("no answer for {span}")
            return ringing.format(span=span)
        last = notice.steps[-1]
        return " · ".join(part for part in (pick(NOTICE_STATES[notice.state]), last.actor, last.note) if part)

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        note, states = self.answer.text().strip(), self.session.layers.states
        if item_id.startswith(TASK) and command is AcceptTask:
            event_id, _, unit = item_id.removeprefix(TASK).rpartition("/")
            event: Event | None = states("event").get(event_id)
            able = event is not None and event.state is State.DISPATCHED and event.unit == unit
            return AcceptTask(event_id=event_id, note=note) if able else None
        notice: Notice | None = states("notice").get(item_id.removeprefix(NOTICE))
        if notice is None or command is AcceptTask or notice.state == "acknowledged":
            return None
        if command is AcknowledgeNotice:
            return AcknowledgeNotice(notice_id=notice.id, note=note)
        if notice.state != "sent":
            return None
        return FailNotice(notice_id=notice.id, note=note) if note else self.tr("Write why nobody is reached")

    def sent(self, body: CommandBody) -> None:
        self.answer.clear()

    def open_row(self, item_id: str) -> None:
        """Select the event: what else its units do is given on its card."""
        found = next((item for item in self._items if item.row == item_id), None)
        if found is not None and found.event_id:
            self.session.focus.select("events", found.event_id)
