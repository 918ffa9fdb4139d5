"""Blocks of the history that cannot be decoded: skipped and reported, so that queries still return all others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from county.store_faults import NONE, StoreFault
from services.store.blocks import BadBlock

Found = Mapping[tuple[str, int], str]
"""Why a block cannot be decoded, by its table and id."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS history_damaged (
    place TEXT NOT NULL, id INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (place, id)
) WITHOUT ROWID;
"""
"""Blocks that compaction skipped: their rows may be in no other table."""


class Damage:
    """Damaged blocks found over one connection."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], str] = {}

    @property
    def found(self) -> Found:
        """All damaged blocks, in the order in which they were found."""
        return self._found

    def note(self, table: str, number: int, error: BadBlock) -> None:
        """Note that block ``number`` of ``table`` is skipped."""
        self._found.setdefault((table, number), str(error))


def record(db: sqlite3.Connection, found: Found) -> None:
    """Store the skipped blocks in the database, within the open transaction."""
    rows = [(place, number, why) for (place, number), why in found.items()]
    db.executemany("INSERT OR IGNORE INTO history_damaged VALUES (?, ?, ?)", rows)


def delete_records(db: sqlite3.Connection) -> None:
    """Delete all stored entries, within the open transaction."""
    db.execute("DELETE FROM history_damaged")


def recorded(db: sqlite3.Connection) -> Found:
    """The entries stored by :func:`record`; none when the table is missing.  Raises sqlite3.Error."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'history_damaged'").fetchone() is None:
        return {}
    rows = db.execute("SELECT place, id, why FROM history_damaged ORDER BY place, id")
    return {(place, number): why for place, number, why in rows}


def fault_of(parts: Iterable[Found]) -> StoreFault:
    """The number of damaged blocks and the first one; NONE for none."""
    found: dict[tuple[str, int], str] = {}
    for part in parts:
        found |= part
    if not found:
        return NONE
    (place, number), why = next(iter(found.items()))
    return StoreFault("history_damaged", count=len(found), block=f"{place} {number}", reason=why)
