"""``main.py journal … restore FROM``: replace a realm's store by a backup, atomically."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec

from county.numbering import moment
from services.store.keyfiles import read_key, write_key
from services.store.maintenance.archive import KEY_FILES, KEYS, REALM, ArchiveIndex, copy_files, open_index
from services.store.maintenance.journal_scan import Progress, ScanResult, scan
from services.store.maintenance.realm_folders import PrintLine, RealmFolders
from services.store.maintenance.verify import inspect_rest, report_rest
from services.store.private import private_folder
from services.store.sqlite.anchor import BadAnchor, read_anchor, sealed_anchor, write_anchor
from services.store.sqlite.database import FILE, BadJournal, WrongJournal, open_writing, transaction
from services.store.sqlite.exchange import exchange, finish_exchange, stage
from services.store.sqlite.lock import StoreLock, lock_path
from services.store.sqlite.reading import LogReader
from services.store.sqlite.seals import epoch_of
from services.store.sqlite.store import put_meta


def restore(place: RealmFolders, archive: Path, *, print_line: PrintLine, progress: Progress) -> int:
    """Replace the realm's folder by the contents of ``archive``; exit code.  Raises Explained, OSError.

    Refused while a backend is running, for a backup of another county, realm or keys, and for one whose records are not
    fully proven; damage to its other files is reported, with exit code 1.  The previous folder is retained next to the
    new one.
    """
    index = open_index(archive)
    if index.realm != place.realm.id:
        raise WrongJournal(
            "{archive}: is of realm {found}, not of {realm}; choose it with --realm",
            archive=archive, found=index.realm, realm=place.realm,
        )  # fmt: skip
    _check_keys(place, archive)
    lock = StoreLock(lock_path(place.folder))
    try:
        finish_exchange(place.folder)
        _check_county(place, index)
        _copy_keys(place, archive)
        key = place.key()
        epoch = 1 + max(index.epoch, *_epochs(place, index, key))
        staged = stage(place.folder)
        copy_files(archive, index, staged)
        found = _raise_epoch(staged, place.folder, archive, index, key, epoch, progress)
        head = found.head
        old = exchange(place.folder, suffix="before-restore")
        anchor = sealed_anchor(
            head, commit=found.proven.number, digest=found.proven.digest, key=key, county=index.county,
            realm=index.realm,
        )  # fmt: skip
        write_anchor(place.anchor, anchor)
    finally:
        lock.close()
    print_line(f"restored: {place.folder}, county {index.county}, realm {index.realm}, from {archive}")
    print_line(f"records: {head.seq}, the last commit of {moment(head.recorded_ms)}; epoch {head.epoch}")
    report_rest(found, print_line)
    if old is not None:
        print_line(f"the previous folder is now {old}; delete it when it is no longer needed")
    return int(bool(found.faults))


def _check_keys(place: RealmFolders, archive: Path) -> None:
    """Keys of data folder and backup must be the same: tokens and seals of all realms depend on them."""
    for name in KEY_FILES:
        mine, theirs = read_key(place.keys / name), read_key(archive / KEYS / name)
        if mine is not None and theirs is not None and mine != theirs:
            raise BadJournal(
                "{path}: is another key than the backup's; restore into an empty folder with --data",
                path=place.keys / name,
            )


def _copy_keys(place: RealmFolders, archive: Path) -> None:
    private_folder(place.keys)
    for name in KEY_FILES:
        key = read_key(archive / KEYS / name)
        if key is not None:
            write_key(place.keys / name, key)


def _check_county(place: RealmFolders, index: ArchiveIndex) -> None:
    try:
        reader = LogReader(place.folder)
    except BadJournal:
        return  # no journal, or too damaged to state its county
    county = reader.county
    reader.close()
    if county != index.county:
        raise WrongJournal(
            "{folder}: belongs to county {mine}, the backup to {theirs}; give another --data folder",
            folder=place.folder, mine=county, theirs=index.county,
        )  # fmt: skip


def _epochs(place: RealmFolders, index: ArchiveIndex, key: bytes) -> list[int]:
    """Epochs of the realm's current journal and anchor."""
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
    staged: Path, folder: Path, archive: Path, index: ArchiveIndex, key: bytes, epoch: int, progress: Progress
) -> ScanResult:
    """Verify the records of the copy of ``archive``, then set its epoch; returns the result, including that of other
    files, which are named by their later place in ``folder``.  Raises BadJournal.
    """
    with closing(LogReader(staged)) as reader:
        found = scan(reader, key, anchor=None, progress=progress)
        proven = not found.faults
        inspect_rest(found, reader, staged, progress, named=folder)
    if not proven:
        raise BadJournal(
            "{path}: {fault}; take another backup, or run `main.py journal … repair` on the journal it was made of",
            path=archive / REALM / FILE, fault=found.faults[0],
        )  # fmt: skip
    try:
        with closing(open_writing(staged / FILE)) as db:
            with transaction(db):
                put_meta(db, "epoch", msgspec.msgpack.encode(epoch_of(key, index.county, index.realm, epoch)))
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise BadJournal("{path}: cannot be written ({why})", path=staged / FILE, why=error) from error
    return replace(found, head=found.head._replace(epoch=epoch))
