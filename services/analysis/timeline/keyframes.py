"""Keyframes: which versions were on the desk as of every KEYFRAME_RECORDS-th record.

With them the desk as of any record is found from the versions since the keyframe before it, however long the timeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from services.analysis.timeline.column_file import rows_up_to
from services.analysis.timeline.layout import LAYOUTS

if TYPE_CHECKING:
    from services.analysis.timeline.timeline import RecordTimeline, TimelineExtent

KEYFRAME_RECORDS = 250_000
NONE = -1
"""In place of the number of a keyframe: the empty desk before the first record."""
LONG_AGO_MS = -(1 << 63)
_PLACES = {key: place for place, key in enumerate(LAYOUTS)}


class Keyframes:
    """Reads them."""

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """``columns``: see KEYFRAME_COLUMNS."""
        self._seq, self._ends, self._rows = (columns[f"keyframe.{name}"] for name in ("seq", "ends", "rows"))
        self.latest_ms: NDArray[np.int64] = columns["keyframe.latest_ms"]
        """The latest time at which a record up to each keyframe had happened."""
        self.earliest_ms: NDArray[np.int64] = columns["keyframe.earliest_ms"]
        """The earliest one of the records since the keyframe before."""

    def __len__(self) -> int:
        return len(self._seq)

    def before(self, seq: int) -> int:
        """Number of the last keyframe as of record ``seq`` or earlier; NONE for none."""
        return rows_up_to(self._seq, seq) - 1

    def seq_of(self, frame: int) -> int:
        """The record of a keyframe; 0 for NONE."""
        return 0 if frame == NONE else int(self._seq[frame])

    def rows(self, frame: int, key: str) -> NDArray[np.int64]:
        """The versions of one aggregate's states that were on the desk, in the order of their records."""
        if frame == NONE:
            return np.empty(0, np.int64)
        place = frame * len(_PLACES) + _PLACES[key]
        begin = int(self._ends[place - 1]) if place else 0
        return self._rows[begin : int(self._ends[place])].astype(np.int64)


class KeyframeWriter:
    """Appends them; used by one thread."""

    def __init__(self, timeline: RecordTimeline, records: int) -> None:
        """``records``: between two keyframes."""
        self._timeline = timeline
        self._records = records
        self.next_seq = (timeline.extent.head.seq // records + 1) * records
        """The record of the next keyframe."""

    def add(self, extent: TimelineExtent) -> None:
        """Append the keyframe of :attr:`next_seq`, which is the last record of ``extent``.  Raises OSError."""
        timeline, seq, columns = self._timeline, extent.head.seq, self._timeline.columns
        frames = timeline.keyframes(extent)
        happened = timeline.happened_ms(np.arange(frames.seq_of(len(frames) - 1), seq), extent)
        earlier_ms = int(frames.latest_ms[-1]) if len(frames) else LONG_AGO_MS
        end, ends = len(columns["keyframe.rows"]), []
        for key in LAYOUTS:
            rows = timeline.states(key, extent).on_desk_at(seq)
            columns["keyframe.rows"].append(rows.astype("<u4"))
            end += len(rows)
            ends.append(end)
        columns["keyframe.ends"].append(np.array(ends, "<i8"))
        columns["keyframe.latest_ms"].append(np.array([max(earlier_ms, int(happened.max()))], "<i8"))
        columns["keyframe.earliest_ms"].append(np.array([happened.min()], "<i8"))
        columns["keyframe.seq"].append(np.array([seq], "<u4"))
        self.next_seq += self._records
