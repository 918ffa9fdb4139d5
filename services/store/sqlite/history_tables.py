"""The tables of one stream's history.  ADR 11 describes their relations."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from functools import cached_property

from county.streams import Stream
from services.store.sqlite import damage
from services.store.sqlite.damage import Damage

BUILDING, LIVE, SUPERSEDED = 0, 1, 2
"""States of a run: being written and not read yet; read; superseded and about to be deleted."""
FINAL = 9
"""Level of the runs that are never merged again."""

SHARED_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS history_marks (
    stream TEXT PRIMARY KEY, sealed INTEGER NOT NULL, sealed_total INTEGER NOT NULL,
    framed INTEGER NOT NULL, framed_total INTEGER NOT NULL, framed_ms INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history_retired (
    stream TEXT PRIMARY KEY, rows INTEGER NOT NULL, to_ms INTEGER NOT NULL
) WITHOUT ROWID;
{damage.SCHEMA}"""

SHARED_TABLES = frozenset({"history_marks", "history_retired", "history_damaged"})
SUFFIXES = ("keys", "arrivals", "runs", "chunks", "work", "frames", "keyframes", "held")
"""After the stream's key and ``_``."""


def is_history_table(name: str, present: Set[str]) -> bool:
    """Whether ``name`` is a table of the history, also of a stream that this program does not know any more: that has
    its keys and arrivals among the tables ``present``."""
    stream, _, suffix = name.rpartition("_")
    of_stream = suffix in SUFFIXES and stream.isidentifier() and {f"{stream}_keys", f"{stream}_arrivals"} <= present
    return of_stream or name in SHARED_TABLES


@dataclass(frozen=True)
class StreamTables:
    """Names of the tables of ``stream``, and the damage found in them over one connection."""

    stream: Stream
    damage: Damage = field(default_factory=Damage, compare=False)

    def __post_init__(self) -> None:
        if not self.stream.key.isidentifier():
            raise ValueError(f"stream {self.stream.key!r}: the key must be usable in names of tables")
        if self.stream.columns[self.stream.key_column].itemsize < 4:
            raise ValueError(f"stream {self.stream.key}: key numbers need 32 bits in the store")

    @cached_property
    def keys(self) -> str:
        """Permanent numbers of keys, independent of packages."""
        return f"{self.stream.key}_keys"

    @cached_property
    def arrivals(self) -> str:
        """Rows of each commit, in arrival order."""
        return f"{self.stream.key}_arrivals"

    @cached_property
    def runs(self) -> str:
        """Ranges of arrivals that were sorted by key."""
        return f"{self.stream.key}_runs"

    @cached_property
    def chunks(self) -> str:
        """The sorted rows of the runs."""
        return f"{self.stream.key}_chunks"

    @cached_property
    def work(self) -> str:
        """Progress of runs that are being written."""
        return f"{self.stream.key}_work"

    @cached_property
    def frames(self) -> str:
        """The arrivals with keyframes, and the late rows of the arrivals before each."""
        return f"{self.stream.key}_frames"

    @cached_property
    def keyframes(self) -> str:
        """The newest row of every key up to some of the arrivals."""
        return f"{self.stream.key}_keyframes"

    @cached_property
    def final_counts(self) -> str:
        """Number of rows of each key in final runs."""
        return f"{self.stream.key}_held"

    @property
    def schema(self) -> str:
        """Statements that create the missing tables."""
        return f"""
CREATE TABLE IF NOT EXISTS {self.keys} (number INTEGER PRIMARY KEY, parts TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS {self.arrivals} (
    id INTEGER PRIMARY KEY, number INTEGER NOT NULL, stamp INTEGER NOT NULL, total INTEGER NOT NULL,
    from_ms INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS {self.runs} (
    id INTEGER PRIMARY KEY, level INTEGER NOT NULL, state INTEGER NOT NULL,
    from_id INTEGER NOT NULL, to_id INTEGER NOT NULL, chunks INTEGER NOT NULL,
    from_ms INTEGER, to_ms INTEGER, from_stamp INTEGER, to_stamp INTEGER
);
CREATE INDEX IF NOT EXISTS {self.runs}_of_level ON {self.runs} (state, level);
CREATE TABLE IF NOT EXISTS {self.chunks} (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, first_key INTEGER NOT NULL, last_key INTEGER NOT NULL,
    n INTEGER NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL,
    from_stamp INTEGER NOT NULL, to_stamp INTEGER NOT NULL, digest BLOB NOT NULL, data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS {self.chunks}_of_run ON {self.chunks} (run, last_key);
CREATE TABLE IF NOT EXISTS {self.work} (
    level INTEGER PRIMARY KEY, from_id INTEGER NOT NULL, to_id INTEGER NOT NULL,
    sparse_run INTEGER NOT NULL, final_run INTEGER NOT NULL, cursor INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS {self.frames} (
    id INTEGER PRIMARY KEY, recorded_ms INTEGER NOT NULL, late_from_ms INTEGER, late BLOB
);
CREATE INDEX IF NOT EXISTS {self.frames}_recorded ON {self.frames} (recorded_ms);
CREATE TABLE IF NOT EXISTS {self.keyframes} (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS {self.final_counts} (key INTEGER PRIMARY KEY, rows INTEGER NOT NULL);
"""
