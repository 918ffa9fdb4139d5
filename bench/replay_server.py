"""The analysis of ``bench replay``: ``python -m bench.replay_server JOURNAL FOLDER KEYS CHANNELS``.

It serves the timeline in FOLDER of a journal that nobody writes, and readings of CHANNELS channels over six hours.  It
prints its port; then for each line of stdin one line: for ``forget`` once no file of the timeline is in memory any
more, for ``memory`` the MB of its anonymous memory.  It ends with its stdin.
"""

from __future__ import annotations

import gc
import mmap
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NoReturn

import numpy as np

from bench.analysis import IDENTITY
from bench.store import BareHistory, scaled
from bench.timeline_build import anonymous_mb
from bench.traffic import START_MS
from county.authority import Principal, Role
from county.explained import Explained
from county.streams import READINGS, Columns
from services.analysis.answer_work import AnswerWork
from services.analysis.follower import Following
from services.analysis.moments.desk_answers import DeskAnswers
from services.analysis.moments.happened_times import HappenedTimes
from services.analysis.moments.reading_answers import ReadingAnswers
from services.analysis.moments.record_answers import RecordAnswers
from services.analysis.moments.subject_states import SubjectStates
from services.analysis.program import COLLECTED_AFTER
from services.analysis.requests import AnalysisRequests
from services.analysis.timeline.timeline import RecordTimeline, open_timeline
from services.log import RateLimitedLog, configure
from services.loop.allocator import return_large_blocks
from services.protocol.analysis_messages import FiguresRequest
from services.protocol.as_of_messages import (
    ArrivedRequest,
    HappenedRequest,
    ReadingsRequest,
    RecordsRequest,
    RowsRequest,
    SeekRequest,
    SpanRequest,
    StatesRequest,
    SubjectAsOfRequest,
    TimesRequest,
)
from services.protocol.codec import analysis_decoder
from services.protocol.server import Server
from services.store.ports import Commit
from services.store.sqlite.database import FILE, open_reading
from services.store.sqlite.history import SqliteHistory
from services.store.sqlite.reading import LogReader
from services.store.upcast import RecordReader
from services.transport.zeromq.backend_link import ZeroMqBackendLink

PERIOD_MS = 60_000
COMMITS = 6 * 60
"""One reading of each channel a minute, over six hours."""
BUDGET_MS = 1_000


class OneOwner:
    """Every key is the owner's."""

    def find(self, id: str) -> Principal:
        return Principal(id=id, roles=frozenset({Role.OPERATOR}))

    def enrol(self, id: str, person: str) -> None:
        """Nobody is."""


class FixedAnswers:
    """A timeline that follows nothing."""

    def __init__(self, timeline: RecordTimeline, work: AnswerWork) -> None:
        head = timeline.extent.head
        self.following = Following("ready", head.seq, head.seq, head.seq, head.recorded_ms)
        self.work: AnswerWork | None = work


def main(journal: Path, folder: Path, keys: Path, channels: int) -> None:
    """Serve until stdin ends."""
    configure()
    return_large_blocks()
    log = LogReader(journal, unchanging=True)
    timeline = open_timeline(folder, IDENTITY)
    states = SubjectStates(timeline, log, RecordReader())
    records = RecordAnswers(timeline, log, RecordReader())
    with tempfile.TemporaryDirectory() as name:
        stored = readings(Path(name) / "history", channels)
        history = SqliteHistory(open_reading(stored.folder / FILE), [stored.keys])  # for another thread
        rows = ReadingAnswers(history, {READINGS.key: stored.keys})
        work: AnswerWork = {
            SeekRequest: DeskAnswers(timeline, states).answer, StatesRequest: states.answer,
            RecordsRequest: records.records, SubjectAsOfRequest: records.of_subject,
            SpanRequest: records.span, TimesRequest: records.times,
            HappenedRequest: HappenedTimes(timeline).step,
            ReadingsRequest: rows.newest, RowsRequest: rows.rows, ArrivedRequest: rows.arrived,
            FiguresRequest: no_figures,
        }  # fmt: skip
        link = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=keys, log=RateLimitedLog())
        requests = AnalysisRequests(
            server=Server(link, "live", RateLimitedLog(), decoder=analysis_decoder("live")), realm="live",
            register=OneOwner(), follower=FixedAnswers(timeline, work), messages=RateLimitedLog(),
        )  # fmt: skip
        gc.collect()
        gc.freeze()
        gc.set_threshold(COLLECTED_AFTER)
        lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=_read, args=(lines,), daemon=True).start()
        print(link.endpoints["desk"].rpartition(":")[2], flush=True)
        while (line := _next(lines)) != "end":
            if line:
                print(forget(timeline) if line == "forget" else anonymous_mb(), flush=True)
            requests.turn()
        requests.close()
        link.close()


def no_figures(request: FiguresRequest, cancelled: Callable[[], bool]) -> NoReturn:
    """The answer to the header of the window, which asks for its closing rate."""
    raise Explained("this analysis has no archive of events; only moments are measured")


def readings(folder: Path, channels: int) -> BareHistory:
    """The readings, compacted as a backend does meanwhile."""
    choice = np.random.default_rng(4)
    store = BareHistory(folder, channels, scaled(channels))
    for number in range(COMMITS):
        at_ms = START_MS + number * PERIOD_MS + choice.integers(0, PERIOD_MS // 2, channels)
        data = {
            "channel": np.arange(channels), "at_ms": at_ms, "value": choice.random(channels),
            "quality": np.zeros(channels),
        }  # fmt: skip
        store.commit(Commit(START_MS + (number + 1) * PERIOD_MS, columns=[Columns(READINGS, data)]))
        store.table.maintain(store.db, BUDGET_MS)
    return store


def forget(timeline: RecordTimeline) -> int:
    """Let the system drop what it holds of the columns' files; returns their number."""
    for column in timeline.columns.values():
        view: Any = column.first(len(column)).base
        view.obj.madvise(mmap.MADV_DONTNEED)
        descriptor = os.open(column.path, os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
    return len(timeline.columns)


def _read(lines: SimpleQueue[str]) -> None:
    for line in sys.stdin:
        lines.put(line.strip())
    lines.put("end")


def _next(lines: SimpleQueue[str]) -> str:
    try:
        return lines.get_nowait()
    except Empty:
        return ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
