"""Answers records in their order, and how they are distributed over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from msgspec import Raw
from numpy.typing import NDArray

from services.analysis.moments.marked_records import MarkedRecords
from services.analysis.timeline.column_file import rows_up_to
from services.analysis.timeline.timeline import RecordTimeline, TimelineExtent
from services.protocol.as_of_messages import (
    BUCKETS_MAX,
    GAPS_MAX,
    TIMES_MAX,
    NamedIds,
    RecordsFrom,
    RecordsRequest,
    SpanOfRecords,
    SpanRequest,
    SubjectAsOf,
    SubjectAsOfRequest,
    TimeGap,
    TimesOfRecords,
    TimesRequest,
)
from services.protocol.codec import payload
from services.protocol.replay import GAP_MS
from services.store.ports import Cancelled, JournalReader
from services.store.upcast import RecordReader

ANSWER_BYTES = 1 << 20
"""An answer with more bytes ends early."""
_BLOCK = 1 << 20
"""Times that are compared at once: those of a long journal are not copied into memory."""
_SEEN_EVERY = 256
"""Records between two looks whether the answer is still needed."""


class RecordAnswers:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        self._timeline = timeline
        self._journal = journal
        self._current, self._read = reader.current, reader.read
        self._marked = MarkedRecords(timeline)

    def records(self, asked: RecordsRequest, cancelled: Callable[[], bool] = bool) -> RecordsFrom:
        """The requested records.  Raises Cancelled, StoreError, UnreadableRecord."""
        head_seq = self._timeline.extent.head.seq
        found: list[Raw] = []
        size, last = 0, min(asked.from_seq + asked.count - 1, head_seq)
        for seq, data in enumerate(self._journal.records(asked.from_seq, last), asked.from_seq):
            if seq % _SEEN_EVERY == 0 and cancelled():
                raise Cancelled
            found.append(Raw(self._current(data, seq)))
            size += len(data)
            if size >= ANSWER_BYTES:
                break
        return RecordsFrom(request=asked.request, from_seq=asked.from_seq, head_seq=head_seq, records=found)

    def of_subject(self, asked: SubjectAsOfRequest, cancelled: Callable[[], bool] = bool) -> SubjectAsOf:
        """The records about a subject.  Raises Cancelled, StoreError, UnreadableRecord."""
        found: list[Raw] = []
        for data in self._journal.of_subject(asked.subject):
            if cancelled():
                raise Cancelled
            record = self._read(data)
            if record.seq > asked.as_of_seq:
                break
            if asked.happened_ms is None or record.happened_ms <= asked.happened_ms:
                found.append(Raw(payload(record)))
        return SubjectAsOf(request=asked.request, subject=asked.subject, records=found)

    def times(self, asked: TimesRequest, cancelled: Callable[[], bool] = bool) -> TimesOfRecords:
        """When the records became known.  Raises Cancelled."""
        extent = self._timeline.extent
        recorded = self._timeline.column("record.recorded_ms", extent)
        count = len(recorded)
        every = max(1, -(-count // TIMES_MAX))
        gaps: list[TimeGap] = []
        for begin in range(0, count, _BLOCK):
            if cancelled():
                raise Cancelled
            some = recorded[begin : begin + _BLOCK + 1]
            rows = np.flatnonzero(np.diff(some) >= GAP_MS)
            gaps.extend(map(TimeGap, some[rows].tolist(), some[rows + 1].tolist()))
        gaps = sorted(sorted(gaps, key=lambda gap: gap.from_ms - gap.to_ms)[:GAPS_MAX], key=lambda gap: gap.from_ms)
        parts = min(BUCKETS_MAX, max(count, 1))
        edges = np.array([count * part // parts for part in range(parts + 1)])
        return TimesOfRecords(
            request=asked.request, head_seq=count, last_ms=int(recorded[-1]) if count else 0, every=every,
            times=recorded[::every].astype("<i8").tobytes(), gaps=gaps, marks=self._marked.marks(edges, extent),
            named=self._named(extent),
        )  # fmt: skip

    def _named(self, extent: TimelineExtent) -> NamedIds:
        events, alarms = self._timeline.states("event", extent), self._timeline.states("alarm", extent)
        units = (line for text in events.texts_of("units") for line in text.splitlines())
        return NamedIds(
            sensors=sorted(events.texts_of("sensor_id") | alarms.texts_of("sensor_id")),
            units=sorted(events.texts_of("unit").union(units)), divisions=sorted(events.texts_of("division")),
        )  # fmt: skip

    def span(self, asked: SpanRequest, cancelled: Callable[[], bool] = bool) -> SpanOfRecords:
        """How the records are distributed.  Raises Cancelled."""
        extent = self._timeline.extent
        recorded = self._timeline.column("record.recorded_ms", extent)
        first_ms, last_ms = (int(recorded[0]), int(recorded[-1])) if len(recorded) else (0, 0)
        from_ms = first_ms if asked.from_ms is None else asked.from_ms
        to_ms = max(from_ms, last_ms + 1 if asked.to_ms is None else asked.to_ms)
        edges_ms = [from_ms + (to_ms - from_ms) * place // asked.buckets for place in range(asked.buckets + 1)]
        edges = np.array([rows_up_to(recorded, at_ms - 1) for at_ms in edges_ms])
        if cancelled():
            raise Cancelled
        return SpanOfRecords(
            request=asked.request, first_ms=first_ms, last_ms=last_ms, head_seq=extent.head.seq, from_ms=from_ms,
            to_ms=to_ms, counts=np.diff(edges).tolist(), gaps=list(_gaps(recorded, edges)),
            marks=self._marked.marks(edges, extent),
        )  # fmt: skip


def _gaps(recorded: NDArray[Any], edges: NDArray[np.int64]) -> Iterator[TimeGap]:
    """One for each place in the records at which whole buckets are empty, but for those before the first record and
    after the last one."""
    empty = np.flatnonzero(np.diff(edges) == 0)
    for row in np.unique(edges[empty]).tolist():
        if 0 < row < len(recorded):
            yield TimeGap(int(recorded[row - 1]), int(recorded[row]))
