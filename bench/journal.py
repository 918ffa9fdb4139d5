"""How fast acknowledged, chained commits in groups of 64 are, next to bare SQLite doing the same inserts."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from hashlib import sha256
from itertools import count
from pathlib import Path

from bench.figures import Figure
from bench.rounds import Progress, by_turns
from bench.traffic import records
from county.records import Record
from county.sensing import ChannelTable
from services.protocol.codec import payload
from services.protocol.messages import Accepted
from services.store.journal import PRAGMAS, SCHEMA, Journal, Outcome

GROUP = 64
GROUPS = 100
ROUNDS = 7

Groups = list[list[Record]]


def _groups() -> Groups:
    given = list(records(GROUP * GROUPS))
    return [given[i : i + GROUP] for i in range(0, len(given), GROUP)]


def ours(folder: Path, groups: Groups) -> float:
    """Records a second: each one encoded, chained, stored with its command's outcome, and acknowledged."""
    journal = Journal(folder, county="999901", realm="live", channels=ChannelTable([]))
    started = time.perf_counter()
    for group in groups:
        encoded = [payload(record) for record in group]
        outcomes = [
            Outcome(record.command_id, sha256(data).digest(), record.seq, record.seq)
            for record, data in zip(group, encoded, strict=True)
        ]
        journal.commit(encoded, outcomes)
        for record in group:
            payload(Accepted(command_id=record.command_id, first_seq=record.seq, last_seq=record.seq))
    seconds = time.perf_counter() - started
    journal.close()
    return GROUP * GROUPS / seconds


def bare(folder: Path, groups: Groups) -> float:
    """Records a second: the same rows into the same tables with the same pragmas, made beforehand."""
    folder.mkdir()
    db = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for statement in (*PRAGMAS, *SCHEMA.split(";")):
        db.execute(statement)
    digest = bytes(32)
    rows = [[(r.seq, payload(r), digest) for r in group] for group in groups]
    outcomes = [[(r.command_id, digest, r.seq, r.seq) for r in group] for group in groups]
    started = time.perf_counter()
    for some_rows, some_outcomes in zip(rows, outcomes, strict=True):
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO records VALUES (?, ?, ?)", some_rows)
        db.executemany("INSERT INTO outcomes VALUES (?, ?, ?, ?)", some_outcomes)
        db.execute("COMMIT")
    seconds = time.perf_counter() - started
    db.close()
    return GROUP * GROUPS / seconds


def run(progress: Progress) -> list[Figure]:
    """Medians by turns in one folder, and their ratio."""
    groups = _groups()
    numbers = count()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rate = by_turns(
            {
                "journal": lambda: ours(folder / f"{next(numbers)}", groups),
                "bare SQLite": lambda: bare(folder / f"{next(numbers)}", groups),
            },
            ROUNDS,
            progress,
        )
    return [
        Figure(f"acknowledged, chained records in groups of {GROUP}", rate["journal"], "1/s"),
        Figure("the same inserts into bare SQLite", rate["bare SQLite"], "1/s"),
        Figure("journal, of bare SQLite", 100 * rate["journal"] / rate["bare SQLite"], "%", at_least=50),
    ]
