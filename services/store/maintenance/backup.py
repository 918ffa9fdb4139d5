"""``main.py journal … backup OUT``: a copy of a realm's store, while its backend runs or not."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from services.store.maintenance.archive import REALM, being_written, seal
from services.store.maintenance.realm_folders import RealmFolders, Tell, moment
from services.store.maintenance.verify import look_at_rest, report
from services.store.maintenance.walking import Progress, walk
from services.store.sqlite.database import FILE, BadJournal, open_reading
from services.store.sqlite.reading import LogReader

_SQLITE = b"SQLite format 3\0"
_PASSING = ("-wal", "-shm", "-journal", ".part", ".lock")
"""Endings of files that belong to the process that has the store open."""


def backup(place: RealmFolders, out: Path, *, made_ms: int, tell: Tell, progress: Progress) -> int:
    """Copy journal, contacts and blobs into the new folder ``out``; exit code, 1 when something of the copy is damaged.
    Raises Explained, OSError.

    The journal comes first: whatever its records name was stored before them, so the copy lacks none of it.
    """
    reader = LogReader(place.folder)
    key = place.key()
    try:
        with being_written(out) as part:
            (part / REALM).mkdir()
            copy_database(reader.path, part / REALM / FILE)
            others = [copy_other(path, place.folder, part / REALM) for path in others_of(place.folder)]
            with closing(LogReader(part / REALM)) as copied:
                found = walk(copied, key, anchor=None, progress=progress)
                look_at_rest(found, copied, part / REALM, progress)
            drop_traces(part / REALM / FILE)
            head = found.head
            index = seal(
                part, head, county=reader.county, realm=reader.realm, made_ms=made_ms, keys=place.keys, key=key
            )
    finally:
        reader.close()
    report(found, out / REALM / FILE, reader, tell)
    size = sum(file.bytes for file in index.files.values())
    tell(f"backup: {out}, {len(others) + 1} files, {size:,} bytes, up to record {head.seq}, made {moment(made_ms)}")
    tell("it holds personal data and the journal's key: keep it as safe as the data folder")
    return int(bool(found.faults))


def others_of(folder: Path) -> Iterator[Path]:
    """Files of a realm's folder that belong into a copy, the journal and its checkpoints left out."""
    for path in sorted(folder.rglob("*")):
        name = path.name
        if not path.is_file() or name.endswith(_PASSING) or name == "backend.json":
            continue
        if path.parent == folder and (name == FILE or name.startswith("checkpoint-")):
            continue
        yield path


def copy_other(path: Path, folder: Path, target: Path) -> Path:
    """Copy a file of ``folder`` to its place in ``target``: a database as one state of it, a damaged one as it is.
    Raises OSError."""
    copy = target / path.relative_to(folder)
    copy.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as file:
        database = file.read(len(_SQLITE)) == _SQLITE
    if database:
        with suppress(BadJournal):
            copy_database(path, copy)
            return copy
        copy.unlink(missing_ok=True)
    shutil.copyfile(path, copy)
    return copy


def copy_database(path: Path, copy: Path) -> None:
    """One consistent state of a database, whoever writes it meanwhile.  Raises BadJournal."""
    try:
        with closing(open_reading(path)) as db:
            db.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        raise BadJournal(
            "{path}: cannot be copied ({why}); save what is whole with `main.py journal … repair`", path=path, why=error
        ) from error


def drop_traces(copy: Path) -> None:
    """What reading the copy left beside it."""
    for ending in ("-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
