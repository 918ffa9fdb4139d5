"""Progress of a stream's compaction and keyframes, in arrivals."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from services.store.sqlite.history_tables import StreamTables


class Marks(NamedTuple):
    """Last arrival in a run and total rows up to it; the same for keyframes, with the last one's recorded time."""

    sealed: int = 0
    sealed_total: int = 0
    framed: int = 0
    framed_total: int = 0
    framed_ms: int | None = None


def read(db: sqlite3.Connection, tables: StreamTables) -> Marks:
    """The marks of a stream."""
    names = ", ".join(Marks._fields)
    row = db.execute(f"SELECT {names} FROM history_marks WHERE stream = ?", (tables.stream.key,)).fetchone()
    return Marks() if row is None else Marks(*row)


def write(db: sqlite3.Connection, tables: StreamTables, marks: Marks) -> None:
    """Replace the marks of a stream."""
    db.execute("INSERT OR REPLACE INTO history_marks VALUES (?, ?, ?, ?, ?, ?)", (tables.stream.key, *marks))
