"""The newest row of every key at past times.

A keyframe contains the newest row of every key among the arrivals up to one of them.  A query for a time starts at the
last keyframe before it and reads the following arrivals up to the next one.  Of later arrivals only late rows matter:
for each keyframe interval, a copy is stored of the rows that are more than SLACK_MS older than the keyframe at its
start.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from county.durations import DAY_MS
from services.store.blocks import BadBlock
from services.store.sqlite import arrivals, marks
from services.store.sqlite.compaction import read_chunk
from services.store.sqlite.history_tables import LIVE, StreamTables
from services.store.sqlite.stamped import (
    BLOCK_ROWS,
    EARLIEST,
    LATEST,
    TURN_BITS,
    Array,
    NewestRows,
    Rows,
    blocks_of,
    framed,
    unpacked,
)

SLACK_MS = 3_000
"""Rows that are at most this much older than the keyframe before their arrival are found by reading the arrivals."""
LATER_KEYS_MAX = 64
"""Keys whose row in the keyframe is later than the queried time: up to so many are queried one by one, for more an
earlier keyframe is used."""
TRIED_MAX = 4
_PORTION = 1 << 18
"""Rows that are merged in one step."""


@dataclass(frozen=True)
class Spacing:
    """When a keyframe is due; the defaults are those of ADR 11."""

    rows: int = 65_536
    """Rows after which one is due, or this many per key:"""
    rows_per_key: float = 1.5
    arrivals: int = 512
    """Arrivals after which one is also due, if they have at least one row per key."""


def cut(
    db: sqlite3.Connection, tables: StreamTables, spacing: Spacing, newest: NewestRows, keep_ms: int | None = None
) -> Iterator[None]:
    """Store a keyframe once it is due, in steps of some milliseconds; see compaction for steps.

    ``newest`` contains the rows of the last keyframe, or nothing at the first call.  A damaged keyframe is rebuilt from
    the one before it.

    ``keep_ms``: rows that are so much older than the keyframe are omitted, and one is due every day.
    """
    done, last = marks.read(db, tables), arrivals.end(db, tables)
    if last.id == done.framed:
        return
    if done.framed_ms is not None and not len(newest):
        rows = _keyframe(db, tables, done.framed)
        yield
        if rows is None:
            upto = ((done.framed_ms + 1) << TURN_BITS) - 1
            rows = newest_at(db, tables, LATEST, upto, lambda keys: Rows.none(tables.stream))
            yield
        newest.add(rows)
        yield
    keys = len(newest)
    wanted = max(spacing.rows, round(spacing.rows_per_key * keys))
    arrived = last.total - done.framed_total
    due = arrived >= wanted or (last.id - done.framed >= spacing.arrivals and arrived >= keys)
    if not due and (keep_ms is None or arrivals.waited_ms(db, tables, done.framed) < DAY_MS):
        return
    to = arrivals.last_within(db, tables, done.framed, last.id - done.framed, done.framed_total + wanted)
    yield
    stamp, total = db.execute(f"SELECT stamp, total FROM {tables.arrivals} WHERE id = ?", (to,)).fetchone()
    base = EARLIEST if done.framed_ms is None else done.framed_ms - SLACK_MS
    late, parts, count = [], [], 0
    for number, rows in arrivals.read(db, tables, done.framed, to, LATEST, LATEST):
        parts.append(rows)
        count += len(rows)
        if (old := rows.at_ms < base).any():
            late.append(rows.take(old))
        if count >= BLOCK_ROWS or number == to:
            newest.add(Rows.joined(tables.stream, parts))
            parts, count = [], 0
            yield
    recorded_ms = stamp >> TURN_BITS
    if keep_ms is not None:
        newest.drop_before(recorded_ms - keep_ms)
    blocks = []
    everything = newest.rows
    for start in range(0, len(everything), BLOCK_ROWS):
        blocks.append(everything.take(slice(start, start + BLOCK_ROWS)).packed())
        yield
    old_blocks, old_from = [], None
    if late:
        old_rows = Rows.joined(tables.stream, late)
        old_from = int(old_rows.at_ms.min())
        for start in range(0, len(old_rows), BLOCK_ROWS):
            old_blocks.append(old_rows.take(slice(start, start + BLOCK_ROWS)).packed())
            yield
    row = (to, recorded_ms, old_from, framed(old_blocks) if late else None)
    db.execute(f"INSERT INTO {tables.frames} VALUES (?, ?, ?, ?)", row)
    place = f"(SELECT coalesce(max(place), 0) + 1 FROM (SELECT place FROM {tables.keyframes} ORDER BY id DESC LIMIT 1))"
    db.execute(f"INSERT INTO {tables.keyframes} VALUES (?, {place}, ?)", (to, framed(blocks)))
    marks.write(
        db, tables, marks.read(db, tables)._replace(framed=to, framed_total=total, framed_ms=recorded_ms)
    )


def _keyframe(db: sqlite3.Connection, tables: StreamTables, number: int) -> Rows | None:
    """Rows of a keyframe; None when it is missing or damaged."""
    row = db.execute(f"SELECT data FROM {tables.keyframes} WHERE id = ?", (number,)).fetchone()
    return None if row is None else blocks_in(tables, tables.keyframes, number, row[0])


def blocks_in(tables: StreamTables, table: str, number: int, data: bytes) -> Rows | None:
    """All rows of a value of several blocks; None, and the damage is noted, when one is damaged."""
    try:
        return Rows.joined(tables.stream, [unpacked(tables.stream, block) for block in blocks_of(data)])
    except BadBlock as error:
        tables.damage.note(table, number, error)
        return None


def newest_at(
    db: sqlite3.Connection,
    tables: StreamTables,
    at_ms: int,
    stamp: int,
    before: Callable[[Array], Rows],
) -> Rows:
    """The newest row of every key at or before ``at_ms``, among the arrivals up to ``stamp``.

    ``before`` returns the same for single keys.  Damaged blocks are noted and skipped.
    """
    newest, start, later = _start(db, tables, at_ms, stamp)
    end = _first_after(db, tables, at_ms + SLACK_MS)
    parts, count = [], 0
    for rows in _candidates(db, tables, start, end, at_ms, stamp):
        parts.append(rows.known(at_ms, stamp))
        count += len(rows)
        if count >= _PORTION:
            newest.add(Rows.joined(tables.stream, parts))
            parts, count = [], 0
    newest.add(Rows.joined(tables.stream, parts))
    if len(later):
        newest.add(before(later))
    return newest.rows


def _first_after(db: sqlite3.Connection, tables: StreamTables, recorded_ms: int) -> int:
    """Arrival of the first keyframe after a recorded time; LATEST if there is none yet."""
    query = f"SELECT id FROM {tables.frames} WHERE recorded_ms > ? ORDER BY recorded_ms, id LIMIT 1"
    row = db.execute(query, (recorded_ms,)).fetchone()
    return LATEST if row is None else int(row[0])


def _start(db: sqlite3.Connection, tables: StreamTables, at_ms: int, stamp: int) -> tuple[NewestRows, int, Array]:
    """Rows of a keyframe, its arrival, and the keys whose row in it is later than ``at_ms``."""
    moment = min(at_ms, stamp >> TURN_BITS)
    query = (
        f"SELECT f.id, k.data FROM {tables.frames} f CROSS JOIN {tables.keyframes} k ON k.id = f.id"
        " WHERE f.recorded_ms <= ? ORDER BY f.recorded_ms DESC, f.id DESC"
    )
    newest, start, later, tried = NewestRows(tables.stream), 0, np.empty(0, np.int64), 0
    for number, data in db.execute(query, (moment,)):
        rows = blocks_in(tables, tables.keyframes, number, data)
        if rows is None:
            continue
        start, tried = number, tried + 1
        newest = NewestRows.of(rows)
        later = newest.drop_after(at_ms)
        if len(later) <= LATER_KEYS_MAX or tried == TRIED_MAX:
            break
    return newest, start, later


def _candidates(
    db: sqlite3.Connection, tables: StreamTables, start: int, end: int, at_ms: int, stamp: int
) -> Iterator[Rows]:
    """All rows that may be newer than those of the keyframe ``start``, and some others."""
    known = _first_after(db, tables, stamp >> TURN_BITS)
    (first,) = db.execute(f"SELECT min(id) FROM {tables.arrivals}").fetchone()
    if first is not None and first > start + 1:
        yield from _sorted(db, tables, start, min(first - 1, end, known), at_ms, stamp)
    for _, rows in arrivals.read(db, tables, start, min(end, known), at_ms, stamp):
        yield rows
    if known <= end:
        return
    query = f"SELECT id, late FROM {tables.frames} WHERE id > ? AND id <= ? AND late_from_ms <= ?"
    for number, late in db.execute(query, (end, known, at_ms)):
        late_rows = blocks_in(tables, tables.frames, number, late)
        if late_rows is not None:
            yield late_rows
    for _, rows in arrivals.read(db, tables, marks.read(db, tables).framed, LATEST, at_ms, stamp):
        yield rows


def _sorted(
    db: sqlite3.Connection, tables: StreamTables, after: int, to: int, at_ms: int, stamp: int
) -> Iterator[Rows]:
    """The newest row of every key of each chunk of the runs with the arrivals ``after < id <= to``."""
    query = (
        f"SELECT c.id FROM {tables.runs} r JOIN {tables.chunks} c ON c.run = r.id WHERE r.state = ?"
        " AND r.to_id > ? AND r.from_id <= ? AND r.from_ms <= ? AND r.from_stamp <= ?"
        " AND c.from_ms <= ? AND c.from_stamp <= ? ORDER BY c.id"
    )
    for (chunk,) in db.execute(query, (LIVE, after, to, at_ms, stamp, at_ms, stamp)).fetchall():
        rows = read_chunk(db, tables, chunk).known(at_ms, stamp)
        yield rows.take(np.flatnonzero(np.diff(rows.key, append=rows.key[-1:] + 1)))
