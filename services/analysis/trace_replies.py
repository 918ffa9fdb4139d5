"""Answers questions about batches of goods, from the scans in the journal, which are read as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock

import numpy as np

from county.catalog import Catalog
from county.clock import monotonic_ms
from county.figures.metric import Period
from county.tracing.scans import Scan, ScansCaptured
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.tracing_messages import TraceReply, TraceRequest
from services.results.sources import StillCounting
from services.store.ports import JournalReader
from services.store.upcast import RecordReader
from services.tracing.places import ReadPoints
from services.tracing.scan_index import ScanIndex
from services.tracing.tracer import Balances, Tracer

_CAPTURED = KINDS.index(ScansCaptured.__name__)
READING_MS = 400
"""For which scans are read in one request; the next one reads on."""
RECORDS_AT_ONCE = 512


class ScanReader:
    """Reads the scans of the journal into an index, from where it stopped."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        self.index = ScanIndex()
        self._timeline, self._journal, self._read = timeline, journal, reader.read
        self._looked_at = 0
        """Records that were looked at."""

    def go_on(self, budget_ms: int, monotonic: Callable[[], int] = monotonic_ms) -> float:
        """Read until all is read or the time is spent; the share of records that was looked at.  Raises StoreError,
        UnreadableRecord."""
        extent = self._timeline.extent
        until_ms = monotonic() + budget_ms
        kinds = self._timeline.column("record.kind", extent)
        while self._looked_at < extent.head.seq and monotonic() < until_ms:
            seqs = np.flatnonzero(kinds[self._looked_at : extent.head.seq] == _CAPTURED) + self._looked_at + 1
            if len(seqs) > RECORDS_AT_ONCE:
                seqs = seqs[:RECORDS_AT_ONCE]
                last = int(seqs[-1])
            else:
                last = extent.head.seq
            self.index.take(self._batches(seqs.tolist()))
            self._looked_at = last
        return self._looked_at / extent.head.seq if extent.head.seq else 1.0

    def _batches(self, seqs: list[int]) -> Iterator[tuple[int, int, tuple[Scan, ...]]]:
        """Neighbours in the journal are read at once."""
        first = 0
        for n in range(1, len(seqs) + 1):
            if n < len(seqs) and seqs[n] == seqs[n - 1] + 1:
                continue
            for data in self._journal.records(seqs[first], seqs[n - 1]):
                record = self._read(data)
                yield record.seq, record.recorded_ms, record.body.scans
            first = n


class TraceReplies:
    """Answers one question after the other, whatever thread asks: the scans are kept once."""

    def __init__(
        self, scans: ScanReader, timeline: RecordTimeline, catalog: Catalog, places: Callable[[], ReadPoints]
    ) -> None:
        """``places``: the read points of the county, read with the first question."""
        self._scans, self._timeline = scans, timeline
        self._catalog, self._places = catalog, places
        self._made: Tracer | None = None
        self._turn = Lock()

    def answer(self, asked: TraceRequest, cancelled: Callable[[], bool] = bool) -> TraceReply:
        """The answer, or how far the scans are read.  Raises Cancelled, PackageError, StoreError, UnreadableRecord."""
        with self._turn:
            return self._answer(asked, cancelled)

    def balances(self, period: Period, as_of_seq: int) -> Balances:
        """Of the transformations of a period.  Raises StillCounting, PackageError, StoreError, UnreadableRecord."""
        with self._turn:
            share = self._scans.go_on(READING_MS)
            if share < 1.0:
                raise StillCounting(share)
            return self._tracer().balances(period, as_of_seq)

    def balances_at_once(self, period: Period, as_of_seq: int) -> Balances:
        """As :meth:`balances`, for whoever waits."""
        while True:
            try:
                return self.balances(period, as_of_seq)
            except StillCounting:
                continue

    def _answer(self, asked: TraceRequest, cancelled: Callable[[], bool]) -> TraceReply:
        share = self._scans.go_on(READING_MS)
        extent = self._timeline.extent
        seq = min(asked.as_of_seq or extent.head.seq, extent.head.seq)
        as_of_ms = self._timeline.recorded_ms(seq, extent)
        reply = TraceReply(
            request=asked.request, question=asked.question, as_of_seq=seq, as_of_ms=as_of_ms, state="reading",
            share=share,
        )  # fmt: skip
        if share < 1.0:
            return reply
        answer = self._tracer().answer(asked.question, as_of_ms, seq, cancelled)
        return TraceReply(
            request=asked.request, question=asked.question, as_of_seq=seq, as_of_ms=as_of_ms, state="done", share=1.0,
            answer=answer,
        )  # fmt: skip

    def _tracer(self) -> Tracer:
        if self._made is None:
            self._made = Tracer(self._scans.index, self._catalog, self._places())
        return self._made
