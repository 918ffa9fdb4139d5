"""The sum over all rows that no commit proves by itself: streams, deliveries, the catalogue's keys.

Each row has a digest, the HMAC of its table and columns.  Their sum modulo 2**256 does not depend on their order, and
changes by the digest of a row that is added or deleted, so compaction may rewrite the rows of streams at any time.
Every transaction stores the sum: in the seal of its commit, or, where there is none, in ``meta``.  Digests cannot be
computed without the key, so no other rows have the stored sum.

The sum of the stored rows is computed by :func:`stored_sum`, which reads all of them.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Callable

import msgspec

from services.store.sqlite.database import tables_of
from services.store.sqlite.history_tables import is_history_table
from services.store.sqlite.seals import REST_BYTES, CommitRow

SUM_BYTES = 32
META = "row_sum"
CORE_TABLES = ("deliveries", "delivery_hours", "meta")
"""Covered tables of the log itself; records, outcomes and commits are proven by commits."""
CATALOG_KEYS = "catalog_keys"
_MODULUS = 1 << (8 * SUM_BYTES)
_encode = msgspec.msgpack.Encoder().encode


class StoredSum(msgspec.Struct, frozen=True, array_like=True):
    """The value of ``meta``."""

    commit: int
    """The last commit at that time: of an earlier one it is superseded by a later commit's own sum."""
    sum: bytes
    mac: bytes


class RowSums:
    """Follows the rows that one connection, the only writer, adds and deletes, by means of temporary triggers."""

    def __init__(self, db: sqlite3.Connection, key: bytes, commit: int, sealed: int) -> None:
        """``sealed``: the sum after ``commit``."""
        self._key = key
        self._commit = commit
        self._sum = sealed
        self._change = 0
        self._in_commit = False
        db.execute("PRAGMA recursive_triggers = ON")  # otherwise REPLACE deletes rows without a trigger
        db.create_function("row_added", -1, self._added)
        db.create_function("row_deleted", -1, self._deleted)
        for table, columns in covered_tables(db).items():
            condition = f"WHEN {{}}.key = '{CATALOG_KEYS}'" if table == "meta" else ""
            for event, old, new in (("INSERT", "", "NEW"), ("DELETE", "OLD", ""), ("UPDATE", "OLD", "NEW")):
                calls = [_call(name, row, table, columns) for name, row in (("deleted", old), ("added", new)) if row]
                db.execute(
                    f"CREATE TEMP TRIGGER sum_{table}_{event} AFTER {event} ON main.{table}"
                    f" {condition.format(new or old)} BEGIN {' '.join(calls)} END"
                )

    def begin(self) -> None:
        """A transaction begins."""
        self._change, self._in_commit = 0, False

    def of_commit(self, number: int) -> bytes:
        """The sum after the open transaction, which is commit ``number`` and stores it in its seal."""
        self._in_commit, self._commit = True, number
        return self._now.to_bytes(SUM_BYTES, "big")

    def store(self, db: sqlite3.Connection) -> None:
        """Store the sum of the open transaction, before it ends, if there is no commit that does."""
        if self._change and not self._in_commit:
            _store(db, self._key, self._commit, self._now)

    def done(self) -> None:
        """The transaction is durable."""
        self._sum = self._now
        self.begin()

    @property
    def _now(self) -> int:
        return (self._sum + self._change) % _MODULUS

    def _added(self, *row: object) -> None:
        self._change += _digest(self._key, row)

    def _deleted(self, *row: object) -> None:
        self._change -= _digest(self._key, row)


def _call(name: str, row: str, table: str, columns: list[str]) -> str:
    return f"SELECT row_{name}('{table}', {', '.join(f'{row}.{column}' for column in columns)});"


def _digest(key: bytes, row: tuple[object, ...]) -> int:
    return int.from_bytes(hmac.digest(key, _encode(("row", row)), "sha256"), "big")


def _store(db: sqlite3.Connection, key: bytes, commit: int, total: int) -> None:
    value = _sealed(key, commit, total.to_bytes(SUM_BYTES, "big"))
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (META, msgspec.msgpack.encode(value)))


def seal_stored(db: sqlite3.Connection, key: bytes, commit: int) -> None:
    """Store the sum of the rows of a repaired copy that ends with ``commit``, in the open transaction.  Raises
    sqlite3.Error."""
    _store(db, key, commit, stored_sum(db, key))


def _sealed(key: bytes, commit: int, total: bytes) -> StoredSum:
    return StoredSum(commit, total, hmac.digest(key, _encode(("row sum", commit, total)), "sha256"))


def covered_tables(db: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns of each table whose rows are summed.  Raises sqlite3.Error."""
    present = tables_of(db)
    covered = sorted(name for name in present if name in CORE_TABLES or is_history_table(name, present))
    return {name: [row[1] for row in db.execute(f"PRAGMA main.table_info({name})")] for name in covered}


def stored_sum(db: sqlite3.Connection, key: bytes, progress: Callable[[int], None] = lambda rows: None) -> int:
    """The sum of the rows that are stored now; to be called within a transaction.  ``progress`` is called with the
    number of rows.  Raises sqlite3.Error."""
    total = count = 0
    for table, columns in covered_tables(db).items():
        condition = f" WHERE key = '{CATALOG_KEYS}'" if table == "meta" else ""
        for row in db.execute(f"SELECT {', '.join(columns)} FROM {table}{condition}"):
            total += _digest(key, (table, *row))
            count += 1
            if count % 1_000 == 0:
                progress(count)
    return total % _MODULUS


def sealed_sum(key: bytes, last: CommitRow | None, meta: object) -> int | None:
    """The sum that was stored last; None in a journal whose last commit is of an earlier version, or in an empty one.

    ``meta``: the value of that name.
    """
    if last is None or len(last.rest) != REST_BYTES + SUM_BYTES:
        return None
    try:
        stored = msgspec.msgpack.decode(meta, type=StoredSum) if isinstance(meta, bytes) else None
    except msgspec.DecodeError:
        stored = None
    total = last.rest[REST_BYTES:]
    if stored is not None and stored.commit == last.number:
        expected = _sealed(key, stored.commit, stored.sum)
        if hmac.compare_digest(stored.mac, expected.mac):
            total = stored.sum
    return int.from_bytes(total, "big")
