"""``main.py journal … restore FROM``: put a backup in the place of a realm's store, whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec

from services.store.keyfiles import read_key, write_key
from services.store.maintenance.archive import KEY_FILES, KEYS, ArchiveIndex, copy_files, open_index
from services.store.maintenance.realm_folders import RealmFolders, Tell, moment
from services.store.maintenance.verify import look_at_rest, tell_rest
from services.store.maintenance.walking import Progress, WalkResult, walk
from services.store.private import private_folder
from services.store.sqlite.anchor import BadAnchor, read_anchor, write_anchor
from services.store.sqlite.database import FILE, BadJournal, open_writing, transaction
from services.store.sqlite.exchange import finish_exchange, put_in_place, stage
from services.store.sqlite.lock import FileLock, lock_path
from services.store.sqlite.reading import LogReader
from services.store.sqlite.seals import epoch_of
from services.store.sqlite.store import put_meta


def restore(place: RealmFolders, archive: Path, *, tell: Tell, progress: Progress) -> int:
    """Exchange the realm's folder for what ``archive`` holds; exit code.  Raises Explained, OSError.

    Refused while a backend runs, for a backup of another county, realm or keys, and for one whose records are not
    proven whole; what is damaged beside them is told, and the exit code is 1 then.  What stood there before is kept
    beside it.
    """
    index = open_index(archive)
    if index.realm != place.realm.id:
        raise BadJournal(
            "{archive}: is of realm {found}, not of {realm}; name it with --realm", archive=archive, found=index.realm,
            realm=place.realm,
        )  # fmt: skip
    _check_keys(place, archive)
    lock = FileLock(lock_path(place.folder))
    try:
        finish_exchange(place.folder)
        _check_county(place, index)
        _take_keys(place, archive)
        key = place.key()
        epoch = 1 + max(index.epoch, *_epochs(place, index, key))
        staged = stage(place.folder)
        copy_files(archive, index, staged)
        found = _raise_epoch(staged, index, key, epoch, progress)
        head = found.head
        kept = put_in_place(place.folder, aside="before-restore")
        write_anchor(
            place.anchor, head, commit=found.proven.number, digest=found.proven.digest, key=key, county=index.county,
            realm=index.realm,
        )  # fmt: skip
    finally:
        lock.close()
    tell(f"restored: {place.folder}, county {index.county}, realm {index.realm}, from {archive}")
    tell(f"records: {head.seq}, the last commit of {moment(head.recorded_ms)}; epoch {head.epoch}")
    tell_rest(found, tell)
    if kept is not None:
        tell(f"what was there before is kept in {kept}; delete it when it is not needed any more")
    return int(bool(found.faults))


def _check_keys(place: RealmFolders, archive: Path) -> None:
    """Keys of data folder and backup must be the same: tokens and seals of all realms hang on them."""
    for name in KEY_FILES:
        mine, theirs = read_key(place.keys / name), read_key(archive / KEYS / name)
        if mine is not None and theirs is not None and mine != theirs:
            raise BadJournal(
                "{path}: is another key than the backup's; restore into an empty folder with --data",
                path=place.keys / name,
            )


def _take_keys(place: RealmFolders, archive: Path) -> None:
    private_folder(place.keys)
    for name in KEY_FILES:
        key = read_key(archive / KEYS / name)
        if key is not None:
            write_key(place.keys / name, key)


def _check_county(place: RealmFolders, index: ArchiveIndex) -> None:
    try:
        reader = LogReader(place.folder)
    except BadJournal:
        return  # none there, or so damaged that it cannot say whose it is
    county = reader.county
    reader.close()
    if county != index.county:
        raise BadJournal(
            "{folder}: belongs to county {mine}, the backup to {theirs}; give another --data folder",
            folder=place.folder, mine=county, theirs=index.county,
        )  # fmt: skip


def _epochs(place: RealmFolders, index: ArchiveIndex, key: bytes) -> list[int]:
    """Epochs that were seen here before."""
    seen = [0]
    try:
        anchor = read_anchor(place.anchor, key=key, county=index.county, realm=index.realm)
        seen += [] if anchor is None else [anchor.epoch]
        reader = LogReader(place.folder)
        epoch = reader.epoch
        seen += [] if epoch is None else [epoch.number]
        reader.close()
    except (BadAnchor, BadJournal):
        pass
    return seen


def _raise_epoch(
    staged: Path, index: ArchiveIndex, key: bytes, epoch: int, progress: Progress
) -> WalkResult:
    """Prove the records of the copy, then set its epoch; returns what was found, also beside the records.

    Raises BadJournal.
    """
    with closing(LogReader(staged)) as reader:
        found = walk(reader, key, anchor=None, progress=progress)
        proven = not found.faults
        look_at_rest(found, reader, staged, progress)
    if not proven:
        raise BadJournal(
            "{path}: {fault}; take another backup, or `main.py journal … repair` this one's origin",
            path=staged / FILE, fault=found.faults[0],
        )  # fmt: skip
    try:
        with closing(open_writing(staged / FILE)) as db:
            with transaction(db):
                put_meta(db, "epoch", msgspec.msgpack.encode(epoch_of(key, index.county, index.realm, epoch)))
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise BadJournal("{path}: cannot be written ({why})", path=staged / FILE, why=error) from error
    return replace(found, head=found.head._replace(epoch=epoch))


