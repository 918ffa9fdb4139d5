"""Zip files named by the user: unpacked into a private folder, with bounded size, before anything in them is opened."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from county.explained import Explained

MAX_FILES = 1_000
MAX_BYTES = 1 << 30
"""Of all files in the archive together, as they unpack."""
PART = 1 << 20
OLDER_NAMES = "gb18030"
"""Encoding of names without the mark of UTF-8: that of Chinese Windows."""


class BadArchive(Explained):
    """A zip file that is not unpacked; one line."""


def unpack(path: Path, folder: Path) -> list[Path]:
    """The files of the archive ``path``, in ``folder`` under their last names.  Raises BadArchive."""
    try:
        return _unpack(path, folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise BadArchive("{path}: cannot be unpacked ({why}); unpack it first", path=path, why=error) from error


def _unpack(path: Path, folder: Path) -> list[Path]:
    files: list[Path] = []
    left = MAX_BYTES
    with zipfile.ZipFile(path, metadata_encoding=OLDER_NAMES) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_FILES:
            raise BadArchive("{path}: contains {n} files, too many; unpack it first", path=path, n=len(members))
        for member in members:
            inside = PurePosixPath(member.filename.replace("\\", "/"))
            if inside.is_absolute() or ".." in inside.parts or ":" in inside.name:
                raise BadArchive(
                    "{path}: contains {name}, a path out of the archive; pack it again without folders",
                    path=path,
                    name=member.filename,
                )
            target = folder / inside.name
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
            files.append(target)
    return files
