"""When the records of a long journal became known: of some of them exactly, of those between in proportion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.protocol.as_of_messages import TimesOfRecords
from services.protocol.replay import ReplayGap, ReplayMark, ReplayMoment


class KnownTimes:
    """Immutable; exact where the journal has at most ``as_of_messages.TIMES_MAX`` records."""

    def __init__(self, answer: TimesOfRecords) -> None:
        """``answer``: of at least one record.  Raises ValueError for times that do not fit."""
        times = np.frombuffer(answer.times, "<i8").astype(np.int64)
        if not answer.head_seq or len(times) != -(-answer.head_seq // answer.every):
            raise ValueError(f"{len(times)} times of every {answer.every}. of {answer.head_seq} records")
        self.is_exact = answer.every == 1
        self._seqs: NDArray[np.int64] = np.append(1 + answer.every * np.arange(len(times)), answer.head_seq)
        self._times: NDArray[np.int64] = np.append(times, answer.last_ms)
        self.last = ReplayMoment(answer.head_seq, answer.last_ms)
        self.first = self.at(int(times[0]))
        """With all records of its millisecond."""
        self.gaps = [ReplayGap(gap.from_ms, gap.to_ms) for gap in answer.gaps]
        self.marks = [ReplayMark(ReplayMoment(mark.seq, mark.at_ms), mark.kind, mark.subject) for mark in answer.marks]

    def at(self, known_ms: int) -> ReplayMoment:
        """The moment with all records up to a time."""
        known_ms = min(max(known_ms, int(self._times[0])), self.last.known_ms)
        row = int(np.searchsorted(self._times, known_ms, "right"))
        if row == len(self._times):
            return ReplayMoment(self.last.seq, known_ms)
        begin, end = (int(self._times[place]) for place in (row - 1, row))
        share = (known_ms - begin) / (end - begin)
        return ReplayMoment(
            int(self._seqs[row - 1]) + int(share * int(self._seqs[row] - self._seqs[row - 1])), known_ms
        )

    def of(self, seq: int) -> ReplayMoment:
        """The moment at which a record became known."""
        seq = min(max(seq, 1), self.last.seq)
        return ReplayMoment(seq, int(np.interp(seq, self._seqs, self._times)))

    def density(self, from_ms: int, to_ms: int, buckets: int) -> NDArray[np.int64]:
        """Number of records in equal parts of a time."""
        edges = np.linspace(from_ms, to_ms, buckets + 1)
        if self.is_exact:
            found = np.searchsorted(self._times[:-1], edges, "left")
            found[-1] = np.searchsorted(self._times[:-1], to_ms, "right")
        else:
            found = np.interp(edges, self._times, self._seqs, left=0).astype(np.int64)
        return np.diff(found)
