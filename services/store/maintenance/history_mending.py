"""Makes the history of a copy consistent again after rows of its tables were lost.

Rows that other rows refer to are replaced by ones without content, and what follows from other tables is computed from
them, so that commits, compaction and queries continue with what is left.
"""

from __future__ import annotations

import sqlite3

from services.store.sqlite import arrivals, marks
from services.store.sqlite.history_tables import FINAL, LIVE, StreamTables
from services.store.sqlite.stamped import LATEST


def mend_history(db: sqlite3.Connection, tables: StreamTables) -> None:
    """Mend the tables of one stream within the open transaction.  Raises sqlite3.Error."""
    _keep_key_numbers(db, tables)
    _restore_runs(db, tables)
    _restore_marks(db, tables)
    _fill_arrivals(db, tables)


def _keep_key_numbers(db: sqlite3.Connection, tables: StreamTables) -> None:
    """Occupy the highest number that rows have, so that no other key gets the number of a lost one."""
    query = f"SELECT max(coalesce((SELECT max(last_key) FROM {tables.chunks}), -1), coalesce(max(key), -1)) FROM "
    (used,) = db.execute(query + tables.final_counts).fetchone()
    for _, rows in arrivals.read(db, tables, 0, LATEST, LATEST, LATEST):
        used = max(used, *rows.key.tolist(), -1)
    (known,) = db.execute(f"SELECT coalesce(max(number), 0) FROM {tables.keys}").fetchone()
    if used + 1 > known:
        db.execute(f"INSERT INTO {tables.keys} VALUES (?, ?)", (used + 1, f"lost {used + 1}"))


def _restore_runs(db: sqlite3.Connection, tables: StreamTables) -> None:
    """Create the missing runs of chunks, as final ones.  Rows that are then in two runs count once in every answer."""
    missing = f"run NOT IN (SELECT id FROM {tables.runs})"
    if db.execute(f"SELECT 1 FROM {tables.chunks} WHERE {missing} LIMIT 1").fetchone() is None:
        return
    db.execute(
        f"INSERT INTO {tables.runs} SELECT run, ?, ?, 0, 0, count(*), min(from_ms), max(to_ms), min(from_stamp),"
        f" max(to_stamp) FROM {tables.chunks} WHERE {missing} GROUP BY run",
        (FINAL, LIVE),
    )
    db.execute(
        f"DELETE FROM {tables.work} WHERE sparse_run NOT IN (SELECT id FROM {tables.runs} WHERE state <> ?)"
        f" OR final_run NOT IN (SELECT id FROM {tables.runs} WHERE state <> ?)", (LIVE, LIVE),
    )  # fmt: skip


def _restore_marks(db: sqlite3.Connection, tables: StreamTables) -> None:
    """Compute the marks of a stream that has none although it has runs or keyframes."""
    if db.execute("SELECT 1 FROM history_marks WHERE stream = ?", (tables.stream.key,)).fetchone() is not None:
        return
    (sealed,) = db.execute(f"SELECT coalesce(max(to_id), 0) FROM {tables.runs} WHERE state >= ?", (LIVE,)).fetchone()
    frame = db.execute(f"SELECT id, recorded_ms FROM {tables.frames} ORDER BY id DESC LIMIT 1").fetchone()
    framed, framed_ms = frame or (0, None)
    if sealed or framed:
        found = marks.Marks(sealed, _total(db, tables, sealed), framed, _total(db, tables, framed), framed_ms)
        marks.write(db, tables, found)


def _total(db: sqlite3.Connection, tables: StreamTables, number: int) -> int:
    """Number of rows up to an arrival, as far as it is known."""
    query = f"SELECT total FROM {tables.arrivals} WHERE id <= ? ORDER BY id DESC LIMIT 1"
    row = db.execute(query, (number,)).fetchone()
    return 0 if row is None else int(row[0])


def _fill_arrivals(db: sqlite3.Connection, tables: StreamTables) -> None:
    """Replace the missing arrivals that compaction has still to read, and the last one that it has read, by empty
    ones: it expects consecutive numbers, and later arrivals larger ones."""
    done = marks.read(db, tables)
    last = arrivals.end(db, tables)
    (frames,) = db.execute(f"SELECT coalesce(max(id), 0) FROM {tables.frames}").fetchone()
    (runs, stamp) = db.execute(
        f"SELECT coalesce(max(to_id), 0), coalesce(max(to_stamp), 0) FROM {tables.runs}"
    ).fetchone()
    (works,) = db.execute(f"SELECT coalesce(max(to_id), 0) FROM {tables.work}").fetchone()
    end = max(last.id, done.sealed, done.framed, frames, runs, works)
    first = max(1, min(done.sealed, done.framed))
    present = dict(
        db.execute(f"SELECT id, total FROM {tables.arrivals} WHERE id >= ? ORDER BY id", (first,)).fetchall()
    )
    totals = {done.sealed: done.sealed_total, done.framed: done.framed_total}
    total, row_stamp = 0, max(stamp, last.stamp)
    for number in range(first, end + 1):
        total = max(total, present.get(number, totals.get(number, 0)))
        if number not in present:
            at = row_stamp if number > last.id else _stamp(db, tables, number)
            db.execute(f"INSERT INTO {tables.arrivals} VALUES (?, 0, ?, ?, 0, x'')", (number, at, total))


def _stamp(db: sqlite3.Connection, tables: StreamTables, number: int) -> int:
    """The stamp of the arrival before a missing one; 0 for none."""
    query = f"SELECT stamp FROM {tables.arrivals} WHERE id < ? ORDER BY id DESC LIMIT 1"
    row = db.execute(query, (number,)).fetchone()
    return 0 if row is None else int(row[0])
