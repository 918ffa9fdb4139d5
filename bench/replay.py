"""Moments of a journal of 1,000,000 records, asked of an analysis process over real connections.

A seek is measured until its columns are arrays in the client, and in the window of a replay until that shows it.  The
same with 10,000,000 records is the benchmark ``replay_full``.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from random import Random
from typing import Any, TypeVar
from uuid import uuid4

import msgspec
import numpy as np
import psutil

from bench.analysis import build_timeline
from bench.children import python
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.replay_server import COMMITS, PERIOD_MS
from bench.replay_window import window_figures
from bench.rounds import Progress
from bench.three_years import RECORDS, SPAN_MS, journal_of_three_years
from bench.timeline_build import anonymous_mb
from bench.traffic import START_MS
from county.aggregates import RecordUnion
from county.moment import Moment
from county.package.open import CountyPackage
from county.records import Record
from county.streams import READINGS
from services.protocol.analysis_client import AnalysisClient
from services.protocol.analysis_messages import AnalysisAnswer, AnalysisQuery
from services.protocol.as_of_messages import (
    DeskAt,
    ReadingsAt,
    ReadingsRequest,
    RecordsFrom,
    RecordsRequest,
    SpanOfRecords,
    SpanRequest,
    StatesAt,
    StatesRequest,
)
from services.protocol.columns import decoded
from services.protocol.desk_columns import DeskRows, desk_rows
from services.protocol.messages import Trouble
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import make_keys

CHANNELS = 4_000
WARM, COLD, HAPPENED = 300, 12, 40
"""Seeks."""
SCRUBBED_S = 5.0
HAND_S = 1 / 60
"""Between two positions of a slider that is dragged."""
PLAYED = 200_000
"""Records."""
ROWS = 60
"""Visible rows, whose states are asked for."""
PATIENCE_S = 60
A = TypeVar("A")


class MomentsClient:
    """A client of the measured process."""

    def __init__(self, port: str, keys: Path) -> None:
        self.answers: SimpleQueue[AnalysisAnswer | Trouble] = SimpleQueue()
        self.link = AnalysisClient(
            lambda endpoint: ZeroMqClientLink(lambda: f"tcp://127.0.0.1:{port}", keys), "live", self.answers.put
        )
        self.link.connect(f":{port}")

    def seek(self, moment: Moment) -> tuple[DeskAt, dict[str, DeskRows]]:
        """What was on the desk, as arrays."""
        self.link.seek(moment)
        answer = self._next(DeskAt)
        return answer, desk_rows(answer)

    def ask(self, kind: type[A], asked: AnalysisQuery) -> A:
        self.link.ask(asked)
        return self._next(kind)

    def _next(self, kind: type[A]) -> A:
        while True:
            answer = self.answers.get(timeout=PATIENCE_S)
            if isinstance(answer, kind):
                return answer
            if isinstance(answer, Trouble):
                raise RuntimeError(answer.line)


class ServedTimeline:
    """The measured process, once it serves."""

    def __init__(self, process: subprocess.Popen[str], port: str, client: MomentsClient) -> None:
        self._process = process
        self.port = port
        self.client = client

    def processor_s(self) -> float:
        """Seconds of the processor that it and its client have used."""
        both = (psutil.Process(self._process.pid).cpu_times(), psutil.Process().cpu_times())
        return float(sum(times.user + times.system for times in both))

    def tell(self, line: str) -> float:
        """Send it a line; returns the number that it answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


def run(progress: Progress) -> list[BenchFigure]:
    """Build and ask.  Raises RuntimeError when the build fails."""
    return figures(progress, RECORDS)


def figures(progress: Progress, records: int, span_ms: int = SPAN_MS) -> list[BenchFigure]:
    """The figures of a journal of ``records`` in ``span_ms``."""
    package = CountyPackage(demo_package(progress))
    data = journal_of_three_years(package, progress, records, span_ms=span_ms)
    journal, timeline = data / "realms" / "live", data.with_name(f"{data.name}.timeline")  # deleted with the journal
    build_timeline(journal, timeline, progress)
    with tempfile.TemporaryDirectory() as name:
        progress(0.4, "readings")
        with served(journal, timeline, Path(name) / "keys") as served_timeline:
            asked = measured(served_timeline, progress)
            progress(0.95, "the window of a replay")
            return asked + window_figures(
                package, served_timeline.port, Path(name) / "keys", CHANNELS,
                lambda: served_timeline.tell("memory") + anonymous_mb(),
            )


@contextmanager
def served(journal: Path, timeline: Path, keys: Path) -> Iterator[ServedTimeline]:
    """The process and its client, both ended afterwards.  Raises RuntimeError when it does not start."""
    make_keys(keys)
    arguments = ("-m", "bench.replay_server", journal, timeline, keys, str(CHANNELS))
    with python(*arguments, stdin=subprocess.PIPE) as child:
        port, _ = child.first_line()
        if not port:
            raise RuntimeError(f"the analysis did not start: {child.ended(PATIENCE_S)[-2000:]}")
        child.read_errors()
        client = MomentsClient(port, keys)
        try:
            yield ServedTimeline(child.process, port, client)
        finally:
            client.link.close()


def measured(timeline: ServedTimeline, progress: Progress) -> list[BenchFigure]:
    client, choice = timeline.client, Random(7)
    span = client.ask(SpanOfRecords, SpanRequest(request=uuid4().hex, buckets=1_000))
    span_s = _timed(lambda: client.ask(SpanOfRecords, SpanRequest(request=uuid4().hex, buckets=1_000)))

    def moment() -> Moment:
        return Moment(realm="live", known_ms=choice.randint(span.first_ms, span.last_ms))

    before_mb = timeline.tell("memory") + anonymous_mb()
    cold = []
    for _ in range(COLD):
        timeline.tell("forget")
        cold.append(_timed(lambda: client.seek(moment())))
    progress(0.6, "seeks")
    for _ in range(20):
        client.seek(moment())
    worked_s = timeline.processor_s()
    warm = [_timed(lambda: client.seek(moment())) for _ in range(WARM)]
    worked_s = timeline.processor_s() - worked_s
    happened = [
        _timed(
            lambda: client.seek(
                Moment(realm="live", known_ms=span.last_ms, happened_ms=choice.randint(span.first_ms, span.last_ms))
            )
        )
        for _ in range(HAPPENED)
    ]
    progress(0.7, "a dragged slider")
    per_s = scrubbed(client, span, choice)
    progress(0.8, "a playback")
    played_per_s = played(client, choice.randint(1, max(1, span.head_seq - PLAYED)))
    answer, rows = client.seek(Moment(realm="live", known_ms=(span.first_ms + span.last_ms) // 2))
    ids = rows["event"].ids[:ROWS]
    states_s = [
        _timed(
            lambda: client.ask(
                StatesAt, StatesRequest(request=uuid4().hex, aggregate="event", ids=tuple(ids), as_of_seq=answer.seq)
            )
        )
        for _ in range(20)
    ]
    progress(0.9, "readings")
    readings_s = [_timed(lambda: readings(client, choice)) for _ in range(60)]
    added_mb = timeline.tell("memory") + anonymous_mb() - before_mb
    return [
        *_percentiles("seek among {records:,} records, warm", span.head_seq, warm, 50),
        BenchFigure("the same, processor time of both processes", worked_s / WARM * 1e3, "ms"),
        *_percentiles("the same, no column in memory", span.head_seq, cold, None),
        *_percentiles("what had happened by a time", span.head_seq, happened, None),
        BenchFigure("events on the desk of a moment", float(len(rows["event"])), "events"),
        BenchFigure("slider dragged at 60 positions a second, moments received", per_s, "1/s", at_least=10),
        BenchFigure("playback, records read in order and decoded", played_per_s, "1/s", at_least=20_000),
        BenchFigure(f"states of {len(ids)} rows, median", float(np.median(states_s)) * 1e3, "ms"),
        *_percentiles(f"newest readings of {CHANNELS:,} channels", span.head_seq, readings_s, 25),
        BenchFigure("distribution over 1,000 parts, with gaps and marks", span_s * 1e3, "ms"),
        BenchFigure("anonymous memory added, both processes", added_mb, "MB", at_most=200),
    ]


def scrubbed(client: MomentsClient, span: SpanOfRecords, choice: Random) -> float:
    """A slider that is dragged through all the time: moments that arrived, per second.  None is asked for before the
    hand is at it; of those that a newer one replaces no answer arrives."""
    began, arrived, position = time.perf_counter(), 0, choice.random()
    while (elapsed_s := time.perf_counter() - began) < SCRUBBED_S:
        at = (position + elapsed_s / SCRUBBED_S) % 1.0
        client.link.seek(Moment(realm="live", known_ms=round(span.first_ms + at * (span.last_ms - span.first_ms))))
        time.sleep(HAND_S)
        while not client.answers.empty():
            answer = client.answers.get()
            if isinstance(answer, DeskAt):
                desk_rows(answer)
                arrived += 1
    time.sleep(1.0)
    while not client.answers.empty():
        client.answers.get()
    return arrived / SCRUBBED_S


def played(client: MomentsClient, from_seq: int) -> float:
    """Records per second; the next ones are asked for while some are decoded.  Raises RuntimeError when one is
    missing."""
    decode = msgspec.msgpack.Decoder(Record[RecordUnion]).decode
    began, seq, count = time.perf_counter(), from_seq, 0
    client.link.ask(RecordsRequest(request=uuid4().hex, from_seq=seq))
    while count < PLAYED:
        answer: Any = client.answers.get(timeout=PATIENCE_S)
        if not isinstance(answer, RecordsFrom):
            raise RuntimeError(f"no records: {answer}")
        if not answer.records:
            break
        client.link.ask(RecordsRequest(request=uuid4().hex, from_seq=answer.from_seq + len(answer.records)))
        for raw in answer.records:
            record = decode(raw)
            if record.seq != seq:
                raise RuntimeError(f"record {record.seq} instead of {seq}")
            seq += 1
        count = seq - from_seq
    rate = count / (time.perf_counter() - began)
    client.answers.get(timeout=PATIENCE_S)
    return rate


def readings(client: MomentsClient, choice: Random) -> None:
    known_ms = START_MS + choice.randint(2 * PERIOD_MS, COMMITS * PERIOD_MS)
    moment = Moment(realm="live", known_ms=known_ms)
    asked = ReadingsRequest(request=uuid4().hex, stream=READINGS.key, moment=moment)
    found = decoded(READINGS.key, client.ask(ReadingsAt, asked).columns)
    if len(found) != CHANNELS:
        raise RuntimeError(f"{len(found)} of {CHANNELS} channels have a newest row")


def _percentiles(name: str, records: int, seconds: list[float], at_most: float | None) -> list[BenchFigure]:
    name = name.format(records=records)
    return [
        BenchFigure(f"{name}, median", float(np.percentile(seconds, 50)) * 1e3, "ms"),
        BenchFigure(f"{name}, p95", float(np.percentile(seconds, 95)) * 1e3, "ms", at_most=at_most),
    ]


def _timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
