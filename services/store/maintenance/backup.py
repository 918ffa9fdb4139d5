"""``main.py journal … backup OUT``: a copy of a realm's store, while its backend is running or not."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from county.numbering import moment
from services.store.blobs import FOLDER
from services.store.maintenance.archive import REALM, seal, writing_archive
from services.store.maintenance.journal_scan import Progress, scan
from services.store.maintenance.realm_folders import PrintLine, RealmFolders
from services.store.maintenance.verify import inspect_rest, report
from services.store.recovering_contacts import quarantined
from services.store.sqlite import damage_mark
from services.store.sqlite.database import FILE, BadJournal, open_reading
from services.store.sqlite.reading import LogReader

_SQLITE = b"SQLite format 3\0"
ROLLBACK_JOURNAL = "-journal"
SIDE_FILES = ("-wal", "-shm", ROLLBACK_JOURNAL)
"""Endings of the files that SQLite keeps next to a database."""
_TRANSIENT = (*SIDE_FILES, ".part", ".lock")
"""Endings of files that belong to the process that has the store open."""


def backup(place: RealmFolders, out: Path, *, made_ms: int, print_line: PrintLine, progress: Progress) -> int:
    """Copy journal, contacts and blobs into the new folder ``out``; exit code, 1 when a part of the copy is damaged.
    Raises Explained, OSError.

    The journal is copied first: everything its records refer to was stored before them, so the copy contains it.
    """
    reader = LogReader(place.folder)
    key = place.key()
    try:
        with writing_archive(out) as part:
            (part / REALM).mkdir()
            copy_database(reader.path, part / REALM / FILE)
            others = [copy for path in other_files(place.folder) if (copy := _copied(path, place.folder, part / REALM))]
            with closing(LogReader(part / REALM)) as copied:
                found = scan(copied, key, anchor=None, progress=progress)
                inspect_rest(found, copied, part / REALM, progress, named=out / REALM)
            delete_side_files(part / REALM / FILE)
            found.notes += left_out(place.folder)
            head = found.head
            index = seal(
                part, head, county=reader.county, realm=reader.realm, made_ms=made_ms, keys=place.keys, key=key
            )
    finally:
        reader.close()
    report(found, out / REALM / FILE, reader, print_line)
    size = sum(file.bytes for file in index.files.values())
    print_line(f"backup: {out}, {len(others) + 1} files, {size:,} bytes, up to record {head.seq}, {moment(made_ms)}")
    print_line("it contains personal data and the journal's key: keep it as safe as the data folder")
    return int(bool(found.faults))


def other_files(folder: Path) -> Iterator[Path]:
    """Files of a realm's folder to be copied, without the journal and its checkpoints, and without damaged contacts
    that were moved away."""
    damaged = quarantined(folder)
    for path in sorted(folder.rglob("*")):
        name = path.name
        if not path.is_file() or name.endswith(_TRANSIENT) or name in ("backend.json", damage_mark.FILE):
            continue
        if path.parent == folder and (name == FILE or name.startswith("checkpoint-")):
            continue
        if any(path.is_relative_to(other) for other in damaged):
            continue
        yield path


def left_out(folder: Path) -> list[str]:
    """Note lines on the folders of damaged contacts, which are not copied."""
    return [f"{path}: contains damaged contacts, it is not copied" for path in quarantined(folder)]


def _copied(path: Path, folder: Path, target: Path) -> Path | None:
    """The copy of a file; None for a file of the BlobStore that retention has deleted meanwhile: no record names it."""
    try:
        return copy_file(path, folder, target)
    except FileNotFoundError:
        if path.is_relative_to(folder / FOLDER) and not path.exists():
            return None
        raise


def copy_file(path: Path, folder: Path, target: Path) -> Path:
    """Copy a file of ``folder`` to its place in ``target``: a database as a consistent state, also after its writer was
    killed, a damaged one and every file of the BlobStore unchanged.  Raises OSError."""
    copy = target / path.relative_to(folder)
    copy.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as file:
        database = file.read(len(_SQLITE)) == _SQLITE and not path.is_relative_to(folder / FOLDER)
    if database:
        with suppress(BadJournal):
            copy_database(path, copy)
            return copy
        copy.unlink(missing_ok=True)
    shutil.copyfile(path, copy)
    if database:
        _roll_back(path.with_name(path.name + ROLLBACK_JOURNAL), copy)
    return copy


def _roll_back(journal: Path, copy: Path) -> None:
    """Undo the transaction in ``copy`` that was interrupted, which needs a database that can be written."""
    copied = copy.with_name(copy.name + ROLLBACK_JOURNAL)
    try:
        shutil.copyfile(journal, copied)
        with suppress(sqlite3.Error), closing(sqlite3.connect(copy)) as db:
            db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except FileNotFoundError:  # no transaction was interrupted
        return
    copied.unlink(missing_ok=True)


def copy_database(path: Path, copy: Path) -> None:
    """Copy one consistent state of a database, even while it is being written.  Raises BadJournal."""
    try:
        with closing(open_reading(path)) as db:
            db.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        raise BadJournal(
            "{path}: cannot be copied ({why}); save the intact part with `main.py journal … repair`",
            path=path, why=error,
        ) from error  # fmt: skip


def delete_side_files(copy: Path) -> None:
    """Delete the files that SQLite created when the copy was read."""
    for ending in ("-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
