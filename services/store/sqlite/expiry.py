"""Deletes the rows of a stream that are older than its ``keep_days``, from all of its tables.

Their number is counted once, when they are deleted from the runs; see :func:`services.store.sqlite.retention.retired`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from services.store.blocks import encode
from services.store.sqlite import arrivals, compaction, keyframes, marks, retention
from services.store.sqlite.history_tables import FINAL, LIVE, StreamTables
from services.store.sqlite.stamped import BLOCK_ROWS, LATEST, Rows, framed

_CHUNKS = 8
"""Chunks that are rewritten in one step."""
_IDS = 1_024
"""Ids that are searched in one step."""


def expire(db: sqlite3.Connection, tables: StreamTables, before_ms: int) -> Iterator[None]:
    """Delete rows older than ``before_ms``; see compaction for steps.

    Arrivals that are not in a run and before a keyframe yet are left to a later call, and so are damaged blocks with
    later rows: which of their rows are older is unknown.
    """
    runs = f"SELECT id FROM {tables.runs} WHERE state = ? AND from_ms < ?"
    for (run,) in db.execute(runs, (LIVE, before_ms)).fetchall():
        yield from _of_run(db, tables, run, before_ms)
    yield from _of_arrivals(db, tables, before_ms)
    yield from _of_late(db, tables, before_ms)
    yield from _of_keyframes(db, tables, before_ms)


def _of_run(db: sqlite3.Connection, tables: StreamTables, run: int, before_ms: int) -> Iterator[None]:
    """Chunks of a run; none if the run was merged meanwhile."""
    some = (
        f"SELECT c.id, c.n, c.first_key, c.to_ms, r.level FROM {tables.chunks} c JOIN {tables.runs} r ON r.id = c.run"
        " WHERE c.run = ? AND r.state = ? AND c.from_ms < ? AND c.id > ? ORDER BY c.id LIMIT ?"
    )
    after = 0
    while chunks := db.execute(some, (run, LIVE, before_ms, after, _CHUNKS)).fetchall():
        for after, count, key, to_ms, level in chunks:
            if to_ms < before_ms:
                deleted, newest_ms = count, to_ms
                db.execute(f"DELETE FROM {tables.chunks} WHERE id = ?", (after,))
                db.execute(f"UPDATE {tables.runs} SET chunks = chunks - 1 WHERE id = ?", (run,))
            else:
                rows = compaction.read_chunk(db, tables, after)
                old, rows = _divided(rows, before_ms)
                if not len(old):
                    continue
                deleted, newest_ms = len(old), int(old.at_ms.max())
                compaction.replace_chunk(db, tables, after, run, rows)
            if level == FINAL:
                db.execute(f"UPDATE {tables.final_counts} SET rows = rows - ? WHERE key = ?", (deleted, key))
            retention.count(db, tables, deleted, newest_ms)
        yield
    db.execute(f"DELETE FROM {tables.runs} WHERE id = ? AND state = ? AND chunks = 0", (run, LIVE))
    oldest = f"SELECT min(from_ms) FROM {tables.chunks} WHERE run = ?1"
    db.execute(f"UPDATE {tables.runs} SET from_ms = ({oldest}) WHERE id = ?1 AND state = ?2", (run, LIVE))


def _of_arrivals(db: sqlite3.Connection, tables: StreamTables, before_ms: int) -> Iterator[None]:
    """Late rows of arrivals that are retained for their other rows."""
    done = marks.read(db, tables)
    most = min(done.sealed, done.framed)
    for number in _ids_where(db, tables.arrivals, f"from_ms < {before_ms} AND id <= {most}"):
        if number is None:
            yield
            continue
        for _, found in arrivals.read(db, tables, number - 1, number, LATEST, LATEST):
            old, rows = _divided(found, before_ms)
            if len(old):
                retained = (encode(rows.columns), int(rows.at_ms.min())) if len(rows) else (b"", LATEST)
                db.execute(f"UPDATE {tables.arrivals} SET data = ?, from_ms = ? WHERE id = ?", (*retained, number))
        yield


def _of_late(db: sqlite3.Connection, tables: StreamTables, before_ms: int) -> Iterator[None]:
    """Copies of late rows."""
    for number in _ids_where(db, tables.frames, f"late_from_ms < {before_ms}"):
        if number is not None:
            (late,) = db.execute(f"SELECT late FROM {tables.frames} WHERE id = ?", (number,)).fetchone()
            found = keyframes.blocks_in(tables, tables.frames, number, late)
            if found is not None:
                rows = _divided(found, before_ms)[1]
                retained = (_packed(rows), int(rows.at_ms.min())) if len(rows) else (None, None)
                db.execute(f"UPDATE {tables.frames} SET late = ?, late_from_ms = ? WHERE id = ?", (*retained, number))
        yield


def _of_keyframes(db: sqlite3.Connection, tables: StreamTables, before_ms: int) -> Iterator[None]:
    """Keyframes of that time except the last one, and the old rows of the others."""
    last = marks.read(db, tables).framed
    recorded = f"(SELECT recorded_ms FROM {tables.frames} f WHERE f.id = {tables.keyframes}.id)"
    old = f"SELECT id FROM {tables.keyframes} WHERE id < ? AND {recorded} < ? ORDER BY id LIMIT 16"
    while db.execute(f"DELETE FROM {tables.keyframes} WHERE id IN ({old})", (last, before_ms)).rowcount:
        yield
    # Queries before the first keyframe read runs.
    db.execute(f"DELETE FROM {tables.frames} WHERE id < (SELECT min(id) FROM {tables.keyframes})")
    for number in _ids_where(db, tables.keyframes, "1"):
        if number is not None:
            (data,) = db.execute(f"SELECT data FROM {tables.keyframes} WHERE id = ?", (number,)).fetchone()
            found = keyframes.blocks_in(tables, tables.keyframes, number, data)
            if found is not None and (found.at_ms < before_ms).any():
                retained = _packed(_divided(found, before_ms)[1])
                db.execute(f"UPDATE {tables.keyframes} SET data = ? WHERE id = ?", (retained, number))
        yield


def _ids_where(db: sqlite3.Connection, table: str, condition: str) -> Iterator[int | None]:
    """Ids of the rows of ``table`` that meet a condition; None between portions, after which a step may end."""
    last = 0
    while (row := db.execute(f"SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT 1", (last,)).fetchone()):
        first, last = row[0], row[0] + _IDS - 1
        query = f"SELECT id FROM {table} WHERE id BETWEEN ? AND ? AND {condition} ORDER BY id"
        for (number,) in db.execute(query, (first, last)).fetchall():
            yield number
        yield None


def _divided(rows: Rows, before_ms: int) -> tuple[Rows, Rows]:
    """The rows older than ``before_ms``, and the others."""
    old = rows.at_ms < before_ms
    return rows.take(old), rows.take(~old)


def _packed(rows: Rows) -> bytes:
    return framed(rows.take(slice(start, start + BLOCK_ROWS)).packed() for start in range(0, len(rows), BLOCK_ROWS))
