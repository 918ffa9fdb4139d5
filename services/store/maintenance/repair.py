"""``main.py journal … repair OUT``: save the longest proven prefix of a damaged journal."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from county.numbering import moment
from services.store.keyfiles import JOURNAL_KEY
from services.store.maintenance.archive import REALM, seal, writing_archive
from services.store.maintenance.backup import copy_file, delete_side_files, left_out, other_files
from services.store.maintenance.history_scan import lines_of, remove_damaged, scan_history, skipped_before
from services.store.maintenance.inspection import inspect_files
from services.store.maintenance.journal_scan import Progress, ScanResult, scan
from services.store.maintenance.other_rows import CHANGED, rows_faults
from services.store.maintenance.realm_folders import PrintLine, RealmFolders
from services.store.maintenance.unproven import FILE as UNPROVEN
from services.store.maintenance.unproven import write_unproven
from services.store.maintenance.verify import report
from services.store.maintenance.write_ahead_log import recover
from services.store.ports import Head, StoreError
from services.store.sqlite.database import FILE, SCHEMA, BadJournal, open_writing, run_script, transaction
from services.store.sqlite.deliveries import oldest_hour
from services.store.sqlite.reading import LogReader
from services.store.sqlite.row_sums import seal_stored
from services.store.sqlite.seals import CommitRow

LOG_TABLES = {"meta", "records", "outcomes", "deliveries", "delivery_hours", "commits"}
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
"""The record log's tables without constraints, for rows that are not proven yet."""


def repair(place: RealmFolders, out: Path, *, made_ms: int, print_line: PrintLine, progress: Progress) -> int:
    """Write the proven part into the new folder ``out``, an archive for ``restore``; exit code.  Raises Explained,
    OSError.

    The original is only read.  A commit counts as proven when its records, contents and seal and those of all earlier
    commits are intact.  Records of a damaged commit that still follow the chain are listed in a file next to the copy:
    see :mod:`services.store.maintenance.unproven`.  Blocks of the history that cannot be decoded are omitted.
    """
    key = place.key()
    with ExitStack() as opened:
        reader = opened.enter_context(closing(LogReader(place.folder, damaged=True)))
        path = reader.path
        found = scan(reader, key, anchor=place.anchor, progress=progress)
        with writing_archive(out) as part, ExitStack() as scratch:
            lines: list[str] = []
            recovered = _from_damaged_log(place, key, found, part / "recovered", scratch, progress)
            if recovered is not None:
                first = found.proven.last_seq + 1
                reader, found = recovered
                lines.append(f"recovered from the damaged write-ahead log: records {first} to {found.proven.last_seq}")
            source = reader
            if found.unreadable:
                folder = part / "readable"
                scratch.callback(shutil.rmtree, folder, ignore_errors=True)
                source = _readable(reader, folder)
                scratch.callback(source.close)
                faults = found.faults
                found = scan(source, key, anchor=place.anchor, progress=progress)
                found.faults = list(dict.fromkeys(faults + found.faults))
            if found.other_key:
                raise BadJournal(
                    "{path}: is not the key that sealed {journal}; restore the right {name} from a backup of the"
                    " keys folder", path=place.keys / JOURNAL_KEY, journal=path, name=JOURNAL_KEY,
                )  # fmt: skip
            proven = found.proven
            (part / REALM).mkdir()
            lines += list(_copy(reader, source, part / REALM / FILE, proven))
            changed = rows_faults(reader, key, progress)
            damaged = _remove_damaged(part / REALM / FILE, key, proven.number, progress)
            found.faults += changed + damaged
            for path in other_files(place.folder):
                copy_file(path, place.folder, part / REALM)
            files = inspect_files(part / REALM, progress, named=out / REALM)
            found.rest += files.lines
            found.notes += left_out(place.folder)
            lines += [f"not repaired: {fault}" for fault in files.faults]
            lines += _unproven(source, found, part, out)
            lines = [*_records_dropped(reader, found), *lines]
            head = Head(proven.last_seq, source.hash_at(proven.last_seq) or b"", proven.recorded_ms, found.head.epoch)
            scratch.close()
            seal(part, head, county=reader.county, realm=reader.realm, made_ms=made_ms, keys=place.keys, key=key)
        report(found, path, reader, print_line)
        if damaged:
            print_line("damaged blocks of the history are omitted, everything else is copied")
        if CHANGED in changed:
            print_line("other rows than records are copied as they are: they are proven as a whole only")
        for line in lines:
            print_line(line)
    print_line(f"repaired: {out}, records 1 to {proven.last_seq}; {path} is unchanged")
    print_line(f"to use it, run `main.py journal … restore {out}`")
    return 0


def _from_damaged_log(
    place: RealmFolders, key: bytes, found: ScanResult, folder: Path, scratch: ExitStack, progress: Progress
) -> tuple[LogReader, ScanResult] | None:
    """The journal in the new ``folder``, with those frames of its write-ahead log that SQLite ignores, if that proves
    more commits than ``found``."""
    if not found.faults:
        return None
    folder.mkdir()
    scratch.callback(shutil.rmtree, folder, ignore_errors=True)
    if not recover(place.folder / FILE, folder / FILE):
        return None
    try:
        reader = LogReader(folder, damaged=True)
    except BadJournal:
        return None
    scratch.callback(reader.close)
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
        query = "SELECT min(recorded_ms), max(recorded_ms) FROM records WHERE seq >= ?"
        times = [moment(at) for at in reader.db.execute(query, (first,)).fetchone() if at is not None]
    when = f", recorded {times[0]} to {times[1]}" if len(times) == 2 else ", of unknown times"
    yield f"records dropped: {last - first + 1}, numbers {first} to {last}{when}"


def _unproven(source: LogReader, found: ScanResult, part: Path, out: Path) -> Iterator[str]:
    """Write the records after the proven ones that still follow the chain into a file in ``part``."""
    first, last = found.proven.last_seq + 1, found.chained_seq
    if last >= first:
        write_unproven(source, first, last, part / UNPROVEN)
        yield (
            f"of these, {last - first + 1} follow the chain, numbers {first} to {last}, but their commit's seal covers "
            f"damaged data, too: {out / UNPROVEN} lists them, to be checked and entered again"
        )


def _readable(reader: LogReader, folder: Path) -> LogReader:
    """A copy of the log's tables in the new ``folder``, each up to the first row that cannot be read."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        run_script(db, READABLE)
        _rows(reader.db, db, "meta", "SELECT * FROM meta")
        for table, key in (("records", "seq"), ("outcomes", "number"), ("commits", "number")):
            for rows in _up_to_unreadable(reader.db, table, key):
                db.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return LogReader(folder)


def _up_to_unreadable(db: sqlite3.Connection, table: str, key: str) -> Iterator[list[tuple[object, ...]]]:
    """Rows ordered by ``key``; halves the portion size at read errors, down to the first row that cannot be read."""
    query = f"SELECT * FROM {table} NOT INDEXED WHERE {key} > ? ORDER BY {key} LIMIT ?"
    after, portion = -1, PORTION
    while portion:
        try:
            rows = db.execute(query, (after, portion)).fetchall()
        except sqlite3.DatabaseError:
            portion //= 2
            continue
        if not rows or rows[-1][0] <= after:  # a damaged tree may contain a cycle
            return
        yield rows
        after = rows[-1][0]


def _copy(reader: LogReader, source: LogReader, copy: Path, proven: CommitRow) -> Iterator[str]:
    """Write the proven rows, from ``source``, and all readable rows of other tables; yields what was dropped."""
    own: dict[str, tuple[str, int]] = {
        "records": ("seq", proven.last_seq),
        "outcomes": ("number", proven.last_outcome),
        "commits": ("number", proven.number),
    }
    with closing(open_writing(copy)) as db:
        with transaction(db):
            run_script(db, SCHEMA)
            tables = _other_tables(reader.db)
            for statement in tables.values():
                db.execute(statement)
            _rows(source.db, db, "meta", "SELECT * FROM meta WHERE key <> 'probe'")
            for table, (column, last) in own.items():
                query = f"SELECT * FROM {table} NOT INDEXED WHERE {column} <= {last} ORDER BY {column}"
                total = _rows(source.db, db, table, query)
                with suppress(sqlite3.Error):
                    (all_rows,) = reader.db.execute(f"SELECT count(*) FROM {table}").fetchone()
                    if table != "records" and all_rows > total[0]:
                        yield f"{table} dropped: {all_rows - total[0]}"
            for table in ("deliveries", *(() if oldest_hour(reader.db) is None else ("delivery_hours",)), *tables):
                rows, fault = _rows(reader.db, db, table, f"SELECT * FROM {table} NOT INDEXED")
                if fault:
                    yield f"{table}: {rows} rows copied, the rest cannot be read ({fault})"
            for statement in _indexes(reader.db, tables):
                with suppress(sqlite3.Error):  # an index contains no data of its own
                    db.execute(statement)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    delete_side_files(copy)


def _remove_damaged(copy: Path, key: bytes, commit: int, progress: Progress) -> list[str]:
    """Remove blocks that cannot be decoded from the history of the copy, and seal its rows after ``commit``; returns a
    line for each fault."""
    with closing(open_writing(copy)) as db:
        found, before = list(scan_history(db, progress)), skipped_before(db)
        with transaction(db):
            remove_damaged(db, found)
            seal_stored(db, key, commit)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    delete_side_files(copy)
    skipped = [f"blocks of the history that compaction skipped: {len(before)}"] if before else []
    return lines_of(found) + skipped


def _other_tables(db: sqlite3.Connection) -> dict[str, str]:
    """``CREATE`` statements of the tables that are not the record log's, by name."""
    with suppress(sqlite3.Error):
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        return {name: statement for name, statement in db.execute(query).fetchall() if name not in LOG_TABLES}
    return {}


def _indexes(db: sqlite3.Connection, tables: Iterable[str]) -> list[str]:
    """``CREATE`` statements of the indexes of ``tables``."""
    with suppress(sqlite3.Error):
        query = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        return [statement for table, statement in db.execute(query).fetchall() if table in set(tables)]
    return []


def _rows(source: sqlite3.Connection, target: sqlite3.Connection, table: str, query: str) -> tuple[int, str]:
    """Copy the rows of ``query`` up to the first that cannot be read; returns their number and the error."""
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
