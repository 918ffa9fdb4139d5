"""What a start does with a damaged journal.

Where every commit is proven and only other parts of the database are damaged, the journal is replaced by a copy without
the damaged parts.  Otherwise the proven prefix is copied next to it, to be shown read-only: people decide with
``journal repair`` or ``restore`` what is lost.  The original is kept unchanged in both cases.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import NamedTuple

from county.clock import monotonic_ms
from services.store.blobs import FOLDER as BLOBS
from services.store.blobs import whole_files
from services.store.chain import GENESIS
from services.store.maintenance.backup import SIDE_FILES, copy_file, delete_side_files
from services.store.maintenance.proven_copy import ProvenCopy, copy_proven, note_loss
from services.store.maintenance.realm_folders import RealmFolders
from services.store.ports import Head
from services.store.private import FOLDER_MODE
from services.store.recovering_contacts import quarantined
from services.store.sqlite import damage_mark
from services.store.sqlite.anchor import BadAnchor
from services.store.sqlite.anchoring import known_heads
from services.store.sqlite.database import FILE, BadJournal, open_writing, unusable
from services.store.sqlite.exchange import exchange, stage
from services.store.sqlite.reading import LogReader
from services.store.sqlite.store import write_empty

PROVEN = ".proven"
"""Suffix of the folder with a proven prefix that is shown read-only; it is deleted by the next start."""
BEFORE_REBUILD = "before-rebuild"
PROGRESS_MS = 1_000
"""Between two reports of progress."""
_OWN = (FILE, f"{FILE}-wal", f"{FILE}-shm", damage_mark.FILE, "backend.json")
"""Files that a rebuilt folder does not take over."""


class Rebuilt(NamedTuple):
    """A journal that was replaced; no commit is lost."""

    old: Path
    """The folder with the original."""
    lost: str
    """Rows of other tables that could not be kept, one line; "" when all were."""


class ProvenPrefix(NamedTuple):
    """A folder with the proven prefix of a journal."""

    folder: Path
    head: Head


def rebuild_or_prove(
    place: RealmFolders, *, county: str, why: str, inform: Callable[[str], None]
) -> Rebuilt | ProvenPrefix:
    """Replace the journal, or copy its proven prefix; the caller holds the realm's lock.  ``why``: the damage.

    Raises BadJournal and BadKeyFile when nothing can be proven, as without the key.
    """
    key = place.key()
    staged = stage(place.folder)
    try:
        copy = _copied(place, key, staged, inform)
        if copy is not None and copy.has_every_commit:
            return _rebuild(place, key, copy, staged, why)
        head = _empty(place, key, county, staged) if copy is None else copy.head
        proven = place.folder.with_name(place.folder.name + PROVEN)
        shutil.rmtree(proven, ignore_errors=True)
        staged.rename(proven)
        return ProvenPrefix(proven, head)
    except sqlite3.Error as error:
        raise unusable(place.folder / FILE, error) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _copied(place: RealmFolders, key: bytes, staged: Path, inform: Callable[[str], None]) -> ProvenCopy | None:
    """None when there is no journal that can be read at all."""
    try:
        LogReader(place.folder, damaged=True).close()
    except BadJournal:
        return None
    reported_at = monotonic_ms()

    def report(part: float, text: str) -> None:
        nonlocal reported_at
        if monotonic_ms() - reported_at >= PROGRESS_MS:
            reported_at = monotonic_ms()
            inform(f"{text}: {part:.0%}")

    with ExitStack() as opened:
        return copy_proven(place, key, staged / FILE, staged / "work", opened, report, to_show=True)


def _rebuild(place: RealmFolders, key: bytes, copy: ProvenCopy, staged: Path, why: str) -> Rebuilt:
    lost = [*(f"{table}: {text}" for table, text in copy.lost.items()), *copy.damaged]
    if not copy.rows_proven:
        notes = {(table, 0): f"rebuilt after damage: {text}" for table, text in copy.lost.items()}
        notes = notes or {(FILE, 0): f"rebuilt after damage ({why}); its rows are proven no longer"}
        note_loss(staged / FILE, key, copy.found.proven.number, notes)
        lost = lost or ["rows of streams and deliveries are proven no longer"]
    _add_other_files(place.folder, staged)
    old = exchange(place.folder, suffix=BEFORE_REBUILD)
    assert old is not None
    return Rebuilt(old, "; ".join(lost))


def _add_other_files(folder: Path, staged: Path) -> None:
    """Add all other files of the realm to its new folder, so that nothing written there changes the original: hard
    links only to files of the BlobStore, which never change.  Linked folders, as on another disk, are linked again.

    Raises OSError.
    """
    unchanging, damaged = set(whole_files(folder / BLOBS)), quarantined(folder)
    for path in sorted(folder.rglob("*")):
        target = staged / path.relative_to(folder)
        if path.is_symlink() and not path.is_file():
            target.symlink_to(path.readlink(), target_is_directory=path.is_dir())
        elif path.is_dir():
            target.mkdir(mode=FOLDER_MODE, exist_ok=True)
        elif not path.is_file() or (path.parent == folder and path.name in _OWN):
            continue
        elif path in unchanging:
            _link(path, target)
        elif any(path.is_relative_to(other) for other in damaged):
            shutil.copyfile(path, target)
        elif not path.name.endswith(SIDE_FILES):  # the copy of a database contains what is in them
            copy_file(path, folder, staged)


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # a file system without links
        shutil.copyfile(path, target)


def _empty(place: RealmFolders, key: bytes, county: str, staged: Path) -> Head:
    """Write an empty journal, in the place of one of which nothing can be read."""
    realm, epoch = place.realm.id, 0
    with suppress(BadAnchor):
        noted = known_heads(place.anchor, key=key, county=county, realm=realm).newest
        epoch = 0 if noted is None else noted.epoch
    with closing(open_writing(staged / FILE)) as db:
        write_empty(db, key, county=county, realm=realm, epoch=epoch)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    delete_side_files(staged / FILE)
    return Head(0, GENESIS, 0, epoch)
