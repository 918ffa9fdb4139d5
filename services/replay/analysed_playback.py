"""What a playback shows next, of an analysis that is asked ahead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from county.aggregates import subject_of
from county.records import Record
from county.streams import KeyTable
from services.protocol.analysis_messages import AnalysisQuery
from services.protocol.as_of_messages import RecordsFrom, RowsArrived
from services.protocol.replay import PlayedPart, ReplayMoment
from services.replay.ahead import RecordsAhead, RowsAhead
from services.replay.arrived_rows import newest_of_each
from services.replay.awaited import ArrivingStates


class AnalysedPlayback:
    """Used under the lock of its replay."""

    def __init__(
        self, ask: Callable[[AnalysisQuery], object], keys: Mapping[str, KeyTable], last: ReplayMoment
    ) -> None:
        """``last``: where the recording ends."""
        self._last = last
        self._rows, self._records = RowsAhead(ask, keys), RecordsAhead(ask, last.seq)

    def part(self, after: ReplayMoment, to_ms: int, limit: int, states: ArrivingStates) -> PlayedPart | None:
        """What became known after a moment until a time, of ``limit`` records at most; None as long as it is not here.

        It ends before a record whose subject is missing in ``states``, and says there that it is needed.
        """
        to_ms = min(to_ms, self._last.known_ms)
        records: list[Record[Any]] = []
        known_ms, is_reached = after.known_ms, after.seq == self._last.seq
        for record in self._records.after(after.seq):
            at_ms = max(known_ms, record.recorded_ms)
            if at_ms > to_ms:
                is_reached = True
                break
            if len(records) == limit:
                break
            key, _, subject = subject_of(record.body).partition("/")
            if states.is_missing(key, subject):
                states.want(key, subject)
                is_reached = False
                break
            records.append(record)
            known_ms = at_ms
            is_reached = record.seq == self._last.seq
        if not records and not is_reached:
            return None
        to = ReplayMoment(
            records[-1].seq if records else after.seq, max(to_ms, known_ms) if is_reached else known_ms
        )
        rows = self._rows.between(after.known_ms, to.known_ms)
        if rows is None:
            return None
        return PlayedPart(to, records, {stream: newest_of_each(some) for stream, some in rows.items() if len(some)})

    def begin_anew(self) -> None:
        """Another moment is shown: states were asked for with the records that were here, but of the moment before."""
        self._records.forget()

    def take_records(self, answer: RecordsFrom) -> dict[str, list[str]]:
        """Take over an answer; returns the subjects that its records change, by aggregate key."""
        subjects: dict[str, list[str]] = {}
        for record in self._records.take(answer):
            key, _, subject = subject_of(record.body).partition("/")
            subjects.setdefault(key, []).append(subject)
        return subjects

    def take_rows(self, answer: RowsArrived) -> None:
        self._rows.take(answer)

    def failed(self, request: str) -> bool:
        """There is no answer to ``request``; returns whether it was of these."""
        return self._records.failed(request) or self._rows.failed(request)
