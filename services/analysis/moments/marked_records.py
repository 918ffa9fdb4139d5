"""Finds the records of a timeline that a bar of times marks, see :mod:`county.marks`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.alarms import ALARMS, PRIORITIES
from county.events.aggregate import EVENTS
from county.events.event import LEVELS
from county.marks import MARKED_LEVELS, MARKED_PRIORITY, RESPONSE_STEPS, MarkKind
from county.records import AlarmRaised, EventReported, RecordBody
from county.response.levels import RESPONSES
from services.analysis.timeline.column_file import rows_up_to
from services.analysis.timeline.layout import CODE, KINDS
from services.analysis.timeline.timeline import RecordTimeline, TimelineExtent
from services.protocol.as_of_messages import TimeMark


class _Marked(NamedTuple):
    """Records of some types, where a column of their state has one of some values."""

    key: str
    types: tuple[type[RecordBody], ...]
    column: str = ""
    codes: tuple[int, ...] = ()


_MARKED: dict[MarkKind, _Marked] = {
    "alarm": _Marked(ALARMS.key, (AlarmRaised,), "priority", (PRIORITIES.index(MARKED_PRIORITY),)),
    "event": _Marked(EVENTS.key, (EventReported,), "level", tuple(map(LEVELS.index, MARKED_LEVELS))),
    "response": _Marked(RESPONSES.key, RESPONSE_STEPS),
}


class MarkedRecords:
    """Follows a timeline: each call reads only the records since the one before.  Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline) -> None:
        self._timeline = timeline
        self._seen = 0
        self._seqs: dict[MarkKind, NDArray[Any]] = {kind: np.empty(0, CODE) for kind in _MARKED}

    def marks(self, edges: NDArray[np.int64], extent: TimelineExtent) -> list[TimeMark]:
        """Of each kind the first one of each part, in their order; a part has the records ``edge < seq <= next edge``
        and ``edges`` are not after ``extent``."""
        self._follow(extent)
        found: list[TimeMark] = []
        for kind in _MARKED:
            seqs = self._seqs[kind]
            seqs = seqs[rows_up_to(seqs, int(edges[0])) : rows_up_to(seqs, int(edges[-1]))].astype(np.int64)
            _, first = np.unique(np.searchsorted(edges, seqs, "left"), return_index=True)
            found.extend(self._of(kind, seqs[first], extent))
        return sorted(found, key=lambda mark: mark.seq)

    def _of(self, kind: MarkKind, seqs: NDArray[np.int64], extent: TimelineExtent) -> Iterator[TimeMark]:
        key = _MARKED[kind].key
        numbers = self._timeline.column("record.subject", extent)[seqs - 1]
        times = self._timeline.column("record.recorded_ms", extent)[seqs - 1].tolist()
        subjects = self._timeline.states(key, extent).ids.texts(numbers)
        for subject, seq, at_ms in zip(subjects, seqs.tolist(), times, strict=True):
            yield TimeMark(kind, f"{key}/{subject}", seq, at_ms)

    def _follow(self, extent: TimelineExtent) -> None:
        begin, self._seen = self._seen, max(self._seen, extent.head.seq)
        if begin == self._seen:
            return
        kinds = self._timeline.column("record.kind", extent)[begin:]
        for kind, marked in _MARKED.items():
            is_marked = np.zeros(len(kinds), np.bool_)
            for body in marked.types:
                is_marked |= kinds == KINDS.index(body.__name__)
            seqs = (begin + 1 + np.flatnonzero(is_marked)).astype(CODE)
            if marked.column:
                versions = self._timeline.states(marked.key, extent)
                values = versions.values(marked.column, np.searchsorted(versions.seq, seqs))
                seqs = seqs[np.isin(values, marked.codes)]
            self._seqs[kind] = np.concatenate((self._seqs[kind], seqs))
