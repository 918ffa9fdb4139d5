"""Zip files named by the user: unpacked into a private folder, with bounded size, before anything in them is opened."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from county.package.manifest import PackageError

SUFFIXES = (".zip", ".kmz")
MAX_FILES = 1_000
MAX_BYTES = 1 << 30
"""Of all files in the archive together, as they unpack."""
PART = 1 << 20


@contextmanager
def unpacked(path: Path, wanted: Collection[str]) -> Iterator[Path]:
    """``path``, or the one file in the zip ``path`` whose suffix is among ``wanted``.  Raises PackageError."""
    if path.suffix.lower() not in SUFFIXES:
        yield path
        return
    with TemporaryDirectory(prefix="county-import-") as name:
        try:
            files = _unpack(path, Path(name))
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise PackageError("{path}: cannot be unpacked ({why}); unpack it first", path=path, why=error) from error
        found = [file for file in files if file.suffix.lower() in wanted]
        if len(found) != 1:
            raise PackageError(
                "{path}: contains {n} files of {suffixes}, one is needed; unpack it and give the file",
                path=path,
                n=len(found),
                suffixes=", ".join(wanted),
            )
        yield found[0]


def _unpack(path: Path, folder: Path) -> list[Path]:
    """The files of the archive ``path``, in ``folder`` under their last names.  Raises PackageError and zipfile's."""
    files: list[Path] = []
    left = MAX_BYTES
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_FILES:
            raise PackageError("{path}: contains {n} files, too many; unpack it first", path=path, n=len(members))
        for member in members:
            inside = PurePosixPath(member.filename.replace("\\", "/"))
            if inside.is_absolute() or ".." in inside.parts or ":" in inside.name:
                raise PackageError(
                    "{path}: contains {name}, a path out of the archive; pack it again without folders",
                    path=path,
                    name=member.filename,
                )
            target = folder / inside.name
            if target.exists():
                raise PackageError(
                    "{path}: contains two files {name}; unpack it and give the file", path=path, name=inside.name
                )
            with archive.open(member) as packed, target.open("xb") as out:
                while part := packed.read(PART):
                    left -= len(part)
                    if left < 0:
                        raise PackageError(
                            "{path}: unpacks to more than {n} MB; unpack it first", path=path, n=MAX_BYTES >> 20
                        )
                    out.write(part)
            files.append(target)
    return files
