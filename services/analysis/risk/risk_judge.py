"""Judges what is unusual as of one moment, by the records that were known at it, and writes what is to be recorded.

What is found is a function of the journal and the moment alone, with the seeds of its simulations; which card it
belongs to depends on the cards of the journal, and on when each matter was found last.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog
from county.division import contains
from county.durations import DAY_MS
from county.events.aggregate import EVENTS
from county.risk.warning_card import EVIDENCE_MAX, RaiseWarning, UpdateWarning, WarningCard
from services.analysis.figures.event_facts import EventFacts
from services.analysis.risk.daily_counts import DatedEvents, counted_events, daily_counts, offered_classes
from services.analysis.risk.detectors import SHARE_DAYS, judge
from services.analysis.risk.found_patterns import told_repeats, told_topics
from services.analysis.risk.known_cards import KnownCards
from services.analysis.risk.matters import OVER_DAYS, RiskMatter, card_id, card_of, from_ms, matters, overlap, updated
from services.analysis.risk.title_words import TitleWordReader
from services.analysis.risk.watched_county import WatchedCounty
from services.analysis.timeline.timeline import RecordTimeline
from services.follow_ups.judged_risks import CARDS_MAX, FILE, JudgedRisks, read_judged
from services.store.ports import JournalReader
from services.store.private import private_file
from services.store.upcast import RecordReader

Step = RaiseWarning | UpdateWarning


class RiskJudge:
    """Used by one thread."""

    def __init__(
        self, folder: Path, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader, catalog: Catalog,
        county: WatchedCounty,
    ) -> None:  # fmt: skip
        """``folder``: of the file for the backend; ``journal``: not used by another thread."""
        self._path = folder / FILE
        self._timeline = timeline
        self._catalog = catalog
        self._county = county
        self._facts = EventFacts(timeline)
        self._known = KnownCards(timeline, journal, reader)
        self._titles = TitleWordReader(journal, reader, county.names)

    def judge(self, at_ms: int, cancelled: Callable[[], bool] = lambda: False) -> JudgedRisks:
        """Judge the days before ``at_ms`` by what was known then; returns what was written.  Raises ScanCancelled,
        OSError, StoreError, UnreadableRecord."""
        self._facts.move(self._timeline.seq_at(at_ms, self._timeline.extent))
        events = counted_events(self._timeline, self._facts, self._catalog, self._county, at_ms)
        counts = daily_counts(self._facts, events, self._catalog, self._county, at_ms, SHARE_DAYS)
        judged = judge(counts, self._county, cancelled)
        before = read_judged(self._path)
        cards = self._known.cards()
        last_ms = {id: found for id, found in before.last_ms.items() if at_ms - found < OVER_DAYS * DAY_MS}
        known = {card.id for card in cards}
        raised = [one for one in before.pending if isinstance(one, RaiseWarning) and one.warning_id not in known]
        pending: list[Step] = [*raised]  # the backend may not have read them
        for matter in matters(judged.found)[: CARDS_MAX - len(pending)]:
            step, card = self._step(matter, cards, raised, last_ms, events, at_ms)
            last_ms[card] = at_ms
            if step is not None:
                pending.append(step)
        tested = {str(detector): number for detector, number in judged.tested.items()}
        repeated = told_repeats(self._timeline, self._facts, self._catalog, self._county, at_ms)
        rising = told_topics(self._timeline, self._facts, events, self._catalog, self._titles, cancelled)
        found = JudgedRisks(at_ms, counts.days, tested, last_ms, tuple(pending), repeated, rising)
        self._write(found)
        return found

    def _step(
        self, matter: RiskMatter, cards: tuple[WarningCard, ...], raised: list[RaiseWarning], last_ms: dict[str, int],
        events: DatedEvents, at_ms: int,
    ) -> tuple[Step | None, str]:  # fmt: skip
        """What the matter leads to, and the id of its card.  ``raised``: not in the journal yet."""
        for one in raised:
            if one.subject == matter.subject and overlap(one.divisions, matter.places):
                return None, one.warning_id
        evidence = self._evidence(matter, events)
        ids = self._timeline.states(EVENTS.key).ids.texts(evidence)
        card = card_of(matter, cards, last_ms, at_ms)
        if card is not None:
            change = updated(card, matter, at_ms)
            if change is None:
                return None, card.id
            places, signals = change
            return UpdateWarning(warning_id=card.id, divisions=places, signals=signals, evidence=tuple(ids)), card.id
        id = card_id(matter, at_ms)
        return RaiseWarning(
            warning_id=id, subject=matter.subject, divisions=matter.places, from_ms=from_ms(matter, at_ms),
            signals=matter.told, evidence=tuple(ids), owner=self._owner(evidence),
        ), id  # fmt: skip

    def _evidence(self, matter: RiskMatter, events: DatedEvents) -> NDArray[np.int64]:
        """Numbers of the newest events of the matter, in the days of its signals."""
        days = max(found.days for found in matter.signals)
        chosen = (events.kind == offered_classes(self._catalog).index(matter.subject)) & (events.back < days)
        if matter.places:
            villages = [self._is_in(code, matter.places) for code in self._county.villages]
            towns = [self._is_in(code, matter.places) for code in self._county.towns]
            inside = np.array([*villages, False], np.bool_)[events.village]  # -1, no village, is the last one
            chosen &= inside | np.array([*towns, False], np.bool_)[events.town]
        number = events.number[chosen]
        happened = self._facts.values("happened_ms", number)
        newest: NDArray[np.int64] = number[np.argsort(-happened, kind="stable")][:EVIDENCE_MAX]
        return newest

    @staticmethod
    def _is_in(code: str, places: tuple[str, ...]) -> bool:
        return any(contains(place, code) for place in places)

    def _owner(self, evidence: NDArray[np.int64]) -> str:
        """The department that most of the events belong to by the catalogue."""
        subclasses = map(self._timeline.texts.text, self._facts.values("subclass", evidence).tolist())
        departments = Counter(self._catalog.subclasses[key].department for key in subclasses)
        return max(departments, key=lambda key: departments[key], default="")

    def _write(self, found: JudgedRisks) -> None:
        part = self._path.with_suffix(".part")
        private_file(part)
        part.write_bytes(msgspec.json.encode(found))
        os.replace(part, self._path)
