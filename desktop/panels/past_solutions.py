"""Closed events like the shown one, and how they were solved; found by the analysis, which the card never waits for."""

from __future__ import annotations

from html import escape

from county.catalog import in_languages
from county.event import Event, EventFacts, facts_of
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.card_section import CardSection
from desktop.panels.linked_events import answers
from desktop.session import Session
from desktop.unit_choice import unit_name
from services.protocol.analysis_messages import SimilarEvent, SimilarEvents
from services.protocol.messages import Trouble


class PastSolutions(CardSection):
    """Requested once for each event and after a correction; hidden while nothing similar is known."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._asked: tuple[str, EventFacts] | None = None
        """For which event, as it is stated."""
        self._request = ""
        self._found: list[SimilarEvent] = []
        session.feed.arrived.connect(self._arrived)
        self.retranslate()

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Similar events and how they were solved"))
        self._show()

    def show_event(self, event: Event) -> None:
        """Show the events like ``event``."""
        asked = event.id, facts_of(event)
        if asked == self._asked:
            return
        self._asked, self._found = asked, []
        if self._request:
            self.session.source.cancel_page(self._request)
        self._request = ""
        if event.open and self.session.source.health().analysis is not None:
            title = in_languages(self.session.event_texts.title(event))[0]
            self._request = self.session.source.similar(event.id, title, event.subclass, event.x_m, event.y_m)
        self._show()

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        super().release()

    def _arrived(self, answer: object) -> None:
        if not isinstance(answer, SimilarEvents | Trouble) or not self._request or answer.request != self._request:
            return
        self._request = ""
        if isinstance(answer, SimilarEvents):
            self._found = answer.events
            self._show()

    def _show(self) -> None:
        self.show_lines([self._line(event) for event in self._found])

    def _line(self, event: SimilarEvent) -> str:
        session = self.session
        title = pick(session.event_texts.title_of(event.title, event.rule, event.sensor_id))
        link = f"<a href='events:{escape(event.id)}' style='color:{theme.ACCENT}'>{escape(title)}</a>"
        parts = [moments.short(event.happened_ms, session.clock.now_ms()), f"{event.away_m:,.0f} m"]
        if event.unit:
            parts.append(unit_name(session, event.unit))
        if event.took_ms is not None:
            parts.append(self.tr("solved in {span}").format(span=moments.duration(event.took_ms)))
        if event.satisfied is not None:
            parts.append(answers(event.satisfied, event.solved))
        how = f"<br>{escape(event.how)}" if event.how else ""
        return f"{link} <span style='color:{theme.MUTED}'>{escape(' · '.join(parts))}</span>{how}"
