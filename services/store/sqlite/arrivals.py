"""Rows of commits in arrival order: one block per stream and commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from county.streams import Columns
from services.store.blocks import BadBlock, encode
from services.store.sqlite.history_tables import StreamTables
from services.store.sqlite.stamped import TURN_BITS, Rows, unpacked_arrival
from services.store.sqlite.stream_keys import StreamKeys

_PORTION = 64
"""Arrivals fetched per query: no statement stays open between the steps of a compaction."""


class LastArrival(NamedTuple):
    """The last arrival: its id (1, 2, 3 …), its stamp, and the total number of rows up to it."""

    id: int = 0
    stamp: int = 0
    total: int = 0


def end(db: sqlite3.Connection, tables: StreamTables) -> LastArrival:
    """The last arrival of a stream; zeros for none."""
    row = db.execute(f"SELECT id, stamp, total FROM {tables.arrivals} ORDER BY id DESC LIMIT 1").fetchone()
    return LastArrival() if row is None else LastArrival(*row)


def waited_ms(db: sqlite3.Connection, tables: StreamTables, after: int) -> int:
    """Recorded time between the first arrival after ``after`` and the last one."""
    row = db.execute(f"SELECT stamp FROM {tables.arrivals} WHERE id > ? ORDER BY id LIMIT 1", (after,)).fetchone()
    return 0 if row is None else (end(db, tables).stamp >> TURN_BITS) - (row[0] >> TURN_BITS)


def append(
    db: sqlite3.Connection, tables: StreamTables, keys: StreamKeys, number: int, recorded_ms: int, columns: Columns
) -> bytes:
    """Add the rows of one commit within the open transaction; returns their digest."""
    keys.register(db)
    order = np.argsort(columns.key, kind="stable")
    data = {name: column[order] for name, column in columns.items()}
    data[tables.stream.key_column] = keys.stored(columns.key[order])
    block = encode(data)
    last = end(db, tables)
    stamp = max(recorded_ms << TURN_BITS, last.stamp + 1)
    row = (last.id + 1, number, stamp, last.total + len(columns), int(columns.at_ms.min()))
    db.execute(f"INSERT INTO {tables.arrivals} VALUES (?, ?, ?, ?, ?, ?)", (*row, block))
    return sha256(f"{tables.stream.key} {row} ".encode() + block).digest()


def read(
    db: sqlite3.Connection, tables: StreamTables, after: int, to: int, at_ms: int, stamp: int
) -> Iterator[tuple[int, Rows]]:
    """Arrivals ``after < id <= to`` that may have rows at or before ``at_ms`` and arrived up to ``stamp``, in order.

    A damaged one is noted and yields no rows.
    """
    query = (
        f"SELECT id, stamp, data FROM {tables.arrivals}"
        " WHERE id > ? AND id <= ? AND from_ms <= ? AND stamp <= ? ORDER BY id LIMIT ?"
    )
    found = _PORTION
    while found == _PORTION:
        portion = db.execute(query, (after, to, at_ms, stamp, _PORTION)).fetchall()
        for after, stamp_of, data in portion:
            yield after, _rows(tables, after, data, stamp_of)
        found = len(portion)


def _rows(tables: StreamTables, number: int, data: bytes, stamp: int) -> Rows:
    if not data:  # emptied by a repair
        return Rows.none(tables.stream)
    try:
        return unpacked_arrival(tables.stream, data, stamp)
    except BadBlock as error:
        tables.damage.note(tables.arrivals, number, error)
        return Rows.none(tables.stream)


def last_within(db: sqlite3.Connection, tables: StreamTables, after: int, most: int, total: int) -> int:
    """The last of at most ``most`` arrivals after ``after`` up to which at most ``total`` rows arrived.

    Always one at least, however many rows it has.
    """
    query = f"SELECT coalesce(max(id), 0) FROM {tables.arrivals} WHERE id > ? AND id <= ? AND total <= ?"
    (found,) = db.execute(query, (after, after + most, total)).fetchone()
    return max(int(found), after + 1)
