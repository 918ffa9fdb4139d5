"""``main.py journal … verify``: walk everything and say what was found."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from services.store.maintenance.history_walk import Damaged, left_out_before, lines_of, walk_history
from services.store.maintenance.place import Place, Tell, moment
from services.store.maintenance.walking import Progress, Walked, walk
from services.store.sqlite.reading import LogReader


def verify(place: Place, *, tell: Tell, progress: Progress) -> int:
    """Exit code: 0 when everything is proven, 1 when not.  Raises Explained."""
    reader = LogReader(place.folder)
    try:
        found = walk(reader, place.key(), anchor=place.anchor, progress=progress)
        found.faults += _faults_of_history(reader.db, progress)
        found.faults += _faults_of_database(reader.db)
        report(found, reader.path, reader, tell)
    finally:
        reader.close()
    return int(bool(found.faults))


def _faults_of_database(db: sqlite3.Connection) -> list[str]:
    """What SQLite itself says of its file: damaged indexes, too, which the walk over the tables does not read."""
    try:
        lines = [line for (text,) in db.execute("PRAGMA integrity_check(1)") for line in str(text).splitlines()]
    except sqlite3.Error as error:
        lines = [str(error)]
    named = [line for line in lines if not line.startswith("*** in database")] or lines  # that is only a heading
    if lines == ["ok"]:
        return []
    why = named[0] if named else "it says nothing"
    return [f"the database is damaged ({why}); save what is whole with `main.py journal … repair`"]


def _faults_of_history(db: sqlite3.Connection, progress: Progress) -> list[str]:
    damaged: list[Damaged] = []
    faults = []
    try:
        for block in walk_history(db, progress):
            damaged.append(block)
        before = left_out_before(db)
        if before:
            faults.append(f"blocks of the history that compaction had to leave out: {len(before)}")
    except sqlite3.Error as error:
        faults.append(f"the history cannot be read ({error})")
    return lines_of(damaged) + faults


def report(found: Walked, path: Path, reader: LogReader, tell: Tell) -> None:
    """Say what a walk found."""
    head = found.head
    tell(f"journal: {path}, county {reader.county}, realm {reader.realm}, epoch {head.epoch}")
    end = f", the last commit of {moment(head.recorded_ms)}" if head.recorded_ms else ""
    tell(f"records: {head.seq}; the chain is whole up to record {found.chained_seq}{end}")
    tell(f"commits: proven up to number {found.proven.number}, record {found.proven.last_seq}")
    for note in found.notes:
        tell(f"note: {note}")
    for fault in found.faults:
        tell(f"fault: {fault}")
    if not found.faults:
        tell("nothing is wrong")
