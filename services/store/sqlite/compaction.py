"""Sorts arrivals by key: first into runs of chunks of several keys, finally into chunks of one key each.

A key with DENSE rows in the sorted input is written to a final run, which is never rewritten; other keys are written to
a run of the next level, until MERGED of these can be merged.  After the second merge every key is final, so that no row
is written more than four times.

Every generator here may be interrupted between its steps, of some milliseconds each: the transaction may be committed,
and the process may end.  Unfinished work continues from its row in ``work``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from services.store.blocks import BadBlock
from services.store.sqlite import arrivals, marks
from services.store.sqlite.history_tables import BUILDING, FINAL, LIVE, SUPERSEDED, StreamTables
from services.store.sqlite.stamped import LATEST, JoinedArrivals, Rows, unpacked

_COLUMNS = "run, first_key, last_key, n, from_ms, to_ms, from_stamp, to_stamp, digest, data"


@dataclass(frozen=True)
class Sizes:
    """Batch sizes; the defaults are those of ADR 11."""

    sealed_rows: int = 1 << 19
    """Rows after which arrivals are sealed in a run."""
    sealed_arrivals: int = 512
    """The same in arrivals, whichever is reached first: a start decodes so many, for the queries for one key."""
    merged: int = 80
    """Runs of one level that are merged."""
    levels: int = 2
    """Levels of runs that are merged."""
    dense: int = 256
    """Rows of one key from which it is written to a final run."""
    chunk_rows: int = 1_024
    """Rows after which a chunk of several keys ends; twice as many for a chunk of a single key."""
    group_rows: int = 16_384
    """Rows that are sorted in one step."""
    written: int = 16
    """Chunks that are written in one step."""


@dataclass
class MergeWork:
    """A pair of runs being written in order of keys; keys below ``cursor`` are complete."""

    level: int
    from_id: int
    to_id: int
    sparse_run: int
    final_run: int
    cursor: int


def seal(
    db: sqlite3.Connection, tables: StreamTables, sizes: Sizes, wait_ms: int | None = None
) -> Iterator[None]:
    """Sort the oldest arrivals that are not in a run yet, once there are enough, or one has waited for ``wait_ms``."""
    work = _unfinished(db, tables, 1)
    if work is None:
        done, last = marks.read(db, tables), arrivals.end(db, tables)
        due = last.id - done.sealed >= sizes.sealed_arrivals or last.total - done.sealed_total >= sizes.sealed_rows
        if not due and (wait_ms is None or arrivals.waited_ms(db, tables, done.sealed) < wait_ms):
            return
        total = done.sealed_total + sizes.sealed_rows
        to = arrivals.last_within(db, tables, done.sealed, sizes.sealed_arrivals, total)
        work = _begin(db, tables, 1, done.sealed + 1, to)
        yield
    parts = []
    for number, rows in arrivals.read(db, tables, work.from_id - 1, work.to_id, LATEST, LATEST):
        if len(rows):
            parts.append(rows)
        if number % 32 == 0:
            yield
    everything = JoinedArrivals(tables.stream)
    yield from everything.add(parts)
    del parts
    # Two passes over 16 bits each use numpy's radix sort, ten times as fast as one over 32.
    key = everything.key.astype(np.uint32, copy=False)
    order = np.argsort(key.astype(np.uint16), kind="stable").astype(np.int32)
    yield
    order = order[np.argsort((key >> 16).astype(np.uint16)[order], kind="stable")]
    yield
    key = key[order]
    start = int(np.searchsorted(key, work.cursor))
    while start < len(key):
        last_key = key[min(start + sizes.group_rows, len(key)) - 1]
        stop = int(np.searchsorted(key, last_key, "right"))
        yield from _write(db, tables, sizes, work, everything.take(order[start:stop]), int(last_key) + 1)
        start = stop
    _finish(db, tables, work, ())
    done = marks.read(db, tables)
    row = db.execute(f"SELECT total FROM {tables.arrivals} WHERE id = ?", (work.to_id,)).fetchone()
    marks.write(db, tables, done._replace(sealed=work.to_id, sealed_total=row[0]))


def merge(db: sqlite3.Connection, tables: StreamTables, sizes: Sizes, level: int) -> Iterator[None]:
    """Merge the oldest runs of a level, once there are enough."""
    runs = f"SELECT id, from_id, to_id FROM {tables.runs} WHERE level = ? AND state = ?"
    work = _unfinished(db, tables, level + 1)
    if work is None:
        oldest = db.execute(f"{runs} ORDER BY from_id LIMIT ?", (level, LIVE, sizes.merged)).fetchall()
        if len(oldest) < sizes.merged:
            return
        work = _begin(db, tables, level + 1, oldest[0][1], oldest[-1][2])
        yield
    within = (level, LIVE, work.from_id, work.to_id)
    sources = [run for run, _, _ in db.execute(f"{runs} AND from_id >= ? AND to_id <= ? ORDER BY from_id", within)]
    waiting: list[tuple[int, int, int, int]] = []
    """(first key, source, last key, chunk) of the next chunk of every run."""
    for source, run in enumerate(sources):
        _push(db, tables, waiting, source, run, work.cursor, 0)
    parts: list[Rows] = []
    loaded, target = 0, sizes.group_rows
    while waiting or parts:
        if waiting:
            _, source, last_key, chunk = heappop(waiting)
            rows = read_chunk(db, tables, chunk)
            _push(db, tables, waiting, source, sources[source], last_key, chunk)
            parts.append(rows.take(rows.key >= work.cursor))
            loaded += len(rows)
            yield
        if loaded >= target or not waiting:
            pool = Rows.joined(tables.stream, parts)
            complete = waiting[0][0] if waiting else int(pool.key.max(initial=0)) + 1
            ready = pool.key < complete
            rest = pool.take(~ready)
            parts, loaded, target = [rest] if len(rest) else [], 0, max(sizes.group_rows, len(rest))
            if ready.any():
                yield
                yield from _write(db, tables, sizes, work, pool.take(ready), complete)
    _finish(db, tables, work, sources)


def read_chunk(db: sqlite3.Connection, tables: StreamTables, chunk: int) -> Rows:
    """Rows of a chunk; none, and the damage is noted, when its digest is wrong."""
    query = f"SELECT {_COLUMNS} FROM {tables.chunks} WHERE id = ?"
    *head, digest, data = db.execute(query, (chunk,)).fetchone()
    try:
        if not isinstance(data, bytes) or _digest(head, data) != digest:
            raise BadBlock("it was changed after it was written")
        # A chunk emptied by a repair has no bytes.
        return unpacked(tables.stream, data) if data else Rows.none(tables.stream)
    except BadBlock as error:
        tables.damage.note(tables.chunks, chunk, error)
        return Rows.none(tables.stream)


def empty_chunk(db: sqlite3.Connection, tables: StreamTables, chunk: int) -> None:
    """Remove the data of a chunk but retain its row, within the open transaction."""
    query = f"SELECT {_COLUMNS} FROM {tables.chunks} WHERE id = ?"
    *head, _, _ = db.execute(query, (chunk,)).fetchone()
    update = f"UPDATE {tables.chunks} SET data = x'', digest = ? WHERE id = ?"
    db.execute(update, (_digest(head, b""), chunk))


def replace_chunk(db: sqlite3.Connection, tables: StreamTables, chunk: int, run: int, rows: Rows) -> None:
    """Replace the rows of a chunk, within the open transaction; it keeps its id."""
    insert = f"REPLACE INTO {tables.chunks} (id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    db.execute(insert, (chunk, *_values(run, rows)))


def _digest(head: Sequence[int], data: bytes) -> bytes:
    return sha256(repr(tuple(head)).encode() + data).digest()


def _push(
    db: sqlite3.Connection, tables: StreamTables, waiting: list[tuple[int, int, int, int]], source: int, run: int,
    last_key: int, chunk: int,
) -> None:  # fmt: skip
    query = (
        f"SELECT first_key, last_key, id FROM {tables.chunks}"
        " WHERE run = ? AND (last_key, id) > (?, ?) ORDER BY last_key, id LIMIT 1"
    )
    row = db.execute(query, (run, last_key, chunk)).fetchone()
    if row is not None:
        heappush(waiting, (row[0], source, row[1], row[2]))


def _unfinished(db: sqlite3.Connection, tables: StreamTables, level: int) -> MergeWork | None:
    """The unfinished work of a level; deletes the written chunks of incomplete keys."""
    row = db.execute(f"SELECT * FROM {tables.work} WHERE level = ?", (level,)).fetchone()
    if row is None:
        return None
    work = MergeWork(*row)
    for run in (work.sparse_run, work.final_run):
        db.execute(f"DELETE FROM {tables.chunks} WHERE run = ? AND last_key >= ?", (run, work.cursor))
    return work


def _begin(db: sqlite3.Connection, tables: StreamTables, level: int, from_id: int, to_id: int) -> MergeWork:
    runs = []
    for run_level in (level, FINAL):
        insert = f"INSERT INTO {tables.runs} (level, state, from_id, to_id, chunks) VALUES (?, ?, ?, ?, 0)"
        runs.append(db.execute(insert, (run_level, BUILDING, from_id, to_id)).lastrowid or 0)
    work = MergeWork(level, from_id, to_id, runs[0], runs[1], 0)
    db.execute(f"INSERT INTO {tables.work} VALUES (?, ?, ?, ?, ?, ?)", (level, from_id, to_id, *runs, 0))
    return work


def _write(
    db: sqlite3.Connection, tables: StreamTables, sizes: Sizes, work: MergeWork, rows: Rows, cursor: int
) -> Iterator[None]:
    """Write all rows of the keys from ``work.cursor`` up to, but not including, ``cursor``."""
    rows = rows.by_key()
    yield
    starts = np.flatnonzero(np.diff(rows.key, prepend=rows.key[0] + 1))
    keys, counts = rows.key[starts], np.diff(starts, append=len(rows))
    dense = counts >= (sizes.dense if work.level <= sizes.levels else 1)
    chunks: list[tuple[int, Rows]] = []
    final = {int(key): int(count) for key, count in zip(keys[dense], counts[dense], strict=True)}
    for start, count in zip(starts[dense].tolist(), counts[dense].tolist(), strict=True):
        pieces = -(-count // (2 * sizes.chunk_rows))
        bounds = [start + count * piece // pieces for piece in range(pieces + 1)]
        chunks += [(work.final_run, rows.take(slice(a, b))) for a, b in pairwise(bounds)]
    if not dense.all():
        sparse = rows if not dense.any() else rows.take(np.repeat(~dense, counts))
        ends = np.cumsum(counts[~dense])
        start = 0
        while start < len(sparse):
            stop = int(ends[min(int(np.searchsorted(ends, start + sizes.chunk_rows)), len(ends) - 1)])
            chunks.append((work.sparse_run, sparse.take(slice(start, stop))))
            start = stop
    for number, (run, part) in enumerate(chunks):
        _add(db, tables, run, part)
        if number % sizes.written == sizes.written - 1:
            yield
    _extend(db, tables, work, chunks)
    update = "DO UPDATE SET rows = rows + excluded.rows"
    upsert = f"INSERT INTO {tables.final_counts} VALUES (?, ?) ON CONFLICT (key) {update}"
    db.executemany(upsert, final.items())
    work.cursor = cursor
    db.execute(f"UPDATE {tables.work} SET cursor = ? WHERE level = ?", (cursor, work.level))
    yield


def _add(db: sqlite3.Connection, tables: StreamTables, run: int, rows: Rows) -> None:
    insert = f"INSERT INTO {tables.chunks} ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    db.execute(insert, _values(run, rows))


def _values(run: int, rows: Rows) -> tuple[int | bytes, ...]:
    """The values of _COLUMNS for a chunk."""
    head = (
        run, int(rows.key[0]), int(rows.key[-1]), len(rows), int(rows.at_ms.min()), int(rows.at_ms.max()),
        int(rows.stamp.min()), int(rows.stamp.max()),
    )  # fmt: skip
    data = rows.packed()
    return *head, _digest(head, data), data


def _extend(db: sqlite3.Connection, tables: StreamTables, work: MergeWork, chunks: list[tuple[int, Rows]]) -> None:
    """Update the number of chunks and the time ranges of the runs."""
    for run in (work.sparse_run, work.final_run):
        parts = [rows for number, rows in chunks if number == run]
        if not parts:
            continue
        lows = (min(int(p.at_ms.min()) for p in parts), min(int(p.stamp.min()) for p in parts))
        highs = (max(int(p.at_ms.max()) for p in parts), max(int(p.stamp.max()) for p in parts))
        db.execute(
            f"UPDATE {tables.runs} SET chunks = chunks + ?1,"
            " from_ms = min(coalesce(from_ms, ?2), ?2), from_stamp = min(coalesce(from_stamp, ?3), ?3),"
            " to_ms = max(coalesce(to_ms, ?4), ?4), to_stamp = max(coalesce(to_stamp, ?5), ?5) WHERE id = ?6",
            (len(parts), *lows, *highs, run),
        )


def _finish(db: sqlite3.Connection, tables: StreamTables, work: MergeWork, sources: Sequence[int]) -> None:
    """Make the new runs readable and mark their sources as superseded."""
    for run in (work.sparse_run, work.final_run):
        db.execute(f"UPDATE {tables.runs} SET state = ? WHERE id = ? AND chunks > 0", (LIVE, run))
        db.execute(f"DELETE FROM {tables.runs} WHERE id = ? AND chunks = 0", (run,))
    for run in sources:
        db.execute(f"UPDATE {tables.runs} SET state = ? WHERE id = ?", (SUPERSEDED, run))
    db.execute(f"DELETE FROM {tables.work} WHERE level = ?", (work.level,))


def sweep(db: sqlite3.Connection, tables: StreamTables) -> Iterator[None]:
    """Delete superseded runs."""
    query = f"SELECT id FROM {tables.runs} WHERE state = ? LIMIT 1"
    while (row := db.execute(query, (SUPERSEDED,)).fetchone()) is not None:
        some = f"SELECT id FROM {tables.chunks} WHERE run = ? LIMIT 16"
        while db.execute(f"DELETE FROM {tables.chunks} WHERE id IN ({some})", row).rowcount:
            yield
        db.execute(f"DELETE FROM {tables.runs} WHERE id = ?", row)
        yield
