"""Scans the history of a journal: finds blocks that cannot be decoded, and removes them from a copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from county.streams import STREAMS
from services.store.maintenance.journal_scan import Progress
from services.store.sqlite import arrivals, compaction, damage, keyframes, marks
from services.store.sqlite.history_tables import StreamTables
from services.store.sqlite.retention import retention_line, retired
from services.store.sqlite.stamped import LATEST

PORTION = 64
"""Blocks that are read in one transaction: each portion is consistent while a writer is running."""


NAMED = 20
"""Number of damaged blocks that are listed one by one."""


class Damaged(NamedTuple):
    """A block that cannot be decoded: its table and id, why, and the number of its rows stored nowhere else."""

    table: str
    id: int
    why: str
    rows: int


def scan_history(db: sqlite3.Connection, progress: Progress) -> Iterator[Damaged]:
    """Decode every block of every stream; yields the damaged ones.  Raises sqlite3.Error."""
    for tables in _stored_tables(db):
        yield from _scan(db, tables, tables.arrivals, partial(_read_arrival, db, tables), progress)
        yield from _scan(db, tables, tables.chunks, partial(compaction.read_chunk, db, tables), progress)
        for table, column in ((tables.keyframes, "data"), (tables.frames, "late")):
            yield from _scan(db, tables, table, partial(_read_blocks, db, tables, table, column), progress)


def lines_of(found: Sequence[Damaged]) -> list[str]:
    """Report lines of damaged blocks: the first of them one by one, and their total."""
    if not found:
        return []
    each = [f"{block.table} {block.id} is damaged ({block.why}), rows lost: {block.rows}" for block in found[:NAMED]]
    rows = sum(block.rows for block in found)
    return [*each, f"damaged blocks of the history: {len(found)}, rows lost: {rows}"]


def retention_lines(db: sqlite3.Connection) -> list[str]:
    """For each stream a line on what is stored and what was deleted.  Raises sqlite3.Error."""
    streams = [tables.stream for tables in _stored_tables(db)]
    deleted = retired(db) if streams else {}
    return [retention_line(stream, deleted) for stream in streams]


def skipped_before(db: sqlite3.Connection) -> damage.Found:
    """Damaged blocks that compaction has already skipped.  Raises sqlite3.Error."""
    return damage.recorded(db)


def remove_damaged(db: sqlite3.Connection, found: Iterable[Damaged]) -> None:
    """Remove damaged blocks from a copy within the open transaction, and the notes of earlier ones.

    Rows of arrivals and chunks remain without content, so that counts over them stay correct.
    """
    damaged = [(block.table, block.id) for block in found]
    for tables in _stored_tables(db):
        for table, number in damaged:
            if table == tables.arrivals:
                db.execute(f"UPDATE {table} SET data = x'' WHERE id = ?", (number,))
            elif table == tables.chunks:
                compaction.empty_chunk(db, tables, number)
            elif table == tables.frames:
                db.execute(f"UPDATE {table} SET late_from_ms = NULL, late = NULL WHERE id = ?", (number,))
            elif table == tables.keyframes:
                db.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
    if damage.recorded(db):
        damage.delete_records(db)


def _stored_tables(db: sqlite3.Connection) -> list[StreamTables]:
    """The tables of the streams that this journal contains."""
    found = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    every = [StreamTables(stream) for stream in STREAMS.values()]
    return [tables for tables in every if tables.arrivals in found]


def _scan(
    db: sqlite3.Connection, tables: StreamTables, table: str, read: Callable[[int], object], progress: Progress
) -> Iterator[Damaged]:
    after, ids = 0, [0]
    (last,) = db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    while ids and after < last:
        some: list[Damaged] = []
        db.execute("BEGIN")
        try:
            query = f"SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT ?"
            ids = [number for (number,) in db.execute(query, (after, PORTION))]
            for number in ids:
                after = number
                read(number)
                why = tables.damage.found.get((table, number))
                if why is not None:
                    some.append(Damaged(table, number, why, _lost(db, tables, table, number)))
        finally:
            db.execute("ROLLBACK")
        yield from some
        progress(min(1.0, after / max(last, 1)), "checking the history")


def _lost(db: sqlite3.Connection, tables: StreamTables, table: str, number: int) -> int:
    """Rows of a block that are stored nowhere else: those of a chunk, and of an arrival that is not in a run yet."""
    if table == tables.chunks:
        (rows,) = db.execute(f"SELECT n FROM {table} WHERE id = ?", (number,)).fetchone()
        return int(rows)
    done = marks.read(db, tables)
    if table != tables.arrivals or number <= done.sealed:
        return 0
    query = f"SELECT total FROM {table} WHERE id IN (?, ?) ORDER BY id DESC"
    (total,), *before = db.execute(query, (number, number - 1)).fetchall()
    return int(total) - (before[0][0] if before else done.sealed_total)


def _read_arrival(db: sqlite3.Connection, tables: StreamTables, number: int) -> None:
    for _ in arrivals.read(db, tables, number - 1, number, LATEST, LATEST):
        pass


def _read_blocks(db: sqlite3.Connection, tables: StreamTables, table: str, column: str, number: int) -> None:
    (data,) = db.execute(f"SELECT {column} FROM {table} WHERE id = ?", (number,)).fetchone()
    keyframes.blocks_in(tables, table, number, data or b"")
