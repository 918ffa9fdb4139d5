"""Reads the history, on a connection of its own next to the writer's.

ADR 11 states the cost of queries.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

import numpy as np

from county.store_faults import NONE, StoreFault
from county.streams import Columns, KeyTable
from services.store.ports import StoreError
from services.store.sqlite import arrivals, damage, keyframes, marks
from services.store.sqlite.compaction import read_chunk
from services.store.sqlite.history_tables import LIVE, StreamTables
from services.store.sqlite.readable_errors import is_damage
from services.store.sqlite.retention import Retired, retired
from services.store.sqlite.stamped import EARLIEST, LATEST, TURN_BITS, Array, Rows
from services.store.sqlite.stream_keys import StreamKeys
from services.store.sqlite.tail import Tail

DECODED_PER_CALL = 32
"""Arrivals of a stream that are decoded in one call of :meth:`SqliteHistory.maintain`: about four milliseconds."""


class SqliteHistory:
    """Used by one thread at a time; a History."""

    def __init__(
        self,
        db: sqlite3.Connection,
        key_tables: Iterable[KeyTable],
        maintain: Callable[[int], Future[bool]] | None = None,
        damaged: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        """``db``: the record log's database, opened read-only, in autocommit mode.

        ``maintain``: starts ``HistoryTable.maintain`` with a budget in ms between two commits; None when another
        process writes.  ``damaged`` is called when a query finds a damaged page.
        """
        by_stream = {table.stream.key: table for table in key_tables}
        self._db = db
        self._streams = {key: StreamTables(table.stream) for key, table in by_stream.items()}
        self._keys = {key: StreamKeys(self._streams[key], table) for key, table in by_stream.items()}
        self._tails = {key: Tail(tables) for key, tables in self._streams.items()}
        self._maintain = maintain
        self._damaged = damaged
        self._maintenance: Future[bool] | None = None
        self._more = False
        self._compaction_fault = NONE
        """Why the last compaction failed, NONE if it did not."""
        self._read_fault = NONE
        """Why the last query failed, NONE if it did not."""
        self._skipped: damage.Found = {}
        """Blocks that compaction skipped, as of its last run."""

    @property
    def fault(self) -> StoreFault:
        """See :class:`services.store.ports.History`."""
        found = (tables.damage.found for tables in self._streams.values())
        return self._read_fault or self._compaction_fault or damage.fault_of((self._skipped, *found))

    def load(self) -> None:
        """Decode the arrivals that queries for one key need, and read the list of damaged blocks.  Raises StoreError.

        Called once before the loop starts; then :meth:`maintain` decodes new arrivals.
        """
        for stream, tail in self._tails.items():
            with self._reading(stream):
                tail.update(self._db)
        self._read_skipped()

    def _read_skipped(self) -> None:
        try:
            self._skipped = damage.recorded(self._db)
        except sqlite3.Error as error:
            raise StoreError("history cannot be read: {why}", why=error) from error

    def between(
        self, stream: str, key: int, from_ms: int, to_ms: int, limit: int, known_ms: int | None = None
    ) -> Columns:
        """See :class:`services.store.ports.History`."""
        with self._reading(stream) as tables:
            stored = int(self._keys[stream].stored(np.array([key]))[0])
            if stored < 0 or limit < 1:
                return tables.stream.empty()
            rows = self._of_key(tables, stored, from_ms, to_ms, limit, _stamp(known_ms))
            rows.columns[tables.stream.key_column] = np.full(len(rows), key)
            return Columns(tables.stream, rows.columns)

    def at(self, stream: str, keys: Array, at_ms: Array, between: Callable[[], None]) -> Columns:
        """See :class:`services.store.ports.History`."""
        with self._reading(stream) as tables:
            stored = self._keys[stream].stored(keys)
            wanted = set(zip(stored.tolist(), at_ms.tolist(), strict=True))
            chunks: set[tuple[int, int]] = set()
            for place, (key, at) in enumerate(wanted):
                chunks.update((to_ms, chunk) for chunk, to_ms in _chunks(self._db, tables, key, at, at))
                if place % 32 == 0:
                    between()
            parts = []
            for place, (_, chunk) in enumerate(sorted(chunks)):  # rows of one commit may be split between two chunks
                parts.append(_of(read_chunk(self._db, tables, chunk), stored, at_ms))
                if place % 4 == 0:
                    between()
            parts.append(_of(self._tails[stream].of_keys(self._db, stored), stored, at_ms))
            between()
            found = Rows.joined(tables.stream, parts).by_key()
            pairs = list(zip(found.key.tolist(), found.at_ms.tolist(), strict=True))
            last = {pair: place for place, pair in enumerate(pairs) if pair in wanted}
            rows = found.take(np.array([*last.values()], dtype=np.intp))
            rows.columns[tables.stream.key_column] = self._keys[stream].rows(rows.key)
            return Columns(tables.stream, rows.columns)

    def newest(self, stream: str, at_ms: int | None = None, known_ms: int | None = None) -> Columns:
        """See :class:`services.store.ports.History`.

        As fast as ADR 11 states while the arrivals of that time are retained (see ``Retention``).  For earlier times
        all sorted chunks of a run are read: this takes seconds and must not run in the loop.
        """
        with self._reading(stream) as tables:
            moment = LATEST if at_ms is None else at_ms
            stamp = _stamp(known_ms)

            def before(keys: Array) -> Rows:
                each = (self._of_key(tables, key, EARLIEST, moment, 1, stamp) for key in keys.tolist())
                return Rows.joined(tables.stream, each)

            rows = keyframes.newest_at(self._db, tables, moment, stamp, before)
            keys = self._keys[stream].rows(rows.key)
            rows.columns[tables.stream.key_column] = keys
            found = keys >= 0
            order = np.argsort(keys[found], kind="stable")
            return Columns(tables.stream, rows.take(np.flatnonzero(found)[order]).columns)

    def arrived(self, stream: str, after_ms: int, to_ms: int) -> tuple[Columns, Array]:
        """See :class:`services.store.ports.History`."""
        first, last = _stamp(after_ms) + 1, _stamp(to_ms)
        with self._reading(stream) as tables:
            query = (
                f"SELECT c.id FROM {tables.chunks} c JOIN {tables.runs} r ON r.id = c.run"
                " WHERE r.state = ? AND c.to_stamp >= ? AND c.from_stamp <= ? ORDER BY c.id"
            )
            chunks = [chunk for (chunk,) in self._db.execute(query, (LIVE, first, last)).fetchall()]
            sealed = marks.read(self._db, tables).sealed
            parts = [read_chunk(self._db, tables, chunk) for chunk in chunks]
            parts += [rows for _, rows in arrivals.read(self._db, tables, sealed, LATEST, LATEST, last)]
            rows = Rows.joined(tables.stream, [rows for rows in parts if len(rows)])
            keys = self._keys[stream].rows(rows.key)
            rows.columns[tables.stream.key_column] = keys
            found = np.flatnonzero((rows.stamp >= first) & (rows.stamp <= last) & (keys >= 0))
            rows = rows.take(found[np.argsort(rows.stamp[found], kind="stable")])
            return Columns(tables.stream, rows.columns), rows.stamp >> TURN_BITS

    def maintain(self, budget_ms: int) -> bool:
        """See :class:`services.store.ports.History`.

        Posts the work to the writer thread and meanwhile decodes a few arrivals for the next query.
        """
        more = self._continue_maintenance(budget_ms)
        for stream, tail in self._tails.items():
            with self._reading(stream):
                tail.update(self._db, DECODED_PER_CALL)
        return more

    def _continue_maintenance(self, budget_ms: int) -> bool:
        if self._maintain is None:
            return False
        if self._maintenance is not None and self._maintenance.done():
            done, self._maintenance = self._maintenance, None
            try:
                self._more = done.result()
            except Exception as error:
                self._more = False
                why = error if isinstance(error, sqlite3.Error) else repr(error)
                self._compaction_fault = StoreFault("history_not_compacted", reason=why)
                raise StoreError(self._compaction_fault) from error
            if not self._more:  # a part of the work may succeed, between two that fail
                self._compaction_fault = NONE
            self._read_skipped()
        if self._maintenance is None:
            self._maintenance = self._maintain(budget_ms)
        return self._more

    def retired(self) -> dict[str, Retired]:
        """Deleted rows by stream.  Raises StoreError."""
        try:
            return retired(self._db)
        except sqlite3.Error as error:
            raise StoreError("history cannot be read: {why}", why=error) from error

    @contextmanager
    def _reading(self, stream: str) -> Iterator[StreamTables]:
        """One consistent state of the database for all reads of a query."""
        if stream not in self._streams:
            raise StoreError(f"there is no history of stream {stream!r}")
        try:
            self._db.execute("BEGIN")
            try:
                self._keys[stream].read(self._db)
                yield self._streams[stream]
            finally:
                self._db.execute("ROLLBACK")
        except (sqlite3.Error, TypeError, OverflowError) as error:  # damaged columns may contain values of any type
            if is_damage(error):
                self._damaged(error)
            self._read_fault = StoreFault("history_unreadable", reason=error)
            raise StoreError(self._read_fault) from error
        self._read_fault = NONE

    def _of_key(self, tables: StreamTables, key: int, from_ms: int, to_ms: int, limit: int, stamp: int) -> Rows:
        """Rows of the ``limit`` newest times of a key, for each time the last to arrive; oldest first."""
        parts = [_within(self._tails[tables.stream.key].of_keys(self._db, np.array([key])), from_ms, to_ms, stamp)]
        chunks = _chunks(self._db, tables, key, from_ms, to_ms, stamp)
        count, target = len(parts[0]), limit
        for place, (chunk, _) in enumerate(chunks):
            rows = read_chunk(self._db, tables, chunk)
            parts.append(_within(rows.take(rows.key == key), from_ms, to_ms, stamp))
            count += len(parts[-1])
            if count >= target:
                parts = [_latest(Rows.joined(tables.stream, reversed(parts)), limit)]
                count = len(parts[0])
                # Later chunks end before the oldest of these rows, so they contain none of the newest.
                if count == limit and (place + 1 == len(chunks) or chunks[place + 1][1] < parts[0].at_ms[0]):
                    break
                target = 2 * limit
        # Rows of one commit may be split between two chunks: joined in reverse, they are in arrival order again.
        return _latest(Rows.joined(tables.stream, reversed(parts)), limit)


def _stamp(known_ms: int | None) -> int:
    """The last stamp of a recorded time."""
    return LATEST if known_ms is None else ((known_ms + 1) << TURN_BITS) - 1


def _within(rows: Rows, from_ms: int, to_ms: int, stamp: int) -> Rows:
    return rows.take((rows.at_ms >= from_ms) & (rows.at_ms <= to_ms) & (rows.stamp <= stamp))


def _of(rows: Rows, keys: Array, at_ms: Array) -> Rows:
    """Rows of some keys with some times."""
    found = np.flatnonzero(np.isin(rows.at_ms, at_ms))
    return rows.take(found[np.isin(rows.key[found], keys)])


def _latest(rows: Rows, limit: int) -> Rows:
    """Of rows of one key the last arrival for every time, by time; the ``limit`` newest of these."""
    rows = rows.by_key()
    last = np.flatnonzero(np.diff(rows.at_ms, append=LATEST))
    return rows.take(last[-limit:])


def _chunks(
    db: sqlite3.Connection, tables: StreamTables, key: int, from_ms: int, to_ms: int, stamp: int = LATEST
) -> list[tuple[int, int]]:
    """Chunks (id, to_ms) that may contain such rows of a key, latest end first.

    A run contains a key either in one chunk, together with others, or in several chunks of its own.
    """
    first = f"SELECT last_key FROM {tables.chunks} WHERE run = r.id AND last_key >= ?1 ORDER BY last_key LIMIT 1"
    query = (
        f"SELECT c.id, c.to_ms FROM {tables.runs} r JOIN {tables.chunks} c ON c.run = r.id AND c.last_key = ({first})"
        " WHERE r.state = ?2 AND r.to_ms >= ?3 AND r.from_ms <= ?4 AND r.from_stamp <= ?5 AND c.first_key <= ?1"
        " AND c.to_ms >= ?3 AND c.from_ms <= ?4 AND c.from_stamp <= ?5 ORDER BY c.to_ms DESC, c.id DESC"
    )
    return db.execute(query, (key, LIVE, from_ms, to_ms, stamp)).fetchall()
