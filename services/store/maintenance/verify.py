"""``main.py journal … verify``: walk everything and say what was found."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from services.store.keyfiles import JOURNAL_KEY, read_key
from services.store.maintenance.archive import KEYS, REALM, open_index
from services.store.maintenance.history_walk import Damaged, kept_lines, left_out_before, lines_of, walk_history
from services.store.maintenance.inspection import look_beside
from services.store.maintenance.realm_folders import RealmFolders, Tell, moment
from services.store.maintenance.walking import Progress, WalkResult, walk
from services.store.sqlite.reading import LogReader


def verify(place: RealmFolders, *, tell: Tell, progress: Progress) -> int:
    """Exit code: 0 when everything is proven, 1 when not.  Raises Explained."""
    with closing(LogReader(place.folder)) as reader:
        found = walk(reader, place.key(), anchor=place.anchor, progress=progress)
        look_at_rest(found, reader, place.folder, progress)
        found.faults += _faults_of_database(reader.db)
        report(found, reader.path, reader, tell)
    return int(bool(found.faults))


def verify_backup(archive: Path, *, tell: Tell, progress: Progress) -> int:
    """The same for a folder that ``backup`` or ``repair`` wrote; leaves no trace in it.  Raises Explained."""
    index = open_index(archive)
    folder = archive / REALM
    key = read_key(archive / KEYS / JOURNAL_KEY)
    assert key is not None  # the index was sealed with it
    with closing(LogReader(folder, unchanging=True)) as reader:
        found = walk(reader, key, anchor=None, progress=progress)
        look_at_rest(found, reader, folder, progress, unchanging=True)
        found.faults += _faults_of_database(reader.db)
        tell(f"backup: {archive}, made {moment(index.made_ms)}; every file is as it was made")
        report(found, reader.path, reader, tell)
    return int(bool(found.faults))


def look_at_rest(
    found: WalkResult, reader: LogReader, folder: Path, progress: Progress, *, unchanging: bool = False
) -> None:
    """Add what lies beside the records: the history, contacts and files."""
    damaged = _faults_of_history(reader.db, progress)
    with suppress(sqlite3.Error):  # which is among the faults then
        found.rest += kept_lines(reader.db)
    beside = look_beside(folder, progress, unchanging=unchanging)
    found.rest += [*([] if damaged else ["history: every block can be read"]), *beside.lines]
    found.faults += damaged + beside.faults


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
    return [f"history: {line}" for line in lines_of(damaged) + faults]


def report(found: WalkResult, path: Path, reader: LogReader, tell: Tell) -> None:
    """Say what a walk found."""
    head = found.head
    tell(f"journal: {path}, county {reader.county}, realm {reader.realm}, epoch {head.epoch}")
    end = f", the last commit of {moment(head.recorded_ms)}" if head.recorded_ms else ""
    tell(f"records: {head.seq}; the chain is whole up to record {found.chained_seq}{end}")
    tell(f"commits: proven up to number {found.proven.number}, record {found.proven.last_seq}")
    tell_rest(found, tell)


def tell_rest(found: WalkResult, tell: Tell) -> None:
    """Say what was found besides the records, and what is wrong."""
    for line in found.rest:
        tell(line)
    for note in found.notes:
        tell(f"note: {note}")
    for fault in found.faults:
        tell(f"fault: {fault}")
    if not found.faults:
        tell("nothing is wrong")
