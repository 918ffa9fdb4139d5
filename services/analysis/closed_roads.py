"""The roads that were closed as of a record, from all closures that were ever recorded."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from county.roads.closures import CLOSURES, RoadClosure
from services.analysis.moments.as_of import AsOf
from services.analysis.moments.subject_states import SubjectStates
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
        self._known: ClosedAsOf | None = None

    def at(self, seq: int) -> ClosedAsOf:
        """As of record ``seq``; 0: the newest one.  Raises StoreError, UnreadableRecord."""
        extent = self._timeline.extent
        last = min(seq or extent.head.seq, extent.head.seq)
        if self._known is None or self._known.seq != last:
            place = AsOf(extent, last, self._timeline.recorded_ms(last, extent), None)
            versions = self._timeline.states(CLOSURES.key, extent)
            ids = versions.ids.texts(np.arange(versions.subjects))
            found = (self._states.find(CLOSURES, id, place) for id in ids)
            closed = tuple(state.state for state in found if state is not None and state.state.closed)
            self._known = ClosedAsOf(closed, last, place.known_ms)
        return self._known
