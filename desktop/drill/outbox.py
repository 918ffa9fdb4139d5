"""对外联络: what the players said to bodies outside the drill, which nobody but the simulators answers.

A drill has no telephone and no connector: calls, messages, tasks and reports end here.  A simulator answers for the
bodies that its role plays, and calls the centre by reporting an event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QLayout, QLineEdit, QPushButton, QVBoxLayout

from county.commands import AcceptTask, CommandBody
from county.division import lineage
from county.drill.scenario import recipient
from county.drill.words import drill_time
from county.events.event import LONGEST_NOTE, Event, State
from county.events.event_columns import in_states
from county.response.notices import MEANS, NOTICE_STATES, AcknowledgeNotice, FailNotice, Notice
from county.response.situation_reports import SituationReports
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.response.situation import report_name
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.widgets.wrapping_line import line_of
from layers.events import EventsLayer

NOTICE, TASK, REPORT = "notice/", "task/", "report/"
"""Starts of the ids of rows."""
SPOKEN = frozenset({"phone", "radio"})
"""Means by which somebody waits at the other end."""


class OutboxItem(NamedTuple):
    """One message, call, task or report to somebody outside."""

    row: str
    sent_ms: int
    kind: str
    """Of the recipient: unit, division, post; "" for the higher authority."""
    to: str
    waits: bool
    """Whether somebody must answer it."""
    means: str
    answer: str
    event_id: str
    text: str


class DrillOutbox(RecordPanel):
    """What waits for an answer first, for the longest; then the newest."""

    steps = (AcknowledgeNotice, FailNotice, AcceptTask)
    call_wanted = Signal()
    """The simulator calls the centre: the form of reports."""

    def __init__(self, session: Session) -> None:
        layers = session.layers
        super().__init__(session, layers.book("notice"), layers.book("situation"), layers["events"])
        kinds = session.catalog.resource_kinds
        self._departments = {
            unit.id: kinds[unit.kind].department for unit in session.package.resources if unit.kind in kinds
        }  # fmt: skip
        self.listen(session.drill.changed, self.follow)
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

    def heads(self) -> Sequence[str]:
        return [
            self.tr("Sent"), self.tr("To"), self.tr("Means"), self.tr("Answer"), self.tr("Text"), self.tr("Event"),
        ]  # fmt: skip

    def rows(self) -> Sequence[Row]:
        found = [item for item in self._items() if not self._filters or self._is_own(item)]
        found.sort(key=lambda item: (not item.waits, item.sent_ms if item.waits else -item.sent_ms))
        return [self._row(item) for item in found]

    @property
    def _filters(self) -> bool:
        role = self.session.drill.who.role
        return self.own.isChecked() and role is not None and bool(role.plays)

    def _is_own(self, item: OutboxItem) -> bool:
        role = self.session.drill.who.role
        played = set() if role is None else {recipient(who) for who in role.plays}
        if item.kind == "division":
            return any(("division", code) in played for code in (item.to, *lineage(item.to)))
        return (item.kind, item.to) in played or ("unit", self._departments.get(item.to, "")) in played

    def _items(self) -> Iterator[OutboxItem]:
        session, now_ms = self.session, self.session.clock.now_ms()
        for notice in session.layers.states("notice").values():
            if isinstance(notice, Notice):
                yield self._of_notice(notice, now_ms)
        for known in session.layers.states("situation").values():
            for report in known.reports if isinstance(known, SituationReports) else ():
                yield OutboxItem(
                    f"{REPORT}{known.id}/{report.kind}/{report.number}", report.happened_ms, "", "", False,
                    report_name(report), "", known.id, report.note,
                )  # fmt: skip
        columns, events = session.layers.of(EventsLayer).columns, session.layers.states("event")
        for row in np.flatnonzero(in_states(columns, frozenset({State.DISPATCHED}))):
            event: Event = events[columns.ids[row]]
            yield from self._tasks(event, now_ms)

    def _tasks(self, event: Event, now_ms: int) -> Iterator[OutboxItem]:
        sent_ms = event.last_change.recorded_ms
        waiting = self.tr("not accepted for {span}").format(span=moments.duration(now_ms - sent_ms))
        title = pick(self.session.event_texts.title(event))
        for unit in event.active_units:
            is_main = unit == event.unit
            yield OutboxItem(
                f"{TASK}{event.id}/{unit}", sent_ms, "unit", unit, is_main, self.tr("Task"), waiting if is_main else "",
                event.id, title,
            )  # fmt: skip

    def _of_notice(self, notice: Notice, now_ms: int) -> OutboxItem:
        first, last = notice.steps[0], notice.steps[-1]
        waits = notice.state == "sent"
        if waits:
            span = moments.duration(now_ms - first.recorded_ms)
            ringing = self.tr("☎ ringing for {span}") if notice.means in SPOKEN else self.tr("no answer for {span}")
            answer = ringing.format(span=span)
        else:
            answer = " · ".join(part for part in (pick(NOTICE_STATES[notice.state]), last.actor, last.note) if part)
        return OutboxItem(
            f"{NOTICE}{notice.id}", first.recorded_ms, notice.kind, notice.to, waits, pick(MEANS[notice.means]), answer,
            notice.about, first.note,
        )  # fmt: skip

    def _row(self, item: OutboxItem) -> Row:
        match item.kind:
            case "":
                to = self.tr("higher authority")
            case "unit":
                to = unit_name(self.session, item.to)
            case "division":
                to = self.session.divisions.path(item.to)
            case _:
                to = item.to
        sent = drill_time(item.sent_ms - self.session.drill.zero_ms)
        cells = (sent, to, item.means, item.answer, " ".join(item.text.split()), item.event_id)
        return Row(item.row, cells, theme.NOTICE if item.waits else theme.TEXT)

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
        found = next((item for item in self._items() if item.row == item_id), None)
        if found is not None and found.event_id:
            self.session.focus.select("events", found.event_id)
