"""Rate of acknowledged, chained and sealed commits in groups of 64, compared with bare SQLite with the same tables."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from hashlib import sha256
from itertools import count
from pathlib import Path

from bench.figures import BenchFigure
from bench.rounds import Progress, alternating
from bench.traffic import records
from county.aggregates import subject_of
from county.records import Record
from services.protocol.codec import payload
from services.protocol.messages import Accepted
from services.store.ports import Commit, Committed, Entry, Outcome
from services.store.sqlite.database import PRAGMAS, SCHEMA, run_script
from services.store.sqlite.store import open_store

GROUP = 64
GROUPS = 200
ROUNDS = 9
TIMEOUT_MS = 10_000

Groups = list[list[Record]]


def _groups() -> Groups:
    given = list(records(GROUP * GROUPS))
    return [given[i : i + GROUP] for i in range(0, len(given), GROUP)]


def ours(folder: Path, groups: Groups) -> float:
    """Records per second: each encoded, chained, sealed, stored with its command's outcome, and acknowledged."""
    store = open_store(folder / "live", county="999901", realm="live", keys=folder / "keys", history=None)
    started = time.perf_counter()
    for group in groups:
        entries, outcomes = [], []
        for record in group:
            data = payload(record)
            entries.append(Entry(data, subject_of(record.body), record.recorded_ms))
            outcomes.append(Outcome(record.command_id, sha256(data).digest(), record.seq, record.seq))
        store.log.begin(Commit(group[-1].recorded_ms, entries, outcomes))
        assert isinstance(store.log.done(TIMEOUT_MS), Committed)
        for record in group:
            payload(Accepted(command_id=record.command_id, first_seq=record.seq, last_seq=record.seq))
    seconds = time.perf_counter() - started
    store.close()
    return GROUP * GROUPS / seconds


def bare(folder: Path, groups: Groups) -> float:
    """Records per second: the same rows, prepared before, into the same tables with the same indexes and pragmas."""
    folder.mkdir()
    db = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for pragma in PRAGMAS:
        db.execute(pragma)
    run_script(db, SCHEMA)
    digest = bytes(32)
    rows = [[(r.seq, payload(r), digest, subject_of(r.body), r.recorded_ms) for r in group] for group in groups]
    outcomes = [[(r.seq, r.command_id, digest, r.seq, r.seq) for r in group] for group in groups]
    started = time.perf_counter()
    for number, (some_rows, some_outcomes) in enumerate(zip(rows, outcomes, strict=True), start=1):
        last = some_rows[-1]
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?)", some_rows)
        db.executemany("INSERT INTO outcomes VALUES (?, ?, ?, ?, ?)", some_outcomes)
        commit = (number, number, 0, last[0], last[4], last[0], digest, b"", digest, digest)
        db.execute("INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", commit)
        db.execute("COMMIT")
    seconds = time.perf_counter() - started
    db.close()
    return GROUP * GROUPS / seconds


def run(progress: Progress) -> list[BenchFigure]:
    """Medians of alternating runs in one folder, and their ratio."""
    groups = _groups()
    numbers = count()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rate = alternating(
            {
                "journal": lambda: ours(folder / f"{next(numbers)}", groups),
                "bare SQLite": lambda: bare(folder / f"{next(numbers)}", groups),
            },
            ROUNDS,
            progress,
        )
    return [
        BenchFigure(f"acknowledged, chained, sealed records in groups of {GROUP}", rate["journal"], "1/s"),
        BenchFigure("the same inserts into bare SQLite", rate["bare SQLite"], "1/s"),
        BenchFigure("journal, of bare SQLite", 100 * rate["journal"] / rate["bare SQLite"], "%", at_least=80),
    ]
