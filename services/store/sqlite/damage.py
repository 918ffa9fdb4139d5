"""Blocks of the history that cannot be decoded: left out and told, so that all others still answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from county.store_faults import NONE, Fault
from services.store.blocks import BadBlock

Found = Mapping[tuple[str, int], str]
"""Why a block cannot be decoded, by its table and id."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS history_damaged (
    place TEXT NOT NULL, id INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (place, id)
) WITHOUT ROWID;
"""
"""Blocks that compaction left out: what was in them may be in no other table."""


class Damage:
    """What one connection came upon."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], str] = {}

    @property
    def found(self) -> Found:
        """All of it, in the order in which it was found."""
        return self._found

    def note(self, table: str, number: int, error: BadBlock) -> None:
        """Block ``number`` of ``table`` is left out."""
        self._found.setdefault((table, number), str(error))


def keep(db: sqlite3.Connection, found: Found) -> None:
    """Note in the database what was left out, within the transaction that is open."""
    rows = [(place, number, why) for (place, number), why in found.items()]
    db.executemany("INSERT OR IGNORE INTO history_damaged VALUES (?, ?, ?)", rows)


def forget(db: sqlite3.Connection) -> None:
    """Take all notes away, within the transaction that is open."""
    db.execute("DELETE FROM history_damaged")


def kept(db: sqlite3.Connection) -> Found:
    """What :func:`keep` noted; nothing in a database that never had the table.  Raises sqlite3.Error."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'history_damaged'").fetchone() is None:
        return {}
    rows = db.execute("SELECT place, id, why FROM history_damaged ORDER BY place, id")
    return {(place, number): why for place, number, why in rows}


def fault_of(parts: Iterable[Found]) -> Fault:
    """How many blocks are damaged, and which is the first; NONE for none."""
    found: dict[tuple[str, int], str] = {}
    for part in parts:
        found |= part
    if not found:
        return NONE
    (place, number), why = next(iter(found.items()))
    return Fault("history_damaged", count=len(found), block=f"{place} {number}", reason=why)
