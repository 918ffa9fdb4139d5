"""Which versions of states were on the desk at a moment."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.moment import Moment
from services.analysis.timeline.column_file import rows_up_to
from services.analysis.timeline.layout import KIND_PLACES, LAYOUTS
from services.analysis.timeline.timeline import RecordTimeline, TimelineExtent

Rows = NDArray[np.int64]
_PLACES = np.array(KIND_PLACES)


class AsOf(NamedTuple):
    """A moment as a place in the timeline."""

    extent: TimelineExtent
    seq: int
    """The last record known by then."""
    known_ms: int
    """When it was known; 0 without any."""
    happened_ms: int | None
    """Only records that had happened by then; None: all."""


class DeskVersions(NamedTuple):
    """The states of one aggregate that were on the desk: versions of the timeline, and entities that have to be
    folded."""

    rows: Rows
    late: NDArray[np.uint32]
    """Numbers of entities with a record that had happened by the moment and is later than one that had not: no
    version is their state."""


class DeskFinder:
    """Finds them; used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline) -> None:
        self._timeline = timeline

    def as_of(self, moment: Moment, seq: int | None = None) -> AsOf:
        """The place of a moment, or of record ``seq``; a later one than the timeline's end is its end."""
        extent = self._timeline.extent
        last = self._timeline.seq_at(moment.known_ms, extent) if seq is None else min(seq, extent.head.seq)
        return AsOf(extent, last, self._timeline.recorded_ms(last, extent), moment.happened_ms)

    def on_desk(self, place: AsOf) -> dict[str, DeskVersions]:
        """By aggregate key.

        当时所知: the states of :class:`county.fold.Fold` as of the record.  实际发生: those of the records up to it
        that had happened by the given time, in their order, without those that expire by that time.
        """
        if place.happened_ms is None:
            none = np.empty(0, np.uint32)
            timeline, extent, seq = self._timeline, place.extent, place.seq
            return {key: DeskVersions(timeline.states(key, extent).on_desk_at(seq), none) for key in LAYOUTS}
        return self._happened(place, place.happened_ms)

    def _happened(self, place: AsOf, happened_ms: int) -> dict[str, DeskVersions]:
        timeline, extent = self._timeline, place.extent
        frames = timeline.keyframes(extent)
        all_happened = rows_up_to(frames.latest_ms, happened_ms) - 1
        """The last keyframe up to which every record had happened."""
        expired = frames.before(timeline.seq_at(happened_ms, extent))
        frame = min(all_happened, expired, frames.before(place.seq))
        end, late = self._split(place, happened_ms)
        subjects = timeline.column("record.subject", extent)
        aggregates = _PLACES[timeline.column("record.kind", extent)[late - 1]]
        found = {}
        for number, key in enumerate(LAYOUTS):
            versions = timeline.states(key, extent)
            rows = versions.newest_of(frames.rows(frame, key), frames.seq_of(frame), end)
            of_key = np.unique(subjects[late[aggregates == number] - 1])
            rows = rows[~np.isin(versions.subject(rows), of_key)]
            rows = rows[versions.values("expires_ms", rows) > happened_ms]
            found[key] = DeskVersions(rows, of_key)
        return found

    def _split(self, place: AsOf, happened_ms: int) -> tuple[int, Rows]:
        """The record before the first one that had not happened, and those after it that had."""
        timeline, extent = self._timeline, place.extent
        frames = timeline.keyframes(extent)
        first = rows_up_to(frames.latest_ms, happened_ms)
        begin, end, late = frames.seq_of(first - 1), place.seq, []
        for frame in range(first, len(frames) + 1):
            last = place.seq if frame == len(frames) else min(frames.seq_of(frame), place.seq)
            if last <= begin:
                break
            if end < place.seq and frame < len(frames) and frames.earliest_ms[frame] > happened_ms:
                begin = last
                continue
            had = timeline.happened_ms(np.arange(begin, last), extent) <= happened_ms
            if end == place.seq and not had.all():
                end = begin + int(np.argmin(had))
            if end < place.seq:
                seqs = begin + 1 + np.flatnonzero(had)
                late.append(seqs[seqs > end])
            begin = last
        return end, np.concatenate(late) if late else np.empty(0, np.int64)

