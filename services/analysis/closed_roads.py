"""The roads that were closed as of a record, from all closures that were ever recorded."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from county.roads.closures import CLOSURES, RoadClosure
from services.analysis.moments.as_of import AsOf
from services.analysis.moments.subject_states import SubjectStates
from services.analysis.timeline.column_file import rows_up_to
from services.analysis.timeline.timeline import RecordTimeline
from services.store.ports import JournalReader
from services.store.upcast import RecordReader


class ClosedAsOf(NamedTuple):
    """What was closed when record ``seq`` was the last one."""

    closures: tuple[RoadClosure, ...]
    seq: int
    recorded_ms: int


class ClosedRoads:
    """Used by one thread."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        self._timeline = timeline
        self._states = SubjectStates(timeline, journal, reader)
        self._rows = -1
        """Versions of closures that the known ones are of."""
        self._closed: tuple[RoadClosure, ...] = ()

    def at(self, seq: int) -> ClosedAsOf:
        """As of record ``seq``; 0: the newest one.  Raises StoreError, UnreadableRecord."""
        extent = self._timeline.extent
        last = min(seq or extent.head.seq, extent.head.seq)
        place = AsOf(extent, last, self._timeline.recorded_ms(last, extent), None)
        versions = self._timeline.states(CLOSURES.key, extent)
        rows = rows_up_to(versions.seq, last)
        if rows != self._rows:
            ids = versions.ids.texts(np.unique(versions.subject(np.arange(rows))))
            found = (self._states.find(CLOSURES, id, place) for id in ids)
            self._closed = tuple(state.state for state in found if state is not None and state.state.closed)
            self._rows = rows
        return ClosedAsOf(self._closed, last, place.known_ms)
