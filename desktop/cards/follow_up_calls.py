"""The calls to the reporters of an event (回访): who called whom and when, and what they answered."""

from __future__ import annotations

from html import escape
from typing import Any

from county.events.event import ENDED, Event
from county.records import FollowUpMade, Record
from desktop import moments, theme
from desktop.cards.linked_events import answers
from desktop.cards.question import RepeatedQuestion
from desktop.session import Session
from desktop.widgets.card_section import CardSection
from services.protocol.messages import SubjectReply, Trouble

KIND = FollowUpMade.__name__
AGAIN_MS = 10_000
"""After how long an answer that did not come is requested again."""


class FollowUpCalls(CardSection):
    """The answers are in the records of the journal, which are requested again when there is another call."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._event: Event | None = None
        self._calls: list[Record[Any]] = []
        self.question = RepeatedQuestion(self._request, session.clock.now_ms)
        session.feed.arrived.connect(self._arrived)
        self.every(AGAIN_MS, self.question.ask)
        self.retranslate()

    def retranslate(self) -> None:
        self._show()

    def show_event(self, event: Event) -> None:
        """Show the calls about ``event``, and the reporters that have not been asked yet once it has ended."""
        if self._event is None or event.id != self._event.id:
            self.question.begin()
            self._calls = []
        self._event = event
        number = sum(step.kind == KIND for step in event.timeline)
        if number:
            self.question.want(number)
        self._show()

    def _request(self) -> str:
        return "" if self._event is None else self.session.source.subject(f"event/{self._event.id}")

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        super().release()

    def _arrived(self, answer: object) -> None:
        if isinstance(answer, SubjectReply | Trouble) and self.question.take(answer):
            assert isinstance(answer, SubjectReply)
            self._calls = [record for record in answer.records if isinstance(record.body, FollowUpMade)]
            self._show()

    def _show(self) -> None:
        self.heading.setText(self.of_when(self.tr("Calls to reporters"), self.question))
        event = self._event
        if event is None:
            return
        lines = [self._line(record) for record in reversed(self._calls)]
        if event.state in ENDED:
            reporters = [(event.id, event.reporter, event.satisfied)]
            reporters += [(report.event_id, report.reporter, report.satisfied) for report in event.joined]
            open_calls = sum(bool(token) and satisfied is None for _, token, satisfied in reporters)
            if open_calls and not event.merged_into:
                text = self.tr("{n} reporters not asked yet").format(n=open_calls)
                lines.insert(0, f"<span style='color:{theme.NOTICE}'>{escape(text)}</span>")
        self.show_lines(lines)

    def _line(self, record: Record[Any]) -> str:
        call: FollowUpMade = record.body
        when = moments.short(record.happened_ms, self.session.clock.now_ms())
        good = call.satisfied and call.solved is not False
        color = theme.GOOD if good else theme.WARNING
        said = f"<b style='color:{color}'>{escape(answers(call.satisfied, call.solved))}</b>"
        about = self.tr("about {event}").format(event=call.report) if call.report else ""
        details = " · ".join(part for part in (when, record.for_ or record.by, about) if part)
        note = f"<br>{escape(call.note)}" if call.note else ""
        return f"{said} <span style='color:{theme.MUTED}'>{escape(details)}</span>{note}"
