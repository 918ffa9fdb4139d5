"""Checks the other files of a realm's folder: contacts and blobs, and that no file is missing that a record names."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from county.aggregates import FILE_AGGREGATES
from county.attachments import files_of
from services.store.blobs import FOLDER, blob_path, whole_files
from services.store.contacts import FILE
from services.store.maintenance.archive import file_of
from services.store.maintenance.journal_scan import Progress
from services.store.ports import StoreError
from services.store.recovering_contacts import quarantined
from services.store.sqlite.database import open_reading
from services.store.sqlite.reading import LogReader
from services.store.upcast import RecordReader, UnreadableRecord


class StoreInspection(NamedTuple):
    """Result lines and faults, one line each."""

    lines: list[str]
    faults: list[str]


def inspect_files(
    folder: Path, progress: Progress, *, named: Path, unchanging: bool = False
) -> StoreInspection:
    """Check contacts and blobs in ``folder``.

    ``named``: the folder in the lines; another one while ``folder`` has not been renamed to its final path yet.
    ``unchanging``: no process writes there, and no side files may be created next to the databases.
    """
    lines: list[str] = []
    damaged_contacts = [named / path.name for path in quarantined(folder)]
    faults = [f"{path}: contains damaged contacts; restore a backup, or delete it" for path in damaged_contacts]
    contacts = folder / FILE
    if contacts.is_file():
        found = _inspect_contacts(contacts, unchanging=unchanging)
        if isinstance(found, int):
            lines.append(f"contacts: {found}, intact")
        else:
            faults.append(f"{named / FILE}: the contacts are damaged ({found}); restore a backup")
    else:
        lines.append("contacts: none")
    files, damaged = _inspect_blobs(folder / FOLDER, named / FOLDER, progress)
    lines.append(f"files: {files}, {'all' if not damaged else f'all but {len(damaged)}'} match their SHA-256")
    return StoreInspection(lines, faults + damaged)


def _inspect_contacts(path: Path, *, unchanging: bool) -> int | str:
    """Number of contacts, or why they cannot be read."""
    try:
        with closing(open_reading(path, unchanging=unchanging)) as db:
            result = [str(text) for (text,) in db.execute("PRAGMA integrity_check(1)")]
            (count,) = db.execute("SELECT count(*) FROM contacts").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return int(count) if result == ["ok"] else " ".join(" ".join(result).split())


def _inspect_blobs(folder: Path, named: Path, progress: Progress) -> tuple[int, list[str]]:
    """Number of files, and a line for each fault, with its path in ``named``."""
    paths, damaged = list(whole_files(folder)), []
    count = len(paths)
    for number, path in enumerate(paths, 1):
        shown = named / path.relative_to(folder)
        try:
            if file_of(path).sha256 != path.name:
                damaged.append(f"{shown}: is not the file that was stored; restore a backup")
        except FileNotFoundError:  # deleted by retention meanwhile
            count -= 1
        except OSError as error:
            damaged.append(f"{shown}: cannot be read ({error.strerror}); restore a backup")
        progress(number / len(paths), "comparing files")
    return count, damaged


def missing_files(reader: LogReader, folder: Path, *, named: Path) -> list[str]:
    """A line for each file that a record names and that is not in ``folder``.

    Records that cannot be read are skipped: the scan of the journal reports them.
    """
    records, missing = RecordReader(), {}
    with suppress(StoreError):
        for key in FILE_AGGREGATES:
            for data in reader.of_aggregate(key):
                with suppress(UnreadableRecord):
                    record = records.read(data)
                    for file in files_of(record.body):
                        if not blob_path(folder / FOLDER, file.sha256).is_file():
                            missing[file.sha256] = record.seq
    return [
        f"{blob_path(named / FOLDER, sha256)}: is missing, and record {seq} names it; restore a backup"
        for sha256, seq in missing.items()
    ]
