"""``main.py journal … verify``: verify everything and report the result."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from county.durations import HOUR_MS
from county.numbering import moment
from services.store.keyfiles import CONTACTS_KEY, JOURNAL_KEY, read_key
from services.store.maintenance.archive import KEYS, REALM, open_index
from services.store.maintenance.history_scan import Damaged, lines_of, retention_lines, scan_history, skipped_before
from services.store.maintenance.inspection import inspect_files, missing_files
from services.store.maintenance.journal_scan import Progress, ScanResult, scan
from services.store.maintenance.other_rows import contacts_faults, rows_faults
from services.store.maintenance.realm_folders import PrintLine, RealmFolders
from services.store.sqlite.deliveries import oldest_hour
from services.store.sqlite.reading import LogReader


def verify(place: RealmFolders, *, print_line: PrintLine, progress: Progress) -> int:
    """Exit code: 0 when everything is proven, 1 when not.  Raises Explained."""
    with closing(LogReader(place.folder)) as reader:
        found = scan(reader, place.key(), anchor=place.anchor, progress=progress)
        inspect_rest(found, reader, place.folder, progress, named=place.folder)
        found.faults += rows_faults(reader, place.key(), progress)
        found.faults += contacts_faults(place.folder, read_key(place.keys / CONTACTS_KEY))
        found.faults += _faults_of_database(reader.db)
        report(found, reader.path, reader, print_line)
    return int(bool(found.faults))


def verify_backup(archive: Path, *, print_line: PrintLine, progress: Progress) -> int:
    """:func:`verify` for a folder written by ``backup`` or ``repair``; creates no files in it.  Raises Explained."""
    index = open_index(archive)
    folder = archive / REALM
    key = read_key(archive / KEYS / JOURNAL_KEY)
    assert key is not None  # the index was sealed with it
    with closing(LogReader(folder, unchanging=True)) as reader:
        found = scan(reader, key, anchor=None, progress=progress)
        inspect_rest(found, reader, folder, progress, named=folder, unchanging=True)
        found.faults += rows_faults(reader, key, progress)
        found.faults += contacts_faults(folder, read_key(archive / KEYS / CONTACTS_KEY), unchanging=True)
        found.faults += _faults_of_database(reader.db)
        print_line(f"backup: {archive}, made {moment(index.made_ms)}; all files are unchanged")
        report(found, reader.path, reader, print_line)
    return int(bool(found.faults))


def inspect_rest(
    found: ScanResult, reader: LogReader, folder: Path, progress: Progress, *, named: Path, unchanging: bool = False
) -> None:
    """Add the results of everything but the records: the history, contacts and files.

    ``named`` and ``unchanging``: see :func:`services.store.maintenance.inspection.inspect_files`.
    """
    damaged = _faults_of_history(reader.db, progress)
    with suppress(sqlite3.Error, TypeError, ValueError, OverflowError):  # reported as a fault
        found.rest += [*retention_lines(reader.db), *_deliveries(reader.db)]
    files = inspect_files(folder, progress, named=named, unchanging=unchanging)
    found.rest += [*([] if damaged else ["history: every block can be read"]), *files.lines]
    found.faults += damaged + files.faults + missing_files(reader, folder, named=named)


def _deliveries(db: sqlite3.Connection) -> list[str]:
    """How many deliveries are retained, and since when; no line for none."""
    (number,) = db.execute("SELECT count(*) FROM deliveries").fetchone()
    hour = oldest_hour(db)
    since = "" if hour is None else f", the oldest of {moment(hour * HOUR_MS)}"
    return [f"deliveries: {number} whose retries are recognised{since}"] if number else []


def _faults_of_database(db: sqlite3.Connection) -> list[str]:
    """Faults found by SQLite's integrity check, which unlike the scan also covers the indexes."""
    try:
        lines = [line for (text,) in db.execute("PRAGMA integrity_check(1)") for line in str(text).splitlines()]
    except sqlite3.Error as error:
        lines = [str(error)]
    errors = [line for line in lines if not line.startswith("*** in database")] or lines  # a heading
    if lines == ["ok"]:
        return []
    why = errors[0] if errors else "no result of the integrity check"
    return [f"the database is damaged ({why}); save the intact part with `main.py journal … repair`"]


def _faults_of_history(db: sqlite3.Connection, progress: Progress) -> list[str]:
    damaged: list[Damaged] = []
    faults = []
    try:
        for block in scan_history(db, progress):
            damaged.append(block)
        before = skipped_before(db)
        if before:
            faults.append(f"blocks of the history that compaction skipped: {len(before)}")
    except (sqlite3.Error, TypeError, ValueError, OverflowError) as error:  # columns may contain values of any type
        faults.append(f"the history cannot be read ({error})")
    return [f"history: {line}" for line in lines_of(damaged) + faults]


def report(found: ScanResult, path: Path, reader: LogReader, print_line: PrintLine) -> None:
    """Print the result of a scan."""
    head = found.head
    print_line(f"journal: {path}, county {reader.county}, realm {reader.realm}, epoch {head.epoch}")
    end = f", the last commit of {moment(head.recorded_ms)}" if head.recorded_ms else ""
    print_line(f"records: {head.seq}; the chain is intact up to record {found.chained_seq}{end}")
    print_line(f"commits: proven up to number {found.proven.number}, record {found.proven.last_seq}")
    report_rest(found, print_line)


def report_rest(found: ScanResult, print_line: PrintLine) -> None:
    """Print the results of everything but the records, and all faults."""
    for line in found.rest:
        print_line(line)
    for note in found.notes:
        print_line(f"note: {note}")
    for fault in found.faults:
        print_line(f"fault: {fault}")
    if not found.faults:
        print_line("no faults")
