"""What is kept how long, and the deletion of the rest.

What is gone for good is counted: see :func:`retired`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np

from county.numbering import COUNTY_TIME
from county.streams import Stream
from services.store.sqlite import arrivals, marks
from services.store.sqlite.history_tables import FINAL, LIVE, StreamTables
from services.store.sqlite.stamped import TURN_BITS

DAY_MS = 86_400_000
SLACK = 0.1
"""A key is brought back to its rows once it has this share more."""


@dataclass(frozen=True)
class Retention:
    """What is kept of one stream at least.

    Rows retire in whole chunks: those of a key once so many newer ones are compacted; all of a run once it is so many
    days older than the last arrival.  Arrivals in their own order, which moments of the past are answered from, and
    all but every ``sparse``-th keyframe retire without loss: their rows lie in the chunks too.
    """

    rows: int = 100_000
    """See :attr:`county.streams.Stream.keep_rows`."""
    days: int | None = None
    """See :attr:`county.streams.Stream.keep_days`."""
    arrivals: int = 2_000_000
    """Commits that are kept in the order of arrival,"""
    arrival_rows: int = 200_000_000
    """and their rows, whichever are fewer."""
    sparse: int = 64
    keyframes: int = 4_096
    """Keyframes that are kept beside those of the arrivals."""


    @classmethod
    def of(cls, stream: Stream) -> Retention:
        """As the stream's row says."""
        return cls(rows=stream.keep_rows, days=stream.keep_days)


class Retired(NamedTuple):
    """Rows that are gone for good, and the newest time among them."""

    rows: int
    to_ms: int


def retired(db: sqlite3.Connection) -> dict[str, Retired]:
    """What is gone for good, by stream.  Raises sqlite3.Error."""
    rows = db.execute("SELECT stream, rows, to_ms FROM history_retired").fetchall()
    return {stream: Retired(count, to_ms) for stream, count, to_ms in rows}


def told(stream: Stream, gone: Mapping[str, Retired]) -> str:
    """What is kept of ``stream`` and what of it is gone for good, one line."""
    each = " and ".join(stream.keys)
    age = "however old" if stream.keep_days is None else f"for {stream.keep_days} days"
    rule = f"kept are the newest {stream.keep_rows:,} rows of each {each}, {age}"
    found = gone.get(stream.key)
    if found is None:
        return f"{stream.key}: {rule}; none are gone"
    newest = datetime.fromtimestamp(found.to_ms / 1000, COUNTY_TIME).isoformat(" ", "seconds")
    return f"{stream.key}: {rule}; {found.rows:,} older ones are gone, of {newest} and before"


def drop_arrivals(db: sqlite3.Connection, tables: StreamTables, keep: Retention) -> Iterator[None]:
    """Delete arrivals beyond the rule that lie in runs and before a keyframe, then most keyframes among them."""
    last, done = arrivals.end(db, tables), marks.read(db, tables)
    most = min(done.sealed, done.framed, last.id - 1)
    oldest = f"SELECT id, total FROM {tables.arrivals} WHERE id <= ? ORDER BY id LIMIT 32"
    dropped = False
    while True:
        beyond = [
            number
            for number, total in db.execute(oldest, (most,))
            if number <= last.id - keep.arrivals or total <= last.total - keep.arrival_rows
        ]
        if not beyond:
            break
        db.execute(f"DELETE FROM {tables.arrivals} WHERE id <= ?", (beyond[-1],))
        dropped = True
        yield
    if not dropped:
        return
    (first,) = db.execute(f"SELECT min(id) FROM {tables.arrivals}").fetchone()
    frames = db.execute(f"SELECT id, place FROM {tables.keyframes} WHERE id < ? ORDER BY id", (first,)).fetchall()[:-1]
    lasting = [number for number, place in frames if place % keep.sparse == 0][-keep.keyframes :]
    for number, _ in frames:
        if number not in lasting:
            db.execute(f"DELETE FROM {tables.keyframes} WHERE id = ?", (number,))
            yield
    # Stretches before the first keyframe are read from runs, late rows and all.
    db.execute(f"DELETE FROM {tables.frames} WHERE id < (SELECT min(id) FROM {tables.keyframes})")


def retire(db: sqlite3.Connection, tables: StreamTables, keep: Retention) -> Iterator[None]:
    """Delete final chunks beyond the rule, and count their rows."""
    if keep.days is not None:
        before_ms = (arrivals.end(db, tables).stamp >> TURN_BITS) - keep.days * DAY_MS
        old = f"SELECT id FROM {tables.runs} WHERE level = ? AND state = ? AND to_ms < ?"
        for (run,) in db.execute(old, (FINAL, LIVE, before_ms)).fetchall():
            some = f"SELECT id, run, first_key, n, to_ms FROM {tables.chunks} WHERE run = ? LIMIT 32"
            while chunks := db.execute(some, (run,)).fetchall():
                _delete(db, tables, chunks)
                yield
    over = f"SELECT key FROM {tables.held} WHERE rows > ?"
    for (key,) in db.execute(over, (round(keep.rows * (1 + SLACK)),)).fetchall():
        query = (
            f"SELECT c.id, c.run, c.first_key, c.n, c.to_ms, c.from_ms FROM {tables.runs} r JOIN {tables.chunks} c"
            " ON c.run = r.id WHERE r.level = ? AND r.state = ? AND c.last_key = ?"
        )
        chunks = sorted(db.execute(query, (FINAL, LIVE, key)), key=lambda chunk: chunk[5])
        starts, counts = np.array([(chunk[5], chunk[3]) for chunk in chunks], np.int64).reshape(-1, 2).T
        newer = np.append(np.cumsum(counts[::-1])[::-1], 0)
        after = np.searchsorted(starts, [chunk[4] for chunk in chunks], "right")
        gone = [chunk[:5] for chunk, rows in zip(chunks, newer[after], strict=True) if rows >= keep.rows]
        for start in range(0, len(gone), 32):
            _delete(db, tables, gone[start : start + 32])
            yield


def _delete(db: sqlite3.Connection, tables: StreamTables, chunks: list[tuple[int, int, int, int, int]]) -> None:
    """Delete chunks (id, run, key, rows, to_ms) of final runs, and runs that have none left."""
    for chunk, run, key, rows, _ in chunks:
        db.execute(f"DELETE FROM {tables.chunks} WHERE id = ?", (chunk,))
        db.execute(f"UPDATE {tables.runs} SET chunks = chunks - 1 WHERE id = ?", (run,))
        db.execute(f"UPDATE {tables.held} SET rows = rows - ? WHERE key = ?", (rows, key))
    db.execute(f"DELETE FROM {tables.runs} WHERE level = ? AND state = ? AND chunks = 0", (FINAL, LIVE))
    db.execute(
        "INSERT INTO history_retired VALUES (?, ?, ?) ON CONFLICT (stream) DO UPDATE"
        " SET rows = rows + excluded.rows, to_ms = max(to_ms, excluded.to_ms)",
        (tables.stream.key, sum(chunk[3] for chunk in chunks), max(chunk[4] for chunk in chunks)),
    )
