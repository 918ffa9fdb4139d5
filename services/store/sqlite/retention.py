"""Retention: how long rows are stored, and the deletion of older ones.

Deleted rows are counted: see :func:`retired`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from county.durations import DAY_MS
from county.numbering import moment
from county.streams import Stream
from services.store.sqlite import arrivals, marks
from services.store.sqlite.history_tables import FINAL, LIVE, StreamTables
from services.store.sqlite.stamped import TURN_BITS

SLACK = 0.1
"""Rows of a key are deleted once their number exceeds the limit by this share."""


@dataclass(frozen=True)
class Retention:
    """Minimum retention of one stream.

    Rows retire in whole chunks: those of a key once so many newer ones are compacted.  Rows that are so many days older
    than the stream's last arrival are deleted from all tables, see :mod:`services.store.sqlite.expiry`.  Arrivals,
    which queries for past times read, and all but every ``sparse``-th keyframe retire without loss: their rows are also
    in chunks.
    """

    rows: int = 100_000
    """See :attr:`county.streams.Stream.keep_rows`."""
    days: int | None = None
    """See :attr:`county.streams.Stream.keep_days`."""
    arrivals: int = 2_000_000
    """Maximum number of retained arrivals (commits)."""
    arrival_rows: int = 200_000_000
    """Maximum number of their rows, whichever limit is reached first."""
    sparse: int = 64
    keyframes: int = 4_096
    """Keyframes that are retained in addition to those of the retained arrivals."""


    @classmethod
    def of(cls, stream: Stream) -> Retention:
        """The retention from the stream's row."""
        return cls(rows=stream.keep_rows, days=stream.keep_days)


class Retired(NamedTuple):
    """Number of deleted rows, and the newest time among them."""

    rows: int
    to_ms: int


def retired(db: sqlite3.Connection) -> dict[str, Retired]:
    """Deleted rows by stream.  Raises sqlite3.Error."""
    rows = db.execute("SELECT stream, rows, to_ms FROM history_retired").fetchall()
    return {stream: Retired(count, to_ms) for stream, count, to_ms in rows}


def retention_line(stream: Stream, deleted: Mapping[str, Retired]) -> str:
    """One line on the stored and the deleted rows of ``stream``."""
    each = " and ".join(stream.keys)
    age = "however old" if stream.keep_days is None else f"for {stream.keep_days} days"
    rule = f"the newest {stream.keep_rows:,} rows of each {each} are stored, {age}"
    found = deleted.get(stream.key)
    if found is None:
        return f"{stream.key}: {rule}; none were deleted"
    return f"{stream.key}: {rule}; {found.rows:,} older ones were deleted, up to {moment(found.to_ms)}"


def drop_arrivals(db: sqlite3.Connection, tables: StreamTables, rule: Retention) -> Iterator[None]:
    """Delete arrivals beyond the rule that are in runs and before a keyframe, then most keyframes among them."""
    last, done = arrivals.end(db, tables), marks.read(db, tables)
    old_stamp = 0 if rule.days is None else last.stamp - (rule.days * DAY_MS << TURN_BITS)
    most = min(done.sealed, done.framed, last.id - 1)
    oldest = f"SELECT id, total, stamp FROM {tables.arrivals} WHERE id <= ? ORDER BY id LIMIT 32"
    dropped = False
    while True:
        beyond = [
            number
            for number, total, stamp in db.execute(oldest, (most,))
            if number <= last.id - rule.arrivals or total <= last.total - rule.arrival_rows or stamp < old_stamp
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
    lasting = [number for number, place in frames if place % rule.sparse == 0][-rule.keyframes :]
    for number, _ in frames:
        if number not in lasting:
            db.execute(f"DELETE FROM {tables.keyframes} WHERE id = ?", (number,))
            yield
    # Queries before the first keyframe read runs, which include the late rows.
    db.execute(f"DELETE FROM {tables.frames} WHERE id < (SELECT min(id) FROM {tables.keyframes})")


def retire(db: sqlite3.Connection, tables: StreamTables, rule: Retention) -> Iterator[None]:
    """Delete final chunks beyond the rule, and count their rows."""
    exceeding = f"SELECT key FROM {tables.final_counts} WHERE rows > ?"
    for (key,) in db.execute(exceeding, (round(rule.rows * (1 + SLACK)),)).fetchall():
        query = (
            f"SELECT c.id, c.run, c.first_key, c.n, c.to_ms, c.from_ms FROM {tables.runs} r JOIN {tables.chunks} c"
            " ON c.run = r.id WHERE r.level = ? AND r.state = ? AND c.last_key = ?"
        )
        chunks = sorted(db.execute(query, (FINAL, LIVE, key)), key=lambda chunk: chunk[5])
        starts, counts = np.array([(chunk[5], chunk[3]) for chunk in chunks], np.int64).reshape(-1, 2).T
        newer = np.append(np.cumsum(counts[::-1])[::-1], 0)
        after = np.searchsorted(starts, [chunk[4] for chunk in chunks], "right")
        old_chunks = [chunk[:5] for chunk, rows in zip(chunks, newer[after], strict=True) if rows >= rule.rows]
        for start in range(0, len(old_chunks), 32):
            _delete(db, tables, old_chunks[start : start + 32])
            yield


def _delete(db: sqlite3.Connection, tables: StreamTables, chunks: list[tuple[int, int, int, int, int]]) -> None:
    """Delete chunks (id, run, key, rows, to_ms) of final runs, and runs without any left."""
    for chunk, run, key, rows, _ in chunks:
        db.execute(f"DELETE FROM {tables.chunks} WHERE id = ?", (chunk,))
        db.execute(f"UPDATE {tables.runs} SET chunks = chunks - 1 WHERE id = ?", (run,))
        db.execute(f"UPDATE {tables.final_counts} SET rows = rows - ? WHERE key = ?", (rows, key))
    db.execute(f"DELETE FROM {tables.runs} WHERE level = ? AND state = ? AND chunks = 0", (FINAL, LIVE))
    count(db, tables, sum(chunk[3] for chunk in chunks), max(chunk[4] for chunk in chunks))


def count(db: sqlite3.Connection, tables: StreamTables, rows: int, to_ms: int) -> None:
    """Add deleted rows to the total."""
    db.execute(
        "INSERT INTO history_retired VALUES (?, ?, ?) ON CONFLICT (stream) DO UPDATE"
        " SET rows = rows + excluded.rows, to_ms = max(to_ms, excluded.to_ms)",
        (tables.stream.key, rows, to_ms),
    )
