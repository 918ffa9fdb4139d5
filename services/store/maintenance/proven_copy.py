"""Copies the longest proven prefix of a journal, and all readable rows of its other tables, into a new database."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from county.numbering import moment
from county.streams import STREAMS
from services.store.keyfiles import JOURNAL_KEY
from services.store.maintenance.backup import delete_side_files
from services.store.maintenance.history_mending import mend_history
from services.store.maintenance.history_scan import lines_of, remove_damaged, scan_history, skipped_before
from services.store.maintenance.journal_scan import Progress, ScanResult, scan
from services.store.maintenance.readable_rows import OTHER_TYPES, PORTION, ReadableRows, Row
from services.store.maintenance.realm_folders import RealmFolders
from services.store.maintenance.write_ahead_log import copy_with_log
from services.store.ports import Head, StoreError
from services.store.sqlite import damage
from services.store.sqlite.database import (
    FILE,
    LOG_TABLES,
    SCHEMA,
    BadJournal,
    foreign_objects,
    open_writing,
    run_script,
    tables_of,
    transaction,
)
from services.store.sqlite.history_tables import SHARED_SCHEMA, SHARED_TABLES, StreamTables
from services.store.sqlite.reading import LogReader
from services.store.sqlite.row_sums import META, seal_stored, sealed_sum, stored_sum
from services.store.sqlite.table_rows import ColumnKinds, fits, kinds_of

READABLE = """
CREATE TABLE meta (key PRIMARY KEY, value);
CREATE TABLE records (seq INTEGER PRIMARY KEY, data, hash, subject, recorded_ms);
CREATE TABLE outcomes (number INTEGER PRIMARY KEY, command_id, content, first_seq, last_seq);
CREATE TABLE deliveries (number INTEGER PRIMARY KEY, id, content);
CREATE TABLE commits (
    number INTEGER PRIMARY KEY, since, level, last_seq, recorded_ms, last_outcome, content, rest, digest, mac
);
"""
"""The record log's tables without constraints, for rows that are not proven yet."""


@dataclass
class ProvenCopy:
    """The copy, and what it was made of."""

    reader: LogReader
    """The journal, with what was recovered from its write-ahead log."""
    source: LogReader
    """Of it the log's tables that were read."""
    found: ScanResult
    head: Head
    """The last proven record."""
    lines: list[str]
    """What was recovered, and what was dropped."""
    lost: dict[str, str] = field(default_factory=dict)
    """Tables of which rows could not be read, and how many were copied."""
    damaged: list[str] = field(default_factory=list)
    """Lines on the blocks of the history that cannot be decoded."""
    rows_proven: bool = False
    """Whether all rows of streams, deliveries and the catalogue's keys are those that the backend stored."""
    has_every_commit: bool = False
    """Whether no commit is missing: the head noted next to the keys is proven, and nothing follows the proven part.

    Not where another program added tables or triggers: people must look at those.
    """


def copy_proven(
    place: RealmFolders, key: bytes, copy: Path, work: Path, opened: ExitStack, progress: Progress, *,
    to_show: bool = False,
) -> ProvenCopy:
    """Write the new database ``copy``; the original is only read.  ``work``: a new folder for parts that are not proven
    yet; it and the readers of the result are released with ``opened``.  Raises BadJournal, OSError.

    A commit counts as proven when its records, contents and seal and those of all earlier commits are intact.  Blocks
    of the history that cannot be decoded are omitted.  ``to_show``: where not every commit is proven, copy all records
    that are: they are proven without the outcomes of their commands, which nobody needs who cannot send any.
    """
    work.mkdir()
    opened.callback(shutil.rmtree, work, ignore_errors=True)
    reader = opened.enter_context(closing(LogReader(place.folder, damaged=True)))
    path, lines = reader.path, []
    found = scan(reader, key, anchor=place.anchor, progress=progress)
    recovered = _from_damaged_log(place, key, found, work / "recovered", opened, progress)
    if recovered is not None:
        first = found.proven.last_seq + 1
        reader, found = recovered
        lines.append(f"recovered from the damaged write-ahead log: records {first} to {found.proven.last_seq}")
    source = reader
    if found.unreadable:
        source = _readable(reader, work / "readable")
        opened.callback(source.close)
        faults = found.faults
        found = scan(source, key, anchor=place.anchor, progress=progress)
        found.faults = list(dict.fromkeys(faults + found.faults))
    if found.other_key:
        raise BadJournal(
            "{path}: is not the key that sealed {journal}; restore the right {name} from a backup of the"
            " keys folder", path=place.keys / JOURNAL_KEY, journal=path, name=JOURNAL_KEY,
        )  # fmt: skip
    complete = _has_every_commit(reader, found)
    if to_show and not complete:
        shown = scan(source, key, anchor=place.anchor, progress=progress, contents=False)
        if shown.proven.last_seq > found.proven.last_seq:
            found = shown
    proven = found.proven
    head = Head(proven.last_seq, source.hash_at(proven.last_seq) or b"", proven.recorded_ms, found.head.epoch)
    result = ProvenCopy(reader, source, found, head, lines, has_every_commit=complete)
    lines += _copy(result, copy)
    _seal_rest(result, copy, key, progress)
    found.faults += result.damaged
    result.lines = [*_records_dropped(reader, found), *lines]
    return result


def _has_every_commit(reader: LogReader, found: ScanResult) -> bool:
    noted, proven = found.noted, found.proven
    if noted is None or found.head.epoch != noted.epoch or not found.epoch_proven or proven.number < noted.commit:
        return False
    try:
        return max(found.head.seq, reader.last_seq()) == proven.last_seq and not foreign_objects(reader.db)
    except (StoreError, sqlite3.Error):  # what follows cannot be read; it was not acknowledged
        return True


def _from_damaged_log(
    place: RealmFolders, key: bytes, found: ScanResult, folder: Path, opened: ExitStack, progress: Progress
) -> tuple[LogReader, ScanResult] | None:
    """The journal in the new ``folder``, with those frames of its write-ahead log that SQLite ignores, if that proves
    more commits than ``found``."""
    if not found.faults:
        return None
    folder.mkdir()
    if not copy_with_log(place.folder / FILE, folder / FILE):
        return None
    try:
        reader = LogReader(folder, damaged=True)
    except BadJournal:
        return None
    opened.callback(reader.close)
    more = scan(reader, key, anchor=place.anchor, progress=progress)
    return (reader, more) if more.proven.number > found.proven.number else None


def _records_dropped(reader: LogReader, found: ScanResult) -> Iterator[str]:
    """The records that are missing in the copy: number, range and times."""
    first = found.proven.last_seq + 1
    last, known = found.head.seq, False
    with suppress(StoreError):
        last, known = max(last, reader.last_seq()), True
    if found.noted is not None and found.noted.epoch >= found.head.epoch:
        last, known = max(last, found.noted.seq), True
    if last < first and not known:
        yield "records dropped: unknown, neither the end of the journal nor its anchor can be read"
        return
    if last < first:
        yield "records dropped: none"
        return
    times = []
    with suppress(sqlite3.Error):
        times_of = "FROM records WHERE seq >= ? AND typeof(recorded_ms) = 'integer'"  # these rows are not proven
        query = f"SELECT min(recorded_ms), max(recorded_ms) {times_of}"
        times = [moment(at) for at in reader.db.execute(query, (first,)).fetchone() if at is not None]
    when = f", recorded {times[0]} to {times[1]}" if len(times) == 2 else ", of unknown times"
    yield f"records dropped: {last - first + 1}, numbers {first} to {last}{when}"


def _readable(reader: LogReader, folder: Path) -> LogReader:
    """A copy of the log's tables in the new ``folder``, each up to the first row that cannot be read."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        run_script(db, READABLE)
        _copy_rows(reader.db, db, "meta", "SELECT * FROM meta")
        for table, key in (("records", "seq"), ("outcomes", "number"), ("commits", "number")):
            rows = ReadableRows(reader.db, table, key)
            for portion in rows:
                if rows.gaps:  # what follows cannot be proven
                    break
                db.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(portion[0]))})", portion)
    return LogReader(folder)


def _copy(result: ProvenCopy, copy: Path) -> Iterator[str]:
    """Write the proven rows and all readable rows of other tables; yields what was dropped."""
    reader, source, proven = result.reader, result.source, result.found.proven
    own: dict[str, tuple[str, int]] = {
        "records": ("seq", proven.last_seq),
        "outcomes": ("number", proven.last_outcome),
        "commits": ("number", proven.number),
    }
    with closing(open_writing(copy)) as db:
        with transaction(db):
            run_script(db, SCHEMA)
            streams = _streams(reader.db)
            run_script(db, SHARED_SCHEMA + "".join(tables.schema for tables in streams))
            others = _other_tables(reader.db, tables_of(db))
            for statement in others.values():
                db.execute(statement)
            _copy_rows(source.db, db, "meta", "SELECT * FROM meta WHERE key <> 'probe'")
            for table, (column, last) in own.items():
                query = f"SELECT * FROM {table} NOT INDEXED WHERE {column} <= {last} ORDER BY {column}"
                copied, _ = _copy_rows(source.db, db, table, query)
                with suppress(sqlite3.Error):
                    (all_rows,) = reader.db.execute(f"SELECT count(*) FROM {table}").fetchone()
                    if table != "records" and all_rows > copied:
                        yield f"{table} dropped: {all_rows - copied}"
            for table in ("deliveries", "delivery_hours", *_tables_of_streams(streams), *others):
                copied, fault = _copy_table(reader.db, db, table)
                if fault:
                    result.lost[table] = f"{copied} rows copied, others cannot be read ({fault})"
                    yield f"{table}: {result.lost[table]}"
            for tables in streams:
                if result.lost.keys() & {*_tables_of_streams([tables]), *SHARED_TABLES}:
                    mend_history(db, tables)
            for statement in _indexes(reader.db, others):
                with suppress(sqlite3.Error):  # an index contains no data of its own
                    db.execute(statement)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    delete_side_files(copy)


def _seal_rest(result: ProvenCopy, copy: Path, key: bytes, progress: Progress) -> None:
    """Remove blocks that cannot be decoded from the history of the copy, and seal its other rows."""
    commit = result.found.proven.number
    with closing(open_writing(copy)) as db:
        found, before = list(scan_history(db, progress)), skipped_before(db)
        result.damaged = lines_of(found)
        if before:
            result.damaged.append(f"blocks of the history that compaction skipped: {len(before)}")
        with suppress(StoreError, sqlite3.Error, TypeError):
            reader = result.reader
            sealed = sealed_sum(key, reader.last_commit(), reader.meta(META))
            result.rows_proven = sealed is not None and sealed == stored_sum(db, key)
        with transaction(db):
            remove_damaged(db, found)
            seal_stored(db, key, commit)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    delete_side_files(copy)


def note_loss(copy: Path, key: bytes, commit: int, notes: damage.Found) -> None:
    """Record in the finished copy what was lost, so that its backend shows it until the journal is repaired again.
    Raises sqlite3.Error, OSError."""
    with closing(open_writing(copy)) as db:
        with transaction(db):
            damage.record(db, notes)
            seal_stored(db, key, commit)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    delete_side_files(copy)


def _streams(db: sqlite3.Connection) -> list[StreamTables]:
    """The streams of this program that have tables in the journal."""
    with suppress(sqlite3.Error):
        present = tables_of(db)
        every = [StreamTables(stream) for stream in STREAMS.values()]
        return [tables for tables in every if present & {*_tables_of_streams([tables])}]
    return []


def _tables_of_streams(streams: list[StreamTables]) -> Iterator[str]:
    for tables in streams:
        yield from (
            tables.keys, tables.arrivals, tables.runs, tables.chunks, tables.work, tables.frames, tables.keyframes,
            tables.final_counts,
        )  # fmt: skip
    if streams:
        yield from SHARED_TABLES


def _other_tables(db: sqlite3.Connection, known: frozenset[str]) -> dict[str, str]:
    """``CREATE`` statements of the tables that are neither the log's nor those of ``known``, by name."""
    with suppress(sqlite3.Error):
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        return {name: statement for name, statement in db.execute(query).fetchall() if name not in known | LOG_TABLES}
    return {}


def _indexes(db: sqlite3.Connection, tables: Iterable[str]) -> list[str]:
    """``CREATE`` statements of the indexes of ``tables``."""
    with suppress(sqlite3.Error):
        query = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        return [statement for table, statement in db.execute(query).fetchall() if table in set(tables)]
    return []


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> tuple[int, str]:
    """Copy all rows that can be read and have the types of their columns; returns their number, and why others were
    not copied."""
    with suppress(sqlite3.Error):
        if table not in tables_of(source):
            return 0, ""
    _, key, kind, _, _, place = target.execute(f"PRAGMA main.table_info({table})").fetchone()
    kinds = kinds_of(target, table)
    if place != 1 or kind != "INTEGER":
        return _copy_rows(source, target, table, f"SELECT * FROM {table} NOT INDEXED", kinds)
    readable, copied, whole = ReadableRows(source, table, key), 0, True
    for portion in readable:
        rows = [row for row in portion if fits(row, kinds)]
        whole &= len(rows) == len(portion)
        copied += _insert(target, table, rows)
    return copied, readable.fault or ("" if whole else OTHER_TYPES)


def _copy_rows(
    source: sqlite3.Connection, target: sqlite3.Connection, table: str, query: str, kinds: ColumnKinds | None = None
) -> tuple[int, str]:
    """Copy the rows of ``query``, of those types, up to the first that cannot be read; returns their number and why
    others were not copied."""
    copied, fault = 0, ""
    portions = _portions(source, query)
    while True:
        try:
            rows = next(portions, None)
        except sqlite3.DatabaseError as error:
            return copied, str(error)
        if rows is None:
            return copied, fault
        right = rows if kinds is None else [row for row in rows if fits(row, kinds)]
        fault = fault if len(right) == len(rows) else OTHER_TYPES
        copied += _insert(target, table, right)


def _insert(target: sqlite3.Connection, table: str, rows: list[Row]) -> int:
    """Insert rows unless they contradict a constraint of the table, which damaged ones may; returns their number."""
    if not rows:
        return 0
    places = ", ".join("?" * len(rows[0]))
    return target.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", rows).rowcount


def _portions(source: sqlite3.Connection, query: str) -> Iterator[list[Row]]:
    cursor = source.execute(query)
    while rows := cursor.fetchmany(PORTION):
        yield rows
