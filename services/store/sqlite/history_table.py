"""The half of the history that writes: columns of commits in the record log's transaction, and their compaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from time import monotonic

from county.streams import KeyTable
from services.store.ports import Commit
from services.store.sqlite import arrivals, compaction, damage, keyframes, retention
from services.store.sqlite.compaction import Sizes
from services.store.sqlite.history_tables import FINAL, LIVE, SHARED_SCHEMA, StreamTables
from services.store.sqlite.keyframes import Spacing
from services.store.sqlite.retention import Retention
from services.store.sqlite.stamped import NewestRows
from services.store.sqlite.stream_keys import StreamKeys


@dataclass(frozen=True)
class HistoryLayout:
    """How history is cut; the defaults are those of ADR 11."""

    sizes: Sizes = field(default_factory=Sizes)
    spacing: Spacing = field(default_factory=Spacing)
    keep: Mapping[str, Retention] = field(default_factory=dict)
    """By stream, where it is not what the stream's row says."""

DEFAULT = HistoryLayout()


class HistoryTable:
    """Writes the columns of commits and compacts them.  Used by the writer's thread alone; a CommitTable."""

    def __init__(self, key_tables: Iterable[KeyTable], layout: HistoryLayout = DEFAULT) -> None:
        """``key_tables``: one for every stream that is kept."""
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
        """See :class:`services.store.sqlite.tables.CommitTable`.  Raises ValueError for a stream that is not kept."""
        digests = []
        for columns in commit.columns:
            key = columns.stream.key
            if key not in self._streams:
                raise ValueError(f"stream {key} has no key table, so that its rows cannot be kept")
            if len(columns):
                keys = self._keys[key]
                digests.append(arrivals.append(db, self._streams[key], keys, number, commit.recorded_ms, columns))
        return sha256(b"".join(digests)).digest() if digests else b""

    def tidy(self, db: sqlite3.Connection, budget_ms: int) -> bool:
        """Compact and retire what is due, in one transaction, for ``budget_ms`` and at most one step more.

        Whether more is due.  A damaged block is left out, and noted in the database.  Raises sqlite3.Error; then
        nothing was changed.
        """
        ends_s = monotonic() + budget_ms / 1000
        # Without it a SQLite that was built to overwrite what it deletes writes every compacted page again.
        db.execute("PRAGMA secure_delete = FAST")
        db.execute("BEGIN IMMEDIATE")
        try:
            for job in self._jobs:
                while job.step(db):
                    if monotonic() >= ends_s:
                        self._commit(db)
                        return True
            self._commit(db)
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            for job in self._jobs:
                job.forget()
            raise
        return False

    def _commit(self, db: sqlite3.Connection) -> None:
        for tables in self._streams.values():
            if tables.damage.found:
                damage.keep(db, tables.damage.found)
        db.execute("COMMIT")


class _Job:
    """One kind of work of one stream, done step by step."""

    def __init__(self, begin: Callable[[sqlite3.Connection], Iterator[None]], forget: Callable[[], None]) -> None:
        self._begin = begin
        self._forget = forget
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

    def forget(self) -> None:
        """Begin again from what the database holds."""
        self._steps = None
        self._forget()


def _jobs(tables: StreamTables, layout: HistoryLayout) -> list[_Job]:
    """The work of a stream, what questions wait for first."""
    sizes, keep = layout.sizes, layout.keep.get(tables.stream.key) or Retention.of(tables.stream)
    frame = _Frames(tables, layout.spacing)
    retiring = _Retiring(tables, keep)
    nothing = lambda: None  # noqa: E731
    return [
        _Job(frame.begin, frame.forget),
        _Job(partial(compaction.seal, tables=tables, sizes=sizes), nothing),
        *(
            _Job(partial(compaction.merge, tables=tables, sizes=sizes, level=level), nothing)
            for level in range(1, sizes.levels + 1)
        ),
        _Job(partial(compaction.sweep, tables=tables), nothing),
        _Job(retiring.begin, retiring.forget),
        _Job(partial(retention.drop_arrivals, tables=tables, keep=keep), nothing),
    ]


class _Frames:
    """Keyframes of one stream.  The newest rows stay in memory from one to the next."""

    def __init__(self, tables: StreamTables, spacing: Spacing) -> None:
        self._tables = tables
        self._spacing = spacing
        self._newest = NewestRows(tables.stream)

    def begin(self, db: sqlite3.Connection) -> Iterator[None]:
        return keyframes.cut(db, self._tables, self._spacing, self._newest)

    def forget(self) -> None:
        self._newest = NewestRows(self._tables.stream)


class _Retiring:
    """Retires chunks of one stream, which is looked at again only when there is a new final run."""

    def __init__(self, tables: StreamTables, keep: Retention) -> None:
        self._tables = tables
        self._keep = keep
        self._seen: int | None = None

    def begin(self, db: sqlite3.Connection) -> Iterator[None]:
        query = f"SELECT max(id) FROM {self._tables.runs} WHERE level = ? AND state = ?"
        (last,) = db.execute(query, (FINAL, LIVE)).fetchone()
        if last != self._seen:
            yield from retention.retire(db, self._tables, self._keep)
            self._seen = last

    def forget(self) -> None:
        self._seen = None
