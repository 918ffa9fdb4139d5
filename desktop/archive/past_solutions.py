"""Closed events like the shown one from before it, and how they were solved; found by the analysis, which the card
never waits for."""

from __future__ import annotations

from html import escape

from county.catalog import in_languages
from county.events.event import Event
from desktop import moments, theme
from desktop.cards.linked_events import answers
from desktop.cards.question import RepeatedQuestion
from desktop.i18n import pick
from desktop.places.distances import away_text
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.widgets.card_section import CardSection
from services.protocol.analysis_messages import SimilarEvent, SimilarEvents
from services.protocol.messages import Trouble

ARCHIVE_MS = 30_000
"""How often the archive is looked at for a change: each search reads events from the journal."""


class PastSolutions(CardSection):
    """Of an open event; requested again when the event or the archive has changed, and hidden until the first
    answer."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._event: Event | None = None
        self._archive_seq = 0
        """Records of the archive, as they were looked at last."""
        self.question = RepeatedQuestion(self._request, session.clock.now_ms)
        self._found: list[SimilarEvent] = []
        session.feed.arrived.connect(self._arrived)
        self.every(ARCHIVE_MS, self.follow_archive)
        self.retranslate()

    def retranslate(self) -> None:
        self._show()

    def show_event(self, event: Event) -> None:
        """Show the events like ``event``."""
        if self._event is None or event.id != self._event.id:
            if self.question.request:
                self.session.source.cancel_page(self.question.request)
            self.question.begin()
            self._found = []
            self._look()
        self._event = event
        self._want()
        self._show()

    def follow_archive(self) -> None:
        """Request them again where the archive has changed, or an answer did not come."""
        if self._event is not None and self._event.open:
            self._look()
            self._want()
            self._show()

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        super().release()

    def _look(self) -> None:
        health = self.session.source.health().analysis
        self._archive_seq = 0 if health is None else health.seq

    def _want(self) -> None:
        event = self._event
        if event is not None and event.open:
            self.question.want(
                (self._archive_seq, event.title, event.cause, event.subclass, event.x_m, event.y_m)
            )  # fmt: skip

    def _request(self) -> str:
        event = self._event
        if event is None or self.session.source.health().analysis is None:
            return ""
        title = in_languages(self.session.event_texts.stated_title(event))[0]
        return self.session.source.similar(event.id, title, event.subclass, event.x_m, event.y_m)

    def _arrived(self, answer: object) -> None:
        if isinstance(answer, SimilarEvents | Trouble) and self.question.take(answer):
            assert isinstance(answer, SimilarEvents)
            self._found = answer.events
            self._show()

    def _show(self) -> None:
        heading = self.tr("Similar events and how they were solved")
        self.heading.setText(self.of_when(heading, self.question))
        lines = [self._line(event) for event in self._found]
        if self.question.as_of_ms and not lines:
            none = self.tr("No similar event before this one was closed")
            lines = [f"<span style='color:{theme.MUTED}'>{escape(none)}</span>"]
        self.show_lines(lines)

    def _line(self, event: SimilarEvent) -> str:
        session = self.session
        title = pick(session.event_texts.title_in(event))
        link = f"<a href='events:{escape(event.id)}' style='color:{theme.ACCENT}'>{escape(title)}</a>"
        parts = [moments.short(event.happened_ms, session.clock.now_ms()), away_text(event.away_m)]
        if event.unit:
            parts.append(unit_name(session, event.unit))
        if event.took_ms is not None:
            parts.append(self.tr("solved in {span}").format(span=moments.duration(event.took_ms)))
        if event.satisfied is not None:
            parts.append(answers(event.satisfied, event.solved))
        how = f"<br>{escape(event.how)}" if event.how else ""
        return f"{link} <span style='color:{theme.MUTED}'>{escape(' · '.join(parts))}</span>{how}"
