"""The analysis of a journal of 1,000,000 records: timeline, full texts, and a table of 1,000,000 events against numpy.

The same with 10,000,000 records, and the texts of 1,000,000 events, is the benchmark ``analysis_full``.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bench.children import python
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.reports_journal import ReportsJournal
from bench.rounds import Progress, alternating
from bench.three_years import RECORDS, journal_of_three_years
from county.events.event import LEVELS
from county.package.open import CountyPackage
from services.analysis.events.event_pages import EventPages
from services.analysis.follower import RECORDS_MAX
from services.analysis.texts.event_documents import EventDocuments
from services.analysis.texts.terms import query_of
from services.analysis.texts.text_follower import TextFollower
from services.analysis.timeline.timeline import (
    RecordTimeline,
    TimelineIdentity,
    UnusableTimeline,
    new_timeline,
    open_timeline,
)
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.protocol.analysis_messages import ArchiveQuery, EventsPageRequest
from services.store.memory_texts import MemoryTexts
from services.store.ports import JournalReader, TextIndex
from services.store.sqlite.texts import SqliteTexts
from services.store.upcast import RecordReader

EVENTS = 1_000_000
TEXTS = 100_000
"""Events whose texts are indexed and searched."""
FIRST_MS = 1_700_000_000_000
PAGE = 100
ROUNDS = 9
LIMIT_S = 1_800
COMMON = ("市政", "道路", "垃圾堆放", "20261122", "sm", "daolu", "影响通行 道路", "垃圾 井盖")
"""Searched for besides one number: what many events contain, as words, digits, initials and pinyin, and both of two."""
IDENTITY = TimelineIdentity(county="bench", realm="live", catalog="bench")


def run(progress: Progress) -> list[BenchFigure]:
    """Build and ask.  Raises RuntimeError when the build fails."""
    return figures(progress, records=RECORDS, build_s=8.0, texts=TEXTS)


def figures(progress: Progress, *, records: int, build_s: float, texts: int) -> list[BenchFigure]:
    """The figures of a journal of ``records``, and of the texts of ``texts`` events; ``build_s``: goal of the build."""
    package = CountyPackage(demo_package(progress))
    journal = journal_of_three_years(package, progress, records) / "realms" / "live"
    with tempfile.TemporaryDirectory() as name:
        found = built(journal, Path(name) / "three years", records, build_s, progress)
        found += tables(package, Path(name) / "events", progress)
        found += searches(package, Path(name) / "texts", texts, progress)
    return found


def built(journal: Path, folder: Path, records: int, goal_s: float, progress: Progress) -> list[BenchFigure]:
    """Builds a timeline.  Raises RuntimeError when it fails."""
    wall_s, processor_s, bytes_a_record, anonymous_mb = build_timeline(journal, folder, progress)
    return [
        BenchFigure(f"timeline of {records:,} records built", wall_s, "s", at_most=goal_s),
        BenchFigure("the same, processor time", processor_s, "s"),
        BenchFigure("timeline, bytes a record", bytes_a_record, "B", at_most=64),
        BenchFigure("anonymous memory after the build", anonymous_mb, "MB", at_most=400),
    ]


def build_timeline(journal: Path, folder: Path, progress: Progress) -> list[float]:
    """Build the timeline of a journal in a process of its own, unless it is in ``folder``.  Returns the figures of
    :mod:`bench.timeline_build`.  Raises RuntimeError when it fails."""
    told: list[str] = []
    with python("-m", "bench.timeline_build", journal, folder) as child:
        for line in child.lines():
            told = line.split()
            if len(told) == 1:
                progress(float(told[0]), "timeline")
        log = child.ended(LIMIT_S)
    if len(told) < 2:
        raise RuntimeError(f"the timeline was not built: {log[-2000:]}")
    return [float(figure) for figure in told]


def tables(package: CountyPackage, folder: Path, progress: Progress) -> list[BenchFigure]:
    """A filter and an order over all events, against the same on bare arrays."""
    with ExitStack() as opened:
        journal = ReportsJournal(package, EVENTS, FIRST_MS)
        timeline = opened.enter_context(closing(timeline_of(journal, folder, lambda share: progress(share, "events"))))
        pages = EventPages(timeline, MemoryTexts(), journal, RecordReader())
        versions, places = timeline.states("event"), np.arange(EVENTS)
        level, source, happened = (versions.values(name, places) for name in ("level", "source", "happened_ms"))
        wanted, numbers = np.isin(LEVELS, ("general", "larger")), iter(range(1, EVENTS))

        def page() -> float:
            query = ArchiveQuery(levels=("general", "larger"), sources=("hotline",), from_ms=FIRST_MS + next(numbers))
            return timed(lambda: pages.page(asked(query)))

        def bare() -> float:
            from_ms = FIRST_MS + next(numbers)

            def work() -> NDArray[np.int64]:
                found = np.flatnonzero(wanted[level] & (source == 0) & (happened >= from_ms))
                ordered: NDArray[np.int64] = found[np.argsort(happened[found], kind="stable")]
                return ordered

            return timed(work)

        found = alternating({"page": page, "bare numpy": bare}, ROUNDS, progress)
    return [
        BenchFigure(f"filter and order over {EVENTS:,} events, with the first rows", found["page"] * 1e3, "ms"),
        BenchFigure("bare numpy filter and argsort of the same columns", found["bare numpy"] * 1e3, "ms"),
        BenchFigure("page / bare numpy", found["page"] / found["bare numpy"], "ratio", at_most=2.0),
    ]


def searches(package: CountyPackage, folder: Path, count: int, progress: Progress) -> list[BenchFigure]:
    """The first page of searches from the rarest to the commonest term, newest events first."""
    with ExitStack() as opened:
        journal = ReportsJournal(package, count, FIRST_MS)
        timeline = opened.enter_context(closing(timeline_of(journal, folder, lambda share: None)))
        index = opened.enter_context(closing(SqliteTexts(folder / "texts.sqlite3")))
        indexed_s = index_all(timeline, index, journal, package, progress)
        pages = EventPages(timeline, index, journal, RecordReader())
        slowest = {"index": 0.0, "page": 0.0}
        for term in (f"{count // 2:07}", *COMMON):
            progress(0.9, f"search for {term}")
            times = [timed(partial(index.search, query_of(term), limit=PAGE)) for _ in range(ROUNDS)]
            slowest["index"] = max(slowest["index"], median(times) * 1e3)
            queries = [ArchiveQuery(text=term, from_ms=n) for n in range(ROUNDS)]
            times = [timed(partial(pages.page, asked(query))) for query in queries]
            slowest["page"] = max(slowest["page"], median(times) * 1e3)
    return [
        BenchFigure("processor time a text indexed", indexed_s / count * 1e6, "µs"),
        BenchFigure(f"numbers of the first page over {count:,} texts, slowest term", slowest["index"], "ms"),
        BenchFigure("the same as a page, ordered, with its rows", slowest["page"], "ms", at_most=100),
    ]


def timeline_of(journal: JournalReader, folder: Path, progress: Callable[[float], None]) -> RecordTimeline:
    """The timeline of the whole journal; one of it that is in ``folder`` is continued."""
    try:
        timeline = open_timeline(folder, IDENTITY)
    except UnusableTimeline:
        timeline = new_timeline(folder, IDENTITY)
    head = journal.head
    writer = TimelineWriter(timeline, journal, RecordReader())
    while writer.go_on(RECORDS_MAX, head):
        progress(timeline.extent.head.seq / head.seq)
    timeline.commit()
    return timeline


def index_all(
    timeline: RecordTimeline, index: TextIndex, journal: JournalReader, package: CountyPackage, progress: Progress
) -> float:
    """Seconds of the processor."""
    follower = TextFollower(timeline, index, journal, RecordReader(), EventDocuments(package, package.catalog))
    began = time.process_time()
    while follower.go_on():
        progress(follower.seq / journal.head.seq, "full texts")
    return time.process_time() - began


def asked(query: ArchiveQuery) -> EventsPageRequest:
    return EventsPageRequest(request="bench", query=query, count=PAGE)


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
