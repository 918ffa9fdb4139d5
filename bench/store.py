"""Cost of the history of readings at 100,000 channels: write rate, bytes written, and time of queries."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from bench.figures import BenchFigure
from bench.rounds import Progress, alternating
from bench.traffic import START_MS
from county.streams import READINGS, Columns, KeyTable
from services.store.ports import Commit
from services.store.sqlite.compaction import Sizes
from services.store.sqlite.history import SqliteHistory
from services.store.sqlite.history_table import HistoryLayout, HistoryTable
from services.store.sqlite.keyframes import Spacing
from services.store.sqlite.stamped import TURN_BITS

CHANNELS = 100_000
GROUP = 1_000
"""Readings per commit: ten commits per second at 10,000 readings per second."""
PERIOD_MS = 10_000
GROUPS = 200
ROUNDS = 5
BUDGET_MS = 20
"""Time budget of compaction between two commits."""
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000")


def key_table(channels: int) -> KeyTable:
    """The key table of sensors with one channel each."""
    return KeyTable(READINGS, [(f"S{number:06d}", "level") for number in range(channels)])


def commits(channels: int, rows: int) -> Iterator[Commit]:
    """``rows`` readings in groups: each channel every 10 s, up to 2 s late, unordered.

    Values use all bits of a double, so that they cannot be compressed.
    """
    choice = np.random.default_rng(7)
    order = choice.permutation(channels)
    for start in range(0, rows, GROUP):
        number = np.arange(start, min(start + GROUP, rows))
        sent_ms = START_MS + number * PERIOD_MS // channels
        recorded_ms = int(sent_ms[-1])
        data = {
            "channel": order[number % channels],
            "at_ms": sent_ms - choice.integers(0, 2_000, len(number)),
            "value": choice.random(len(number)) * 100,
            "quality": np.zeros(len(number)),
        }
        yield Commit(recorded_ms, columns=[Columns(READINGS, data)])


@dataclass
class BareHistory:
    """The history's tables in a separate database, opened like the journal's."""

    folder: Path
    channels: int
    layout: HistoryLayout

    def __post_init__(self) -> None:
        self.folder.mkdir()
        file = self.folder / "journal.sqlite3"
        self.keys = key_table(self.channels)
        self.db = sqlite3.connect(file, isolation_level=None)
        self.table = HistoryTable([self.keys], self.layout)
        for statement in (*(f"PRAGMA {pragma}" for pragma in PRAGMAS), *self.table.schema.split(";")):
            self.db.execute(statement)
        self.reading = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, isolation_level=None)
        self.history = SqliteHistory(self.reading, [self.keys])
        self.number = 0

    def commit(self, commit: Commit) -> None:
        """Make one commit durable."""
        self.number += 1
        self.db.execute("BEGIN IMMEDIATE")
        self.table.append(self.db, self.number, commit)
        self.db.execute("COMMIT")

    def close(self) -> None:
        """Close the database."""
        self.reading.close()
        self.db.close()


def ours(folder: Path, given: list[Commit]) -> float:
    """Readings per second: encoded, hashed, stored and synced, without compaction."""
    store = BareHistory(folder, CHANNELS, HistoryLayout())
    store.commit(given[0])
    started = time.perf_counter()
    for commit in given[1:]:
        store.commit(commit)
    seconds = time.perf_counter() - started
    store.close()
    return GROUP * (len(given) - 1) / seconds


def stored(folder: Path, given: list[Commit]) -> list[tuple[object, ...]]:
    """The rows written by :func:`ours`."""
    store = BareHistory(folder, CHANNELS, HistoryLayout())
    for commit in given:
        store.commit(commit)
    rows = store.db.execute("SELECT * FROM readings_arrivals ORDER BY id").fetchall()
    store.close()
    return rows


def bare(folder: Path, rows: list[tuple[object, ...]], first: Commit) -> float:
    """Readings per second: the same rows, prepared before, into the same tables with the same pragmas."""
    store = BareHistory(folder, CHANNELS, HistoryLayout())
    store.commit(first)
    started = time.perf_counter()
    for row in rows[1:]:
        store.db.execute("BEGIN IMMEDIATE")
        store.db.execute("INSERT INTO readings_arrivals VALUES (?, ?, ?, ?, ?, ?)", row)
        store.db.execute("COMMIT")
    seconds = time.perf_counter() - started
    store.close()
    return GROUP * (len(rows) - 1) / seconds


def written_bytes() -> int:
    """Bytes written to disk by this process.  Raises RuntimeError where they are not counted."""
    try:
        lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise RuntimeError("bytes written are counted by /proc/self/io, which this system does not have") from error
    return int(next(line for line in lines if line.startswith("write_bytes")).split()[1])


@dataclass
class ReadingLifecycle:
    """Measurements of readings from arrival until each is in its final chunk."""

    rows: int
    seconds: float
    written: int
    compaction_ms: list[float]


def live(store: BareHistory, rows: int, progress: Progress) -> ReadingLifecycle:
    """Commit ``rows`` readings with compaction between the commits, then compact the rest."""
    before, seconds, compaction_ms = written_bytes(), 0.0, []
    started = time.perf_counter()

    def compact() -> bool:
        begun = time.perf_counter()
        more = store.table.maintain(store.db, BUDGET_MS)
        compaction_ms.append((time.perf_counter() - begun) * 1000)
        return more

    for number, commit in enumerate(commits(store.channels, rows)):
        if number % 100 == 0:
            progress(number * GROUP / rows, f"{number * GROUP:,} readings")
        store.commit(commit)
        compact()
    while compact():
        progress(1.0, "compacting the rest")
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    seconds = time.perf_counter() - started
    written = written_bytes() - before
    if not written:
        raise RuntimeError(f"{store.folder} is not on a disk; set TMPDIR to a folder on a disk")
    return ReadingLifecycle(rows, seconds, written, compaction_ms)


def scaled(channels: int) -> HistoryLayout:
    """The layout with row counts scaled to ``channels``: chunks per channel are the same as with 100,000 channels."""
    sizes, spacing = Sizes(), Spacing()
    return HistoryLayout(
        replace(sizes, sealed_rows=sizes.sealed_rows * channels // CHANNELS),
        replace(spacing, rows=spacing.rows * channels // CHANNELS),
    )


def answers(store: BareHistory, progress: Progress) -> list[BenchFigure]:
    """Query times for the newest row of every channel at past times, and for all rows of one channel."""
    choice = random.Random(3)
    (last_ms,) = store.db.execute("SELECT max(stamp) >> ? FROM readings_arrivals", (TURN_BITS,)).fetchone()
    newest_ms, one_ms = [], []
    store.history.newest("readings")
    for number in range(60):
        progress(number / 60, "newest rows")
        moment = choice.randint((START_MS + last_ms) // 2, last_ms)
        known = choice.choice([None, moment])
        started = time.perf_counter()
        found = store.history.newest("readings", None if known and number % 3 == 0 else moment, known)
        newest_ms.append((time.perf_counter() - started) * 1000)
        if len(found) != store.channels:
            raise RuntimeError(f"{len(found)} of {store.channels} channels have a newest row")
    store.history.between("readings", 0, 0, last_ms, 1)
    for _ in range(60):
        started = time.perf_counter()
        store.history.between("readings", choice.randrange(store.channels), 0, last_ms, 100_000)
        one_ms.append((time.perf_counter() - started) * 1000)
    return [
        BenchFigure(f"newest of {store.channels:,} channels at a moment, median", median(newest_ms), "ms", at_most=50),
        BenchFigure(f"newest of {store.channels:,} channels at a moment, p95", quantiles(newest_ms, n=20)[-1], "ms"),
        BenchFigure("one channel, all its rows, median", median(one_ms), "ms"),
    ]


def life_cycle(store: BareHistory, progress: Progress) -> list[BenchFigure]:
    """Bytes written until every reading is in its final chunk, and how long compaction blocks the writer."""
    seals = store.layout.sizes.merged + 1
    life = live(store, seals * store.layout.sizes.sealed_rows // GROUP * GROUP, progress)
    (left,) = store.db.execute("SELECT coalesce(sum(n), 0) FROM readings_chunks WHERE first_key < last_key").fetchone()
    final = life.rows - left
    longest = quantiles(life.compaction_ms, n=1000)
    return [
        BenchFigure("readings per second, synced and compacted", life.rows / life.seconds, "1/s", at_least=10_000),
        BenchFigure(
            f"bytes written, of the {READINGS.row_bytes} of a reading", life.written / final / 21, "×", at_most=5
        ),
        BenchFigure(f"one compaction with {BUDGET_MS} ms to spend, p99", longest[989], "ms", at_most=BUDGET_MS + 20),
        BenchFigure(f"one compaction with {BUDGET_MS} ms to spend, longest", max(life.compaction_ms), "ms"),
    ]


def speed(folder: Path, progress: Progress) -> list[BenchFigure]:
    """Commits of the history compared with bare SQLite."""
    given = list(commits(CHANNELS, GROUP * GROUPS))
    rows, numbers = stored(folder / "rows", given), count()
    rate = alternating(
        {
            "history": lambda: ours(folder / f"{next(numbers)}", given),
            "bare SQLite": lambda: bare(folder / f"{next(numbers)}", rows, given[0]),
        },
        ROUNDS,
        progress,
    )
    return [
        BenchFigure(f"readings per second in groups of {GROUP:,}, synced", rate["history"], "1/s"),
        BenchFigure("the same rows into bare SQLite", rate["bare SQLite"], "1/s"),
        BenchFigure("history, of bare SQLite", 100 * rate["history"] / rate["bare SQLite"], "%"),
    ]


def run(progress: Progress) -> list[BenchFigure]:
    """Write rate and queries at 100,000 channels, compaction at a tenth of them; ``store_full`` uses all of them.

    Raises RuntimeError where bytes written are not counted.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = speed(folder, progress)
        small = BareHistory(folder / "small", CHANNELS // 10, scaled(CHANNELS // 10))
        figures += life_cycle(small, progress)
        small.close()
        large = BareHistory(folder / "large", CHANNELS, HistoryLayout())
        live(large, 3 * Sizes().sealed_rows // GROUP * GROUP, progress)
        figures += answers(large, progress)
        large.close()
    return figures
