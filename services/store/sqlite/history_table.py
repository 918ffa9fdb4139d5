"""Writes the history: columns of commits in the record log's transaction, and their compaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from time import monotonic

from county.durations import DAY_MS
from county.streams import KeyTable
from services.store.ports import Commit
from services.store.sqlite import arrivals, compaction, damage, expiry, keyframes, retention
from services.store.sqlite.compaction import Sizes
from services.store.sqlite.database import transaction
from services.store.sqlite.history_tables import FINAL, LIVE, SHARED_SCHEMA, StreamTables
from services.store.sqlite.keyframes import Spacing
from services.store.sqlite.retention import Retention
from services.store.sqlite.stamped import TURN_BITS, NewestRows
from services.store.sqlite.stream_keys import StreamKeys


@dataclass(frozen=True)
class HistoryLayout:
    """Parameters of the stored history; the defaults are those of ADR 11."""

    sizes: Sizes = field(default_factory=Sizes)
    spacing: Spacing = field(default_factory=Spacing)
    retention: Mapping[str, Retention] = field(default_factory=dict)
    """By stream, where it differs from the stream's row."""

DEFAULT = HistoryLayout()


class HistoryTable:
    """Writes the columns of commits and compacts them.  Used by the writer's thread only; a CommitTable."""

    def __init__(self, key_tables: Iterable[KeyTable], layout: HistoryLayout = DEFAULT) -> None:
        """``key_tables``: one for every stored stream."""
        by_stream = {table.stream.key: table for table in key_tables}
        self._streams = {key: StreamTables(table.stream) for key, table in by_stream.items()}
        self._keys = {key: StreamKeys(self._streams[key], table) for key, table in by_stream.items()}
        jobs = (_jobs(tables, layout) for tables in self._streams.values())
        self._jobs = [job for kind in zip(*jobs, strict=True) for job in kind]

    @property
    def schema(self) -> str:
        """See :class:`services.store.sqlite.tables.CommitTable`."""
        return SHARED_SCHEMA + "".join(tables.schema for tables in self._streams.values())

    def append(self, db: sqlite3.Connection, number: int, commit: Commit) -> bytes:
        """See :class:`services.store.sqlite.tables.CommitTable`.  Raises ValueError for a stream that is not stored."""
        digests = []
        for columns in commit.columns:
            key = columns.stream.key
            if key not in self._streams:
                raise ValueError(f"stream {key} has no key table, so its rows cannot be stored")
            if len(columns):
                keys = self._keys[key]
                digests.append(arrivals.append(db, self._streams[key], keys, number, commit.recorded_ms, columns))
        return sha256(b"".join(digests)).digest() if digests else b""

    def maintain(self, db: sqlite3.Connection, budget_ms: int) -> bool:
        """Run due compaction and retention, in one transaction, for ``budget_ms`` and at most one step more.

        Returns whether more is due.  A damaged block is skipped and recorded in the database.  Raises sqlite3.Error;
        then nothing was changed.
        """
        ends_s = monotonic() + budget_ms / 1000
        # Otherwise a SQLite built to overwrite deleted data rewrites every compacted page.
        db.execute("PRAGMA secure_delete = FAST")
        try:
            with transaction(db):
                more = self._run_jobs(db, ends_s)
                for tables in self._streams.values():
                    if tables.damage.found:
                        damage.record(db, tables.damage.found)
        except BaseException:
            for job in self._jobs:
                job.restart()
            raise
        return more

    def _run_jobs(self, db: sqlite3.Connection, ends_s: float) -> bool:
        """Returns whether the time was not sufficient."""
        for job in self._jobs:
            while job.step(db):
                if monotonic() >= ends_s:
                    return True
        return False


class _Job:
    """One kind of work on one stream, done in steps."""

    def __init__(self, begin: Callable[[sqlite3.Connection], Iterator[None]], restart: Callable[[], None]) -> None:
        self._begin = begin
        self._restart = restart
        self._steps: Iterator[None] | None = None

    def step(self, db: sqlite3.Connection) -> bool:
        """Do one step; False when nothing is due."""
        fresh = self._steps is None
        if self._steps is None:
            self._steps = self._begin(db)
        try:
            next(self._steps)
        except StopIteration:
            self._steps = None
            return not fresh
        return True

    def restart(self) -> None:
        """Start again from the contents of the database."""
        self._steps = None
        self._restart()


def _jobs(tables: StreamTables, layout: HistoryLayout) -> list[_Job]:
    """The work on a stream, the most urgent for queries first."""
    sizes, rule = layout.sizes, layout.retention.get(tables.stream.key) or Retention.of(tables.stream)
    keep_ms = None if rule.days is None else rule.days * DAY_MS
    wait_ms = None if rule.days is None else DAY_MS
    frame, expiring = _Frames(tables, layout.spacing, keep_ms), _Expiring(tables, keep_ms)
    retiring = _Retiring(tables, rule)
    nothing = lambda: None  # noqa: E731
    return [
        _Job(frame.begin, frame.restart),
        _Job(partial(compaction.seal, tables=tables, sizes=sizes, wait_ms=wait_ms), nothing),
        *(
            _Job(partial(compaction.merge, tables=tables, sizes=sizes, level=level), nothing)
            for level in range(1, sizes.levels + 1)
        ),
        _Job(partial(compaction.sweep, tables=tables), nothing),
        _Job(retiring.begin, retiring.restart),
        _Job(partial(retention.drop_arrivals, tables=tables, rule=rule), nothing),
        _Job(expiring.begin, expiring.restart),
    ]


class _Frames:
    """Writes keyframes of one stream.  The newest rows remain in memory from one to the next."""

    def __init__(self, tables: StreamTables, spacing: Spacing, keep_ms: int | None) -> None:
        self._tables = tables
        self._spacing = spacing
        self._keep_ms = keep_ms
        self._newest = NewestRows(tables.stream)

    def begin(self, db: sqlite3.Connection) -> Iterator[None]:
        return keyframes.cut(db, self._tables, self._spacing, self._newest, self._keep_ms)

    def restart(self) -> None:
        self._newest = NewestRows(self._tables.stream)


class _Retiring:
    """Retires chunks of one stream; searches for them only when there is a new final run."""

    def __init__(self, tables: StreamTables, rule: Retention) -> None:
        self._tables = tables
        self._rule = rule
        self._seen: int | None = None

    def begin(self, db: sqlite3.Connection) -> Iterator[None]:
        query = f"SELECT max(id) FROM {self._tables.runs} WHERE level = ? AND state = ?"
        (last,) = db.execute(query, (FINAL, LIVE)).fetchone()
        if last != self._seen:
            yield from retention.retire(db, self._tables, self._rule)
            self._seen = last

    def restart(self) -> None:
        self._seen = None


class _Expiring:
    """Deletes the rows of one stream that are older than its days: after each start, and once a day of its arrivals."""

    def __init__(self, tables: StreamTables, keep_ms: int | None) -> None:
        self._tables = tables
        self._keep_ms = keep_ms
        self._day = 0

    def begin(self, db: sqlite3.Connection) -> Iterator[None]:
        last_ms = arrivals.end(db, self._tables).stamp >> TURN_BITS
        day = last_ms // DAY_MS
        if self._keep_ms is not None and day != self._day:
            yield from expiry.expire(db, self._tables, last_ms - self._keep_ms)
            self._day = day

    def restart(self) -> None:
        self._day = 0
