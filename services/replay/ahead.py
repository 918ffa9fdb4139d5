"""Records and rows that a playback needs next, asked of the analysis before it needs them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import uuid4

import numpy as np

from county.records import Record
from county.streams import Columns, KeyTable
from services.protocol.analysis_messages import AnalysisQuery
from services.protocol.as_of_messages import RECORDS_MAX, ArrivedRequest, RecordsFrom, RecordsRequest, RowsArrived
from services.protocol.columns import decoded
from services.replay.arrived_rows import ArrivedRows
from services.store.upcast import RecordReader

RECORDS_AHEAD = 2 * RECORDS_MAX
ROWS_AHEAD_MS = 600_000
"""Recorded time of which rows are asked for at once: a second of the fastest playback."""
PARTS_AHEAD = 2
"""The same in further parts like the present one, where those are longer."""


class RecordsAhead:
    """Used under the lock of its replay."""

    def __init__(self, ask: Callable[[AnalysisQuery], object], last_seq: int) -> None:
        self._ask = ask
        self._last_seq = last_seq
        self._reader = RecordReader()
        self._held: deque[Record[Any]] = deque()
        self._next_seq = 0
        """Of the record after those that are held."""
        self._request = ""
        """The one that is not answered yet."""

    def after(self, seq: int) -> Iterator[Record[Any]]:
        """The records after ``seq`` that are here, in order."""
        while self._held and self._held[0].seq <= seq:
            self._held.popleft()
        if (self._held[0].seq if self._held else self._next_seq) != seq + 1:
            self._held.clear()
            self._next_seq, self._request = seq + 1, ""
        self._ask_on()
        return iter(self._held)

    def take(self, answer: RecordsFrom) -> list[Record[Any]]:
        """Take over an answer; returns its records, none of one that is not needed any more."""
        if answer.request != self._request:
            return []
        self._request = ""
        if answer.from_seq != self._next_seq:
            return []
        records = self._reader.read_all([bytes(raw) for raw in answer.records], answer.from_seq)
        records = list(islice(records, max(self._last_seq + 1 - answer.from_seq, 0)))
        self._held.extend(records)
        self._next_seq += len(records)
        return records

    def failed(self, request: str) -> bool:
        """There is no answer to ``request``; returns whether it was of these."""
        if request != self._request:
            return False
        self._request = ""
        return True

    def forget(self) -> None:
        """Ask for the next ones anew."""
        self._held.clear()
        self._next_seq, self._request = 0, ""

    def _ask_on(self) -> None:
        if self._request or len(self._held) >= RECORDS_AHEAD or self._next_seq > self._last_seq:
            return
        self._request = uuid4().hex
        self._ask(RecordsRequest(request=self._request, from_seq=self._next_seq))


class _RowsOfOne:
    """Those of one stream."""

    def __init__(self, table: KeyTable) -> None:
        self.table = table
        self.rows: ArrivedRows | None = None
        self.after_ms = self.to_ms = 0
        """The time of the rows that are here."""
        self.request = ""

    def covers(self, after_ms: int, to_ms: int) -> bool:
        return self.rows is not None and self.after_ms <= after_ms <= to_ms <= self.to_ms


class RowsAhead:
    """Used under the lock of its replay."""

    def __init__(self, ask: Callable[[AnalysisQuery], object], keys: Mapping[str, KeyTable]) -> None:
        self._ask = ask
        self._of = {stream: _RowsOfOne(table) for stream, table in keys.items()}

    def between(self, after_ms: int, to_ms: int) -> dict[str, Columns] | None:
        """The rows that became known in a time, by stream key; None as long as they are not here."""
        for stream, one in self._of.items():
            is_near_end = to_ms > (one.after_ms + one.to_ms) // 2
            if not one.request and (is_near_end or not one.covers(after_ms, to_ms)):
                one.request = uuid4().hex
                end = max(after_ms + ROWS_AHEAD_MS, to_ms + PARTS_AHEAD * (to_ms - after_ms))
                self._ask(ArrivedRequest(request=one.request, stream=stream, after_ms=after_ms, to_ms=end))
        if not all(one.covers(after_ms, to_ms) for one in self._of.values()):
            return None
        return {
            stream: one.rows.arrived(after_ms, to_ms) for stream, one in self._of.items() if one.rows is not None
        }

    def take(self, answer: RowsArrived) -> None:
        """Take over an answer; one that is not needed any more changes nothing."""
        one = self._of[answer.stream]
        if answer.request == one.request:
            known_ms = np.frombuffer(answer.known_ms, "<i8")
            one.rows = ArrivedRows(decoded(answer.stream, answer.columns), known_ms, len(one.table))
            one.after_ms, one.to_ms, one.request = answer.after_ms, answer.to_ms, ""

    def failed(self, request: str) -> bool:
        """There is no answer to ``request``; returns whether it was of these."""
        for one in self._of.values():
            if one.request == request:
                one.request = ""
                return True
        return False
