"""Zip files named by the user: unpacked into a private folder, with bounded size, before anything in them is opened."""

from __future__ import annotations

import errno
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from county.explained import Explained

MAX_FILES = 1_000
MAX_BYTES = 1 << 30
"""Of all files in the archive together, as they unpack."""
PART = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_UTF8_NAME = 0x800
"""Flag of members whose name is UTF-8; of all others zipfile takes it as code page 437."""


class BadArchive(Explained):
    """A zip file that is not unpacked; one line."""


class DiskFull(BadArchive):
    """The disk is full onto which an archive is unpacked."""


@contextmanager
def writing_to(folder: Path, path: Path) -> Iterator[None]:
    """Raises DiskFull when there is no room in ``folder`` for the content of ``path``."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise DiskFull(
            "{path}: cannot be unpacked, the disk of {folder} is full; free space", path=path, folder=folder
        ) from error


def unpack(path: Path, folder: Path) -> dict[Path, str]:
    """The files of the archive ``path`` in ``folder``, and their names in it; those of each of its folders are in a
    folder of their own.  Files that macOS adds are left out.  Raises BadArchive."""
    try:
        if not path.stat().st_size:
            raise BadArchive("{path}: is empty; get a complete copy", path=path)
        with writing_to(folder, path):
            return _unpack(path, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise BadArchive("{path}: cannot be unpacked ({why}); unpack it first", path=path, why=error) from error


def _unpack(path: Path, folder: Path) -> dict[Path, str]:
    files: dict[Path, str] = {}
    folders: dict[PurePosixPath, Path] = {}
    left = MAX_BYTES
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_FILES:
            raise BadArchive("{path}: contains {n} files, too many; unpack it first", path=path, n=len(members))
        for member, name in zip(members, _names(members), strict=True):
            inside = PurePosixPath(name.replace("\\", "/"))
            if inside.is_absolute() or ".." in inside.parts or ":" in inside.name or "\0" in name:
                raise BadArchive(
                    "{path}: contains {name}, a path out of the archive; pack it again without folders",
                    path=path,
                    name=name,
                )
            if "__MACOSX" in inside.parts or inside.name.startswith("._"):
                continue
            target = folders.setdefault(inside.parent, folder / str(len(folders))) / inside.name
            target.parent.mkdir(exist_ok=True)
            if target.exists():
                raise BadArchive(
                    "{path}: contains two files {name}; unpack it and give the file", path=path, name=inside.name
                )
            with archive.open(member) as packed, target.open("xb") as out:
                while part := packed.read(PART):
                    left -= len(part)
                    if left < 0:
                        raise BadArchive(
                            "{path}: unpacks to more than {n} MB; unpack it first", path=path, n=MAX_BYTES >> 20
                        )
                    out.write(part)
            files[target] = str(inside)
    return files


def _names(members: list[zipfile.ZipInfo]) -> list[str]:
    """Names of the members; programs of Chinese Windows write them in GBK, without saying so."""
    names = [member.filename for member in members]
    unsure = [i for i, member in enumerate(members) if not member.flag_bits & _UTF8_NAME]
    raw = {i: names[i].encode("cp437", "replace") for i in unsure}
    encoding = next((e for e in ("utf-8", "gb18030") if all(_valid(name, e) for name in raw.values())), "")
    return [raw[i].decode(encoding) if encoding and i in raw else name for i, name in enumerate(names)]


def _valid(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
