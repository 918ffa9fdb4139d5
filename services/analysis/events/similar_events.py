"""Closed events like a given one from before it, and how they were solved: by the rare words that they share, their
class and place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.events.aggregate import EVENTS
from county.events.event import Event, State
from county.records import HandlingFedBack
from services.analysis.events.newest_events import NewestEvents
from services.analysis.texts.event_documents import seq_of
from services.analysis.texts.terms import words_of
from services.protocol.analysis_messages import SIMILAR_MAX, SimilarEvent, SimilarEvents, SimilarRequest
from services.store.ports import Cancelled, JournalReader, TextIndex
from services.store.upcast import RecordReader

HITS_MAX = 2_000
"""Events with one word that are looked at, the newest ones."""
CANDIDATES = 20
"""Best ones that are read."""
LEAST_SHARE = 0.5
"""Share of the weight of all words that an event of another class has at least."""
OF_CLASS, OF_PLACE = 0.5, 0.25
"""Worth of the same class and of the same place, in weights of all words."""
NEAR_M = 500.0
_SOLVED = (State.CLOSED, State.EVALUATED)


class SimilarFinder:
    """Used with the lock of ``events`` and ``journal`` held."""

    def __init__(
        self, events: NewestEvents, texts: TextIndex, journal: JournalReader, reader: RecordReader,
        code_of: Callable[[str], int],
    ) -> None:  # fmt: skip
        """``code_of``: number of a text in the columns, -1 for one that is in none."""
        self._events = events
        self._texts = texts
        self._journal = journal
        self._read = reader.read
        self._code_of = code_of

    def find(self, asked: SimilarRequest, cancelled: Callable[[], bool] = bool) -> SimilarEvents:
        """The most similar closed events that happened before the given one, the best first; of one that the journal
        does not have yet, all closed ones.  Raises Cancelled, StoreError, UnreadableRecord."""
        self._events.refresh()
        own = self._known(asked.event_id)
        scores = self._scores(asked, cancelled)
        if own is not None:
            scores[self._events.column("happened_ms") >= own.happened_ms] = 0.0
        # Equal ones: the newest first.
        best = np.lexsort((-np.arange(len(scores)), -scores))[:CANDIDATES]
        found: list[SimilarEvent] = []
        for place in best[scores[best] > 0].tolist():
            event = self._event(place)
            if event.id != asked.event_id and event.state in _SOLVED:
                found.append(_described(event, asked))
            if len(found) == SIMILAR_MAX:
                break
        return SimilarEvents(request=asked.request, events=found)

    def _scores(self, asked: SimilarRequest, cancelled: Callable[[], bool]) -> NDArray[np.float64]:
        """Of every event how similar it is, 0 for those that are not, (n,)."""
        events = self._events
        scores, whole = np.zeros(len(events)), 0.0
        for word in words_of(asked.title):
            numbers = self._texts.search([[word]], limit=HITS_MAX, cancelled=cancelled)
            if cancelled():
                raise Cancelled
            seqs = np.unique(np.array([seq_of(number) for number in numbers], dtype=np.int64))
            places = np.searchsorted(events.versions.first_seq, seqs)
            places = places[places < len(events)]  # indexed meanwhile
            weight = float(np.log1p(len(events) / (1 + len(places))))
            whole += weight
            scores[places] += weight
        is_same = events.column("subclass") == self._code_of(asked.subclass)
        away_m = np.hypot(events.column("x_m") - asked.x_m, events.column("y_m") - asked.y_m)
        fits = (scores > 0) & (is_same | (scores >= LEAST_SHARE * whole))
        worth = scores + whole * (OF_CLASS * is_same + OF_PLACE * (away_m <= NEAR_M))
        return np.where(fits, worth, 0.0)

    def _event(self, place: int) -> Event:
        first_seq = int(self._events.versions.first_seq[place])
        [data] = self._journal.records(first_seq, first_seq)
        event = self._known(EVENTS.subject_of(self._read(data, first_seq).body))
        assert event is not None
        return event

    def _known(self, event_id: str) -> Event | None:
        """As the journal has it; None where it does not."""
        event: Event | None = None
        for part in self._journal.of_subject(f"{EVENTS.key}/{event_id}"):
            event = EVENTS.apply(event, self._read(part))
        return event


def _described(event: Event, asked: SimilarRequest) -> SimilarEvent:
    feedback: Any = next((s for s in reversed(event.timeline) if s.kind == HandlingFedBack.__name__), None)
    begun_ms, done_ms = event.dispatched_ms, event.fed_back_ms
    return SimilarEvent(
        id=event.id, title=event.title, rule="" if event.cause is None else event.cause.rule,
        sensor_id=event.sensor_id, subclass=event.subclass, division=event.division, unit=event.unit,
        happened_ms=event.happened_ms, away_m=float(np.hypot(event.x_m - asked.x_m, event.y_m - asked.y_m)),
        how="" if feedback is None else feedback.note,
        took_ms=None if begun_ms is None or done_ms is None else max(0, done_ms - begun_ms),
        satisfied=event.satisfied, solved=event.solved,
    )  # fmt: skip
