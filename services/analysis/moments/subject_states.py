"""States of single entities as of a moment, folded from their records."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from msgspec import Raw

from county.aggregate import Aggregate
from county.aggregates import BY_KEY
from county.records import Record
from services.analysis.moments.as_of import AsOf
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.as_of_messages import StatesAt, StatesRequest
from services.protocol.codec import payload
from services.store.ports import Cancelled, JournalReader
from services.store.upcast import RecordReader


class FoldedState(NamedTuple):
    """A state, and the last record that it was folded from."""

    state: Any
    seq: int


KEPT_MAX = 10_000
"""Encoded states that are kept: moments that follow each other have mostly the same."""


class SubjectStates:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        self._timeline = timeline
        self._journal = journal
        self._read = reader.read
        self._kept: OrderedDict[tuple[str, str, int], bytes] = OrderedDict()

    def encoded(self, aggregate: Aggregate[Any], subject: str, seq: int, place: AsOf) -> bytes:
        """The state that record ``seq`` about an entity led to, which is not after ``place``.  Raises StoreError,
        UnreadableRecord."""
        key = aggregate.key, subject, seq
        found = self._kept.pop(key, None)
        if found is None:
            folded = self.find(aggregate, subject, place._replace(seq=seq, happened_ms=None))
            found = payload(None if folded is None else folded.state)
        self._kept[key] = found
        if len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return found

    def answer(self, asked: StatesRequest, cancelled: Callable[[], bool] = bool) -> StatesAt:
        """The requested states, none that is withheld.  Raises Cancelled, StoreError, UnreadableRecord."""
        extent, aggregate = self._timeline.extent, BY_KEY.get(asked.aggregate)
        if aggregate is not None and aggregate.withheld:
            aggregate = None
        seq = min(asked.as_of_seq, extent.head.seq)
        place = AsOf(extent, seq, self._timeline.recorded_ms(seq, extent), asked.happened_ms)
        found: list[Raw] = []
        for subject in asked.ids:
            if cancelled():
                raise Cancelled
            folded = None if aggregate is None else self.find(aggregate, subject, place)
            found.append(Raw(payload(None if folded is None else folded.state)))
        return StatesAt(request=asked.request, aggregate=asked.aggregate, as_of_seq=seq, states=found)

    def find(self, aggregate: Aggregate[Any], subject: str, place: AsOf) -> FoldedState | None:
        """The last state of an entity as of ``place``, whether it was still on the desk or not; None when it did not
        exist.  Raises StoreError, UnreadableRecord."""
        found: FoldedState | None = None
        for record in self._records(aggregate, subject, place):
            state = None if found is None or self._had_left(aggregate, found.state, record, place) else found.state
            with suppress(Exception):  # any, as in Fold.apply_all: it is about something that had not happened
                found = FoldedState(aggregate.apply(state, record), record.seq)
        return found

    def _records(self, aggregate: Aggregate[Any], subject: str, place: AsOf) -> Iterator[Record[Any]]:
        for data in self._journal.of_subject(f"{aggregate.key}/{subject}"):
            record = self._read(data)
            if record.seq > place.seq:
                return
            if place.happened_ms is None or record.happened_ms <= place.happened_ms:
                yield record

    def _had_left(self, aggregate: Aggregate[Any], state: Any, record: Record[Any], place: AsOf) -> bool:
        """Whether a state had left the desk before ``record``, which then begins another life of its entity."""
        expires_ms = aggregate.expires_ms(state)
        return expires_ms is not None and expires_ms <= self._timeline.recorded_ms(record.seq - 1, place.extent)
