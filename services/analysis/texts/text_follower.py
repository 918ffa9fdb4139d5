"""Keeps the index of full texts up with the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
import numpy as np

from county.aggregates import concrete_types
from county.events.aggregate import EVENTS
from county.events.event import Event
from county.records import RecordBody
from services.analysis.texts.event_documents import EventDocuments
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline, TimelineIdentity
from services.store.ports import IndexedText, JournalReader, TextIndex
from services.store.upcast import RecordReader

VERSION = 3
"""Increment when other terms are indexed."""
RECORDS_MAX = 200_000
TEXTS_MAX = 5_000
"""Records and events that are indexed at once, some 50 MB of terms: an event whose steps are among them is indexed
once."""
EVENTS_MAX = 200
"""Events between two looks whether to end."""
_EVENT_KINDS = np.array([KINDS.index(body.__name__) for body in concrete_types(EVENTS.record)], np.uint8)


class TextMark(msgspec.Struct, frozen=True, kw_only=True):
    """Up to which record the index contains the texts, and by which rules."""

    version: int = VERSION
    timeline: TimelineIdentity
    seq: int = 0
    hash: bytes = b""
    """Of record ``seq`` in the chain of the journal."""


class _Chunk(NamedTuple):
    """The events with records after ``begin`` up to ``end``."""

    begin: int
    end: int
    first_seqs: list[int]


def usable(mark: bytes, identity: TimelineIdentity, journal: JournalReader) -> bool:
    """Whether an index with this mark contains texts of this journal by these rules.  Raises StoreError."""
    try:
        found = msgspec.msgpack.decode(mark, type=TextMark)
    except msgspec.DecodeError:
        return False
    return found == TextMark(timeline=identity, seq=found.seq, hash=journal.hash_at(found.seq) or b"")


class TextFollower:
    """Used by one thread."""

    def __init__(
        self, timeline: RecordTimeline, index: TextIndex, journal: JournalReader, reader: RecordReader,
        documents: EventDocuments, *, texts_max: int = TEXTS_MAX,
    ) -> None:
        """``index``: an empty one, or a :func:`usable` one.  ``texts_max``: events indexed at once.  Raises
        StoreError."""
        self._timeline = timeline
        self._index = index
        self._journal = journal
        self._read = reader.read
        self._documents = documents
        self._texts_max = texts_max
        self._work: Iterator[bool] | None = None
        self.seq = msgspec.msgpack.decode(mark, type=TextMark).seq if (mark := index.mark) else 0
        """Records whose texts are in the index."""

    def go_on(self) -> bool:
        """Index some more events; returns whether more are left.  Raises StoreError, UnreadableRecord."""
        if self._work is None:
            if self.seq >= self._timeline.extent.head.seq:
                return False
            self._work = self._index_chunk(self._chunk())
        if next(self._work, None) is None:
            self._work = None
        return self._work is not None or self.seq < self._timeline.extent.head.seq

    def _chunk(self) -> _Chunk:
        extent = self._timeline.extent
        end = min(self.seq + RECORDS_MAX, extent.head.seq)
        kinds = self._timeline.column("record.kind", extent)[self.seq : end]
        places = np.flatnonzero(np.isin(kinds, _EVENT_KINDS))
        subjects = self._timeline.column("record.subject", extent)[self.seq : end][places]
        events, begins = np.unique(subjects, return_index=True)
        if len(events) > self._texts_max:  # end before the first record of the next event
            next_begin = np.sort(begins)[self._texts_max]
            end = self.seq + int(places[next_begin])
            events = np.unique(subjects[:next_begin])
        firsts = self._timeline.states(EVENTS.key, extent).first_seq[events]
        return _Chunk(self.seq, end, firsts.tolist())

    def _index_chunk(self, chunk: _Chunk) -> Iterator[bool]:
        texts: list[IndexedText] = []
        for number, first_seq in enumerate(chunk.first_seqs):
            text = self._text(first_seq, chunk)
            if text is not None:
                texts.append(text)
            if number % EVENTS_MAX == EVENTS_MAX - 1:
                yield True
        mark = TextMark(
            timeline=self._timeline.identity, seq=chunk.end, hash=self._journal.hash_at(chunk.end) or b""
        )
        self._index.put(texts, msgspec.msgpack.encode(mark))
        self.seq = chunk.end

    def _text(self, first_seq: int, chunk: _Chunk) -> IndexedText | None:
        """The text of an event as of the chunk's end; None when it is the same as of its begin."""
        [data] = self._journal.records(first_seq, first_seq)
        body: RecordBody = self._read(data, first_seq).body
        before: Event | None = None
        event: Event | None = None
        for data in self._journal.of_subject(f"{EVENTS.key}/{EVENTS.subject_of(body)}"):
            record = self._read(data)
            if first_seq <= record.seq <= chunk.end:
                event = EVENTS.apply(event, record)
                before = event if record.seq <= chunk.begin else before
        assert event is not None
        if before is not None and self._documents.of(before) == self._documents.of(event):
            return None
        return self._documents.indexed(event, first_seq)
