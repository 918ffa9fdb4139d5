"""What lies beside the journal in a realm's folder: contacts and files, checked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from services.store.blobs import FOLDER, whole_files
from services.store.contacts import FILE
from services.store.maintenance.archive import file_of
from services.store.maintenance.walking import Progress
from services.store.recovering_contacts import set_aside
from services.store.sqlite.database import open_reading


class StoreInspection(NamedTuple):
    """What was looked at and what is wrong with it, a line each."""

    lines: list[str]
    faults: list[str]


def look_beside(folder: Path, progress: Progress, *, unchanging: bool = False) -> StoreInspection:
    """Check contacts and files in ``folder``.

    ``unchanging``: nobody writes there, and nothing may be left beside the databases.
    """
    lines: list[str] = []
    faults = [f"{path}: holds contacts that were damaged; restore a backup, or delete it" for path in set_aside(folder)]
    contacts = folder / FILE
    if contacts.is_file():
        found = _look_at_contacts(contacts, unchanging=unchanging)
        if isinstance(found, int):
            lines.append(f"contacts: {found}, whole")
        else:
            faults.append(f"{contacts}: the contacts are damaged ({found}); restore a backup")
    else:
        lines.append("contacts: none")
    files, damaged = _look_at_files(folder / FOLDER, progress)
    lines.append(f"files: {files}, {'each' if not damaged else f'all but {len(damaged)}'} as its SHA-256 says")
    return StoreInspection(lines, faults + damaged)


def _look_at_contacts(path: Path, *, unchanging: bool) -> int | str:
    """How many there are, or why they cannot be read."""
    try:
        with closing(open_reading(path, unchanging=unchanging)) as db:
            said = [str(text) for (text,) in db.execute("PRAGMA integrity_check(1)")]
            (count,) = db.execute("SELECT count(*) FROM contacts").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return int(count) if said == ["ok"] else " ".join(" ".join(said).split())


def _look_at_files(folder: Path, progress: Progress) -> tuple[int, list[str]]:
    """How many files there are, and what is wrong with which."""
    paths, damaged = list(whole_files(folder)), []
    count = len(paths)
    for number, path in enumerate(paths, 1):
        try:
            if file_of(path).sha256 != path.name:
                damaged.append(f"{path}: is not the file that was stored; restore a backup")
        except FileNotFoundError:  # it has retired meanwhile
            count -= 1
        except OSError as error:
            damaged.append(f"{path}: cannot be read ({error.strerror}); restore a backup")
        progress(number / len(paths), "comparing files")
    return count, damaged
