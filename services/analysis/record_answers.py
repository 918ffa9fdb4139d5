"""Answers records in their order, and how they are distributed over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from msgspec import Raw
from numpy.typing import NDArray

from county.alarms import PRIORITIES
from county.events.event import LEVELS
from county.records import AlarmRaised, EventReported, RecordBody
from county.response.levels import ResponseLevelAdjusted, ResponseLevelSet
from services.analysis.column_file import rows_up_to
from services.analysis.layout import KINDS
from services.analysis.timeline import RecordTimeline, TimelineExtent
from services.protocol.as_of_messages import (
    MarkKind,
    RecordsFrom,
    RecordsRequest,
    SpanOfRecords,
    SpanRequest,
    TimeGap,
    TimeMark,
)
from services.store.ports import Cancelled, JournalReader
from services.store.upcast import RecordReader

ANSWER_BYTES = 1 << 20
"""An answer with more bytes ends early."""
_SEEN_EVERY = 256
"""Records between two looks whether the answer is still needed."""


class _Marked(NamedTuple):
    """Records that are marked: of some types, where a column of their state has one of some values."""

    kind: MarkKind
    key: str
    types: tuple[type[RecordBody], ...]
    column: str = ""
    codes: tuple[int, ...] = ()


_MARKED = (
    _Marked("alarm", "alarm", (AlarmRaised,), "priority", (PRIORITIES.index("critical"),)),
    _Marked(
        "event", "event", (EventReported,), "level",
        tuple(code for code, level in enumerate(LEVELS) if level != "general"),
    ),
    _Marked("response", "response", (ResponseLevelSet, ResponseLevelAdjusted)),
)  # fmt: skip


class RecordAnswers:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        self._timeline = timeline
        self._journal = journal
        self._current = reader.current

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

    def span(self, asked: SpanRequest, cancelled: Callable[[], bool] = bool) -> SpanOfRecords:
        """How the records are distributed.  Raises Cancelled."""
        extent = self._timeline.extent
        recorded = self._timeline.column("record.recorded_ms", extent)
        first_ms, last_ms = (int(recorded[0]), int(recorded[-1])) if len(recorded) else (0, 0)
        from_ms = first_ms if asked.from_ms is None else asked.from_ms
        to_ms = max(from_ms, last_ms + 1 if asked.to_ms is None else asked.to_ms)
        edges_ms = [from_ms + (to_ms - from_ms) * place // asked.buckets for place in range(asked.buckets + 1)]
        edges = np.array([rows_up_to(recorded, at_ms - 1) for at_ms in edges_ms])
        marks: list[TimeMark] = []
        for marked in _MARKED:
            if cancelled():
                raise Cancelled
            marks.extend(self._marks(marked, edges, extent))
        return SpanOfRecords(
            request=asked.request, first_ms=first_ms, last_ms=last_ms, head_seq=extent.head.seq, from_ms=from_ms,
            to_ms=to_ms, counts=np.diff(edges).tolist(), gaps=list(_gaps(recorded, edges)),
            marks=sorted(marks, key=lambda mark: mark.seq),
        )  # fmt: skip

    def _marks(self, marked: _Marked, edges: NDArray[np.int64], extent: TimelineExtent) -> Iterator[TimeMark]:
        """Of each bucket the first marked record."""
        is_marked = np.zeros(len(KINDS), np.bool_)
        is_marked[[KINDS.index(body.__name__) for body in marked.types]] = True
        kinds = self._timeline.column("record.kind", extent)[edges[0] : edges[-1]]
        seqs = edges[0] + 1 + np.flatnonzero(is_marked[kinds])
        versions = self._timeline.states(marked.key, extent)
        rows = np.searchsorted(versions.seq, seqs.astype(versions.seq.dtype))
        if marked.column:
            wanted = np.isin(versions.values(marked.column, rows), marked.codes)
            seqs, rows = seqs[wanted], rows[wanted]
        _, first = np.unique(np.searchsorted(edges, seqs, "left"), return_index=True)
        times = self._timeline.column("record.recorded_ms", extent)[seqs[first] - 1].tolist()
        for subject, seq, at_ms in zip(
            versions.ids.texts(versions.subject(rows[first])), seqs[first].tolist(), times, strict=True
        ):
            yield TimeMark(marked.kind, f"{marked.key}/{subject}", seq, at_ms)


def _gaps(recorded: NDArray[Any], edges: NDArray[np.int64]) -> Iterator[TimeGap]:
    """One for each place in the records at which whole buckets are empty, but for those before the first record and
    after the last one."""
    empty = np.flatnonzero(np.diff(edges) == 0)
    for row in np.unique(edges[empty]).tolist():
        if 0 < row < len(recorded):
            yield TimeGap(int(recorded[row - 1]), int(recorded[row]))
