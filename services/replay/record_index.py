"""When each record became known, and which records are worth going to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.aggregates import subject_of
from county.marks import mark_kind
from county.records import Record
from services.protocol.replay import GAP_MS, ReplayGap, ReplayMark, ReplayMoment

LONG_AGO_MS = -(1 << 62)


class RecordIndex:
    """Grows by one thread while others read; records are added in the order of their numbers."""

    def __init__(self, before: ReplayMoment, last: ReplayMoment) -> None:
        """``before``: nothing is known of earlier records; ``last``: the last moment that can be shown."""
        self.first, self.last = before, last
        self._known_ms: NDArray[np.int64] = np.full(last.seq - before.seq + 1, before.known_ms, np.int64)
        """Of record ``before.seq + n`` at n: its recorded time, or that of an earlier record where a clock was set
        back."""
        self._happened_ms: NDArray[np.int64] = np.zeros(last.seq - before.seq + 1, np.int64)
        """Of record ``before.seq + n`` at n: when it had happened."""
        self._latest_ms: NDArray[np.int64] = np.full(last.seq - before.seq + 1, LONG_AGO_MS, np.int64)
        """The latest of these up to each record."""
        self.count = 0
        self._marks: list[ReplayMark] = []

    def add(self, records: Sequence[Record[Any]]) -> None:
        """The next records."""
        if not records:
            return
        begin = self.count + 1
        times = np.array([record.recorded_ms for record in records], np.int64)
        known_ms = np.maximum.accumulate(np.maximum(times, self._known_ms[begin - 1]))
        rows = slice(begin, begin + len(records))
        self._known_ms[rows] = known_ms
        self._happened_ms[rows] = [record.happened_ms for record in records]
        self._latest_ms[rows] = np.maximum.accumulate(
            np.maximum(self._happened_ms[rows], self._latest_ms[begin - 1])
        )
        for record, at_ms in zip(records, known_ms.tolist(), strict=True):
            kind = mark_kind(record.body)
            if kind is not None:
                self._marks.append(ReplayMark(ReplayMoment(record.seq, at_ms), kind, subject_of(record.body)))
        self.count += len(records)

    def end_here(self) -> None:
        """No record can be added any more."""
        self.last = self.of(self.read_seq)

    @property
    def read_seq(self) -> int:
        """The last record that was added."""
        return self.first.seq + self.count

    @property
    def is_complete(self) -> bool:
        return self.read_seq == self.last.seq

    @property
    def _times(self) -> NDArray[np.int64]:
        """Of the records that were added."""
        return self._known_ms[1 : self.count + 1]

    def covers(self, moment: ReplayMoment) -> bool:
        """Whether all records up to the moment were added."""
        return self.is_complete or (moment.seq <= self.read_seq and moment.known_ms < self._known_ms[self.count])

    def at(self, known_ms: int) -> ReplayMoment:
        """The moment with all records up to a time."""
        known_ms = min(max(known_ms, self.first.known_ms), self.last.known_ms)
        return ReplayMoment(self.first.seq + int(np.searchsorted(self._times, known_ms, "right")), known_ms)

    def of(self, seq: int) -> ReplayMoment:
        """The moment at which a record became known."""
        seq = min(max(seq, self.first.seq), self.read_seq)
        return ReplayMoment(seq, int(self._known_ms[seq - self.first.seq]))

    def all_happened(self, happened_ms: int) -> int:
        """The last record up to which every one had happened, and was known, by a time."""
        latest = self._latest_ms[1 : self.count + 1]
        return min(self.first.seq + int(np.searchsorted(latest, happened_ms, "right")), self.at(happened_ms).seq)

    def happened(self, happened_ms: int, after_seq: int, to_seq: int) -> Iterator[tuple[int, int]]:
        """The first and the last of each run of records after one up to another that had happened by a time."""
        begin = after_seq - self.first.seq + 1
        had = np.flatnonzero(self._happened_ms[begin : to_seq - self.first.seq + 1] <= happened_ms)
        for run in np.split(had, np.flatnonzero(np.diff(had) > 1) + 1):
            if len(run):
                yield after_seq + 1 + int(run[0]), after_seq + 1 + int(run[-1])

    def happened_after(self, at_ms: int, times: int, to_seq: int) -> int:
        """The time so many times after one, before it where negative, at which a record up to ``to_seq`` had happened;
        where there are fewer the last one of them, or without any ``at_ms``."""
        happened = self._happened_ms[1 : to_seq - self.first.seq + 1]
        found = np.unique(happened[happened > at_ms] if times > 0 else -happened[happened < at_ms])[: abs(times)]
        return abs(int(found[-1])) if len(found) else at_ms

    def density(self, from_ms: int, to_ms: int, buckets: int) -> NDArray[np.int64]:
        """Number of records in equal parts of a time."""
        edges = np.linspace(from_ms, to_ms, buckets + 1)
        found = np.searchsorted(self._times, edges, "left")
        found[-1] = np.searchsorted(self._times, to_ms, "right")
        return np.diff(found)

    def gaps(self) -> list[ReplayGap]:
        """Times without records, those at the beginning and at the end among them."""
        end = [self.last.known_ms] if self.is_complete else []
        times = np.concatenate(([self.first.known_ms], self._times, end)).astype(np.int64)
        rows = np.flatnonzero(np.diff(times) >= GAP_MS)
        return [ReplayGap(int(times[row]), int(times[row + 1])) for row in rows]

    @property
    def marks(self) -> list[ReplayMark]:
        return self._marks[:]
