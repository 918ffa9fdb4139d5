"""What risk early warning tells a leader: the matters that wait, how sure each is, and who deals with it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.clock import monotonic_ms
from county.events.event import is_late
from county.names import BETWEEN
from county.risk.warning_card import DETECTORS, WarningCard
from desktop import moments
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.told import ToldPart, ToldResult
from desktop.figures.analysis_note import analysis_answers
from desktop.i18n import pick
from desktop.risks.card_texts import matter_text, place_text, recurrence_text
from desktop.session import Session
from desktop.wording import state
from services.protocol.risk_messages import RiskReply
from services.results.registry import NOTHING_ASKED

FIGURES = (ResultQuestion("risk_open_cards", NOTHING_ASKED), ResultQuestion("risk_false_alarms", NOTHING_ASKED))
SHOWN_MAX = 5
ASKED_MS = 30_000
"""How often it is asked when risks were judged."""
_ORDER = {state: place for place, state in enumerate(("new", "assessed", "acted"))}
translate = QCoreApplication.translate


class TellRisks:
    """Of the cards on the desk those that are not dismissed or evaluated, the rarest first."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._request = ""
        self._asked_ms: int | None = None
        self._judged: RiskReply | None = None
        session.feed.arrived.connect(self._arrived)

    def release(self) -> None:
        self._session.feed.arrived.disconnect(self._arrived)

    def told(self, results: AskedResults, now_ms: int) -> ToldPart:
        self._ask()
        cards = [card for card in self._session.layers.states("warning").values() if isinstance(card, WarningCard)]
        open_cards = sorted(
            (card for card in cards if card.state in _ORDER),
            key=lambda card: (_ORDER[card.state], -card.strongest.recurrence_days),
        )
        return ToldPart(FIGURES, tuple(self._result(card, now_ms) for card in open_cards[:SHOWN_MAX]), self._nothing())

    def _result(self, card: WarningCard, now_ms: int) -> ToldResult:
        session, signal = self._session, card.strongest
        text = translate(
            "TellRisks",
            "{matter}, {place}: {observed} in {days} days where {expected} had to be expected; chance alone gives that "
            "once in {recurrence}",
        )
        sentence = text.format(
            matter=matter_text(card, session.catalog), place=place_text(card, session.divisions),
            observed=signal.observed, days=signal.days, expected=f"{signal.expected:.1f}",
            recurrence=recurrence_text(signal.recurrence_days),
        )  # fmt: skip
        return ToldResult(
            sentence, BETWEEN.join(filter(None, (self._next(card, now_ms), self._record(card)))),
            as_of_ms=card.steps[-1].happened_ms, event_id=card.events[-1] if card.events else "",
            divisions=card.divisions, target=card.id, grave=card.state == "new",
        )  # fmt: skip

    def _next(self, card: WarningCard, now_ms: int) -> str:
        """Who should do what."""
        row = self._session.catalog.departments.get(card.owner)
        who = translate("TellRisks", "the department in charge") if row is None else pick(row)
        if card.state == "acted":
            event = self._session.layers.states("event").peek(card.events[-1]) if card.events else None
            at = translate("TellRisks", "archived") if event is None else state(event.state)
            return translate("TellRisks", "{who} deals with it: {event}, {state}").format(
                who=who, event=card.events[-1], state=at
            )
        if card.state == "assessed":
            return translate("TellRisks", "assessed; next: an event for {who}").format(who=who)
        due_ms = card.due_ms.get("assess")
        if due_ms is None:
            return translate("TellRisks", "next: assess it; then an event for {who}").format(who=who)
        late = translate("TellRisks", "next: assess it, which was due {time}; then an event for {who}")
        soon = translate("TellRisks", "next: assess it by {time}; then an event for {who}")
        text = late if is_late(due_ms, now_ms) else soon
        return text.format(time=moments.short(due_ms, now_ms), who=who)

    def _record(self, card: WarningCard) -> str:
        """How often the detector of its strongest signal was right."""
        known = None if self._judged is None else self._judged.detectors.get(card.strongest.detector)
        detector = pick(DETECTORS[card.strongest.detector])
        if known is None or not known.evaluated:
            text = translate("TellRisks", "whether it is real: no card of {detector} was evaluated yet")
            return text.format(detector=detector)
        text = translate("TellRisks", "whether it is real: {true} of {all} evaluated cards of {detector} were")
        return text.format(true=known.was_true, all=known.evaluated, detector=detector)

    def _nothing(self) -> str:
        judged = self._judged
        if judged is None:
            return ""
        if not judged.judged_ms:
            return translate("TellRisks", "Nothing was judged yet: open it, and have it judged now")
        at = moments.short(judged.judged_ms, self._session.clock.now_ms())
        if not any(one.tested for one in judged.detectors.values()):
            text = translate(
                "TellRisks", "As of {time} nothing could be judged: {n} days of records are too short a past"
            )
            return text.format(time=at, n=judged.past_days)
        text = translate("TellRisks", "Nothing unusual was found up to {time}; that is no proof that there is nothing")
        return text.format(time=at)

    def _ask(self) -> None:
        """When it was judged: not known of a moment of a replay."""
        if self._request or self._session.timeline is not None or not analysis_answers(self._session):
            return
        now_ms = monotonic_ms()
        if self._asked_ms is None or now_ms - self._asked_ms >= ASKED_MS:
            self._asked_ms, self._request = now_ms, self._session.source.risks()

    def _arrived(self, answer: object) -> None:
        if self._request and getattr(answer, "request", "") == self._request:
            self._request = ""
            if isinstance(answer, RiskReply):
                self._judged = answer
