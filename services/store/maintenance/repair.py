"""``main.py journal … repair OUT``: save the longest part of a damaged journal that is proven, from its start on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from services.store.keyfiles import JOURNAL_KEY
from services.store.maintenance.archive import REALM, being_written, seal
from services.store.maintenance.backup import copy_other, drop_traces, others_of
from services.store.maintenance.history_walk import leave_out, left_out_before, lines_of, walk_history
from services.store.maintenance.inspection import look_beside
from services.store.maintenance.realm_folders import RealmFolders, Tell, moment
from services.store.maintenance.verify import report
from services.store.maintenance.walking import Progress, WalkResult, walk
from services.store.ports import Head, StoreError
from services.store.sqlite.database import FILE, SCHEMA, BadJournal, open_writing, run_script, transaction
from services.store.sqlite.reading import LogReader
from services.store.sqlite.seals import CommitRow

OWN = {"meta", "records", "outcomes", "deliveries", "commits"}
PORTION = 1_000

READABLE = """
CREATE TABLE meta (key PRIMARY KEY, value);
CREATE TABLE records (seq INTEGER PRIMARY KEY, data, hash, subject, recorded_ms);
CREATE TABLE outcomes (number INTEGER PRIMARY KEY, command_id, content, first_seq, last_seq);
CREATE TABLE deliveries (number INTEGER PRIMARY KEY, id, content);
CREATE TABLE commits (
    number INTEGER PRIMARY KEY, since, level, last_seq, recorded_ms, last_outcome, content, rest, digest, mac
);
"""
"""The log's own tables without any condition, for rows that nothing has proven yet."""


def repair(place: RealmFolders, out: Path, *, made_ms: int, tell: Tell, progress: Progress) -> int:
    """Write what is proven into the new folder ``out``, which ``restore`` takes; exit code.  Raises Explained, OSError.

    The original is only read.  A commit counts as proven when its records, contents and seal and those of all commits
    before it are whole.  Of the history what cannot be decoded is left out.
    """
    reader = LogReader(place.folder, damaged=True)
    key = place.key()
    try:
        found = walk(reader, key, anchor=place.anchor, progress=progress)
        with being_written(out) as part, ExitStack() as scratch:
            whole = reader
            if found.unreadable:
                rest = part / "readable"
                scratch.callback(shutil.rmtree, rest, ignore_errors=True)
                whole = _readable(reader, rest)
                scratch.callback(whole.close)
                faults = found.faults
                found = walk(whole, key, anchor=place.anchor, progress=progress)
                found.faults = list(dict.fromkeys(faults + found.faults))
            if found.other_key:
                raise BadJournal(
                    "{path}: is not the key that sealed {journal}; put the right {name} back from a backup of the"
                    " keys folder", path=place.keys / JOURNAL_KEY, journal=reader.path, name=JOURNAL_KEY,
                )  # fmt: skip
            kept = found.proven
            (part / REALM).mkdir()
            lines = list(_copy(reader, whole, part / REALM / FILE, kept))
            damaged = _leave_out_damaged(part / REALM / FILE, progress)
            found.faults += damaged
            for path in others_of(place.folder):
                copy_other(path, place.folder, part / REALM)
            beside = look_beside(part / REALM, progress)
            found.rest += beside.lines
            lines += [f"not repaired: {fault}" for fault in beside.faults]
            head = Head(kept.last_seq, whole.hash_at(kept.last_seq) or b"", kept.recorded_ms, found.head.epoch)
            scratch.close()
            seal(part, head, county=reader.county, realm=reader.realm, made_ms=made_ms, keys=place.keys, key=key)
        report(found, reader.path, reader, tell)
        if damaged:
            tell("what is damaged of the history is left out, everything else is kept")
        for line in (*_records_dropped(reader, found), *lines):
            tell(line)
    finally:
        reader.close()
    tell(f"repaired: {out}, records 1 to {kept.last_seq}; {reader.path} is as it was")
    tell(f"to go on with it, run `main.py journal … restore {out}`")
    return 0


def _records_dropped(reader: LogReader, found: WalkResult) -> Iterator[str]:
    """What of the records is not in the copy: how many, which, from when to when."""
    first = found.proven.last_seq + 1
    last, known = found.head.seq, False
    with suppress(StoreError):
        last, known = max(last, reader.last_seq()), True
    if found.noted is not None and found.noted.epoch >= found.head.epoch:
        last, known = max(last, found.noted.seq), True
    if last < first and not known:
        yield "records dropped: how many cannot be told, neither the end of the journal nor its anchor can be read"
        return
    if last < first:
        yield "records dropped: none"
        return
    times = []
    with suppress(sqlite3.Error):
        query = "SELECT min(recorded_ms), max(recorded_ms) FROM records WHERE seq >= ?"
        times = [moment(at) for at in reader.db.execute(query, (first,)).fetchone() if at is not None]
    when = f", recorded {times[0]} to {times[1]}" if len(times) == 2 else ", of unknown times"
    yield f"records dropped: {last - first + 1}, numbers {first} to {last}{when}"


def _readable(reader: LogReader, folder: Path) -> LogReader:
    """A copy in the new ``folder`` of the log's own rows, of each table up to the first that cannot be read."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        run_script(db, READABLE)
        _rows(reader.db, db, "meta", "SELECT * FROM meta")
        for table, key in (("records", "seq"), ("outcomes", "number"), ("commits", "number")):
            for rows in _up_to_unreadable(reader.db, table, key):
                db.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return LogReader(folder)


def _up_to_unreadable(db: sqlite3.Connection, table: str, key: str) -> Iterator[list[tuple[object, ...]]]:
    """Rows in order of their number ``key``; smaller and smaller portions lead up to one that cannot be read."""
    query = f"SELECT * FROM {table} NOT INDEXED WHERE {key} > ? ORDER BY {key} LIMIT ?"
    after, portion = -1, PORTION
    while portion:
        try:
            rows = db.execute(query, (after, portion)).fetchall()
        except sqlite3.DatabaseError:
            portion //= 2
            continue
        if not rows or rows[-1][0] <= after:  # a broken tree may lead back
            return
        yield rows
        after = rows[-1][0]


def _copy(reader: LogReader, whole: LogReader, copy: Path, kept: CommitRow) -> Iterator[str]:
    """Write the proven rows, from ``whole``, and whatever can be read of other tables; yields what was dropped."""
    own: dict[str, tuple[str, int]] = {
        "records": ("seq", kept.last_seq),
        "outcomes": ("number", kept.last_outcome),
        "commits": ("number", kept.number),
    }
    with closing(open_writing(copy)) as db:
        with transaction(db):
            run_script(db, SCHEMA)
            tables = _other_tables(reader.db)
            for statement in tables.values():
                db.execute(statement)
            _rows(whole.db, db, "meta", "SELECT * FROM meta WHERE key <> 'probe'")
            for table, (column, last) in own.items():
                query = f"SELECT * FROM {table} NOT INDEXED WHERE {column} <= {last} ORDER BY {column}"
                total = _rows(whole.db, db, table, query)
                with suppress(sqlite3.Error):
                    (all_rows,) = reader.db.execute(f"SELECT count(*) FROM {table}").fetchone()
                    if table != "records" and all_rows > total[0]:
                        yield f"{table} dropped: {all_rows - total[0]}"
            for table in ("deliveries", *tables):
                rows, fault = _rows(reader.db, db, table, f"SELECT * FROM {table} NOT INDEXED")
                if fault:
                    yield f"{table}: {rows} rows kept, the rest cannot be read ({fault})"
            for statement in _indexes(reader.db, tables):
                with suppress(sqlite3.Error):  # an index is no content
                    db.execute(statement)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    drop_traces(copy)


def _leave_out_damaged(copy: Path, progress: Progress) -> list[str]:
    """Take what cannot be decoded out of the history of the copy; returns what was taken out."""
    with closing(open_writing(copy)) as db:
        found, before = list(walk_history(db, progress)), left_out_before(db)
        with transaction(db):
            leave_out(db, found)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    drop_traces(copy)
    told = [f"blocks of the history that compaction had to leave out: {len(before)}"] if before else []
    return lines_of(found) + told


def _other_tables(db: sqlite3.Connection) -> dict[str, str]:
    """``CREATE`` statements of the tables that are not the record log's own, by name."""
    with suppress(sqlite3.Error):
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        return {name: statement for name, statement in db.execute(query).fetchall() if name not in OWN}
    return {}


def _indexes(db: sqlite3.Connection, tables: Iterable[str]) -> list[str]:
    """``CREATE`` statements of the indexes of ``tables``."""
    with suppress(sqlite3.Error):
        query = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        return [statement for table, statement in db.execute(query).fetchall() if table in set(tables)]
    return []


def _rows(source: sqlite3.Connection, target: sqlite3.Connection, table: str, query: str) -> tuple[int, str]:
    """Copy the rows of ``query`` up to the first that cannot be read; how many they were, and why it ended."""
    copied = 0
    portions = _portions(source, query)
    while True:
        try:
            rows = next(portions, None)
        except sqlite3.DatabaseError as error:
            return copied, str(error)
        if rows is None:
            return copied, ""
        places = ", ".join("?" * len(rows[0]))
        target.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
        copied += len(rows)


def _portions(source: sqlite3.Connection, query: str) -> Iterator[list[tuple[object, ...]]]:
    cursor = source.execute(query)
    while rows := cursor.fetchmany(PORTION):
        yield rows
