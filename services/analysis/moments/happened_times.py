"""Finds the times at which records had happened, one after another, in order of these times."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from services.analysis.timeline.column_file import rows_up_to
from services.analysis.timeline.keyframes import Keyframes
from services.analysis.timeline.timeline import RecordTimeline, TimelineExtent
from services.protocol.as_of_messages import HappenedAt, HappenedRequest
from services.store.ports import Cancelled


class HappenedTimes:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline) -> None:
        self._timeline = timeline

    def step(self, asked: HappenedRequest, cancelled: Callable[[], bool] = bool) -> HappenedAt:
        """The time so many times later or earlier, or the last one there is.  Raises Cancelled."""
        extent = self._timeline.extent
        frames, seq = self._timeline.keyframes(extent), min(asked.as_of_seq, extent.head.seq)
        at_ms = asked.from_ms
        for _ in range(abs(asked.times)):
            if cancelled():
                raise Cancelled
            found = (self._next if asked.times > 0 else self._previous)(frames, extent, seq, at_ms)
            if found is None:
                break
            at_ms = found
        return HappenedAt(request=asked.request, at_ms=at_ms)

    def _next(self, frames: Keyframes, extent: TimelineExtent, seq: int, at_ms: int) -> int | None:
        """The first time after one; most parts of the records begin after what was found in an earlier one."""
        best: int | None = None
        for frame in range(rows_up_to(frames.latest_ms, at_ms), len(frames) + 1):
            if best is not None and frame < len(frames) and frames.earliest_ms[frame] >= best:
                continue
            for times in self._times(frames, extent, seq, frame):
                later = times[times > at_ms]
                if len(later) and (best is None or later.min() < best):
                    best = int(later.min())
        return best

    def _previous(self, frames: Keyframes, extent: TimelineExtent, seq: int, at_ms: int) -> int | None:
        """The last time before one; nothing in a part had happened after its keyframe's latest time."""
        best: int | None = None
        for frame in range(len(frames), -1, -1):
            if best is not None and frame < len(frames) and frames.latest_ms[frame] <= best:
                break
            if frame < len(frames) and frames.earliest_ms[frame] >= at_ms:
                continue
            for times in self._times(frames, extent, seq, frame):
                earlier = times[times < at_ms]
                if len(earlier) and (best is None or earlier.max() > best):
                    best = int(earlier.max())
        return best

    def _times(
        self, frames: Keyframes, extent: TimelineExtent, seq: int, frame: int
    ) -> Iterator[NDArray[np.int64]]:
        """Of the records up to ``seq`` between the keyframe before ``frame`` and that one."""
        begin = frames.seq_of(frame - 1)
        end = seq if frame == len(frames) else min(frames.seq_of(frame), seq)
        if begin < end:
            yield self._timeline.happened_ms(np.arange(begin, end), extent)
