"""The folder written by ``backup`` and ``repair`` and read by ``restore``: a realm's folder, its keys, and an index.

It contains personal data and the key that seals the journal: it must be kept as safe as the data folder itself.
"""

from __future__ import annotations

import hmac
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import msgspec

from services.disk.durable import sync_file, sync_folder, write_new
from services.store.keyfiles import CONTACTS_KEY, JOURNAL_KEY, read_key, write_key
from services.store.ports import Head
from services.store.private import make_private, private_folder
from services.store.sqlite.database import BadJournal, WrongJournal

FORMAT = 1
INDEX = "backup.json"
REALM = "realm"
KEYS = "keys"
KEY_FILES = (JOURNAL_KEY, CONTACTS_KEY)


class ArchivedFile(msgspec.Struct, frozen=True):
    """One file of an archive."""

    bytes: int
    sha256: str


class ArchiveIndex(msgspec.Struct, frozen=True, kw_only=True):
    """``backup.json``."""

    format: int
    county: str
    realm: str
    epoch: int
    seq: int
    hash: str
    recorded_ms: int
    made_ms: int
    files: dict[str, ArchivedFile]
    """By path under ``realm/``."""
    mac: str = ""


class _IndexHead(msgspec.Struct):
    format: Annotated[int, msgspec.Meta(ge=1)]


@contextmanager
def writing_archive(out: Path) -> Iterator[Path]:
    """A temporary folder that is renamed to ``out`` when the block succeeds, and deleted otherwise.

    Raises BadJournal when ``out`` exists and is not an empty folder, OSError.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise WrongJournal("{out}: exists already; give a folder that is new or empty", out=out)
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    private_folder(part)
    try:
        yield part
        make_private(part)
        for path in sorted(part.rglob("*"), reverse=True):
            if path.is_dir():
                sync_folder(path)
            else:
                sync_file(path)
        if out.exists():
            out.rmdir()
        part.rename(out)
        sync_folder(out.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def seal(part: Path, head: Head, *, county: str, realm: str, made_ms: int, keys: Path, key: bytes) -> ArchiveIndex:
    """Copy the key files and write the index over everything under ``part/realm``.  Raises OSError."""
    private_folder(part / KEYS)
    for name in KEY_FILES:
        secret = read_key(keys / name)
        if secret is not None:
            write_key(part / KEYS / name, secret)
    root = part / REALM
    files = {path.relative_to(root).as_posix(): file_of(path) for path in sorted(root.rglob("*")) if path.is_file()}
    index = ArchiveIndex(
        format=FORMAT, county=county, realm=realm, epoch=head.epoch, seq=head.seq, hash=head.hash.hex(),
        recorded_ms=head.recorded_ms, made_ms=made_ms, files=files,
    )  # fmt: skip
    index = msgspec.structs.replace(index, mac=_mac(index, key))
    write_new(part / INDEX, msgspec.json.format(msgspec.json.encode(index)))
    return index


def open_index(archive: Path) -> ArchiveIndex:
    """The index of an archive, after checking its MAC, the digest of every file and that there is no file not listed.

    Raises BadJournal and BadKeyFile.
    """
    path = archive / INDEX
    try:
        content = path.read_bytes()
        found = msgspec.json.decode(content, type=_IndexHead).format
        if found > FORMAT:
            raise BadJournal(
                "{path}: format {found} is newer than this program; update the program", path=path, found=found
            )
        index = msgspec.json.decode(content, type=ArchiveIndex)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise WrongJournal(
            "{archive}: is not a backup; give a folder written by `main.py journal … backup`", archive=archive
        ) from error
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadJournal(
            "{path}: is not a backup ({why}); give a folder written by `main.py journal … backup`", path=path, why=error
        ) from error
    key = read_key(archive / KEYS / JOURNAL_KEY)
    if key is None or not hmac.compare_digest(index.mac, _mac(index, key)):
        raise BadJournal("{path}: was changed after the backup was made; take another backup", path=path)
    for name, expected in index.files.items():
        _compare(archive / REALM, name, expected)
    _refuse_unlisted(archive / REALM, index)
    return index


def copy_files(archive: Path, index: ArchiveIndex, target: Path) -> None:
    """Copy exactly the files listed in the index into the folder ``target``.  Raises OSError."""
    for name in index.files:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(archive / REALM / name, copy)


def _refuse_unlisted(root: Path, index: ArchiveIndex) -> None:
    """Raises BadJournal for anything but folders and the files of the index: an unlisted file is not authenticated, and
    some files grant roles."""
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or not (path.is_dir() or path.relative_to(root).as_posix() in index.files):
            raise BadJournal(
                "{path}: is not part of the backup; delete it, or take another backup", path=path
            )


def _compare(root: Path, name: str, expected: ArchivedFile) -> None:
    path = root / name
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise BadJournal("{path}: is outside the backup; take another backup", path=path)
    try:
        found = file_of(path)
    except OSError as error:
        raise BadJournal("{path}: cannot be read ({why}); take another backup", path=path, why=error) from error
    if found != expected:
        raise BadJournal("{path}: is not the file that was backed up; take another backup", path=path)


def file_of(path: Path) -> ArchivedFile:
    """Size and digest of a file.  Raises OSError."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        return ArchivedFile(os.fstat(file.fileno()).st_size, digest.hexdigest())


def _mac(index: ArchiveIndex, key: bytes) -> str:
    plain = msgspec.structs.replace(index, mac="")
    return hmac.digest(key, b"backup" + msgspec.json.encode(plain, order="sorted"), "sha256").hex()
