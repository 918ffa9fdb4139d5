"""Zip and gzip files with one table, unpacked with bounded size."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import NamedTuple

from county.tables.row import BadFile
from county.zip_files import MAX_BYTES, PART, BadArchive, DiskFull, unpack, writing_to

SUFFIXES = (
    ".csv",
    ".tsv",
    ".txt",
    ".xlsx",
    ".xls",
    ".ods",
    ".json",
    ".jsonl",
    ".geojson",
    ".xml",
    ".html",
    ".htm",
    ".dbf",
)
"""Of tables, where an archive also contains other files."""
_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")


class Unpacked(NamedTuple):
    """A file of an archive."""

    at: Path
    name: str
    """In the archive, with its folders."""
    part: str
    """Of the file, which is named, too."""


def from_zip(path: Path, file: Path, named: str, folder: Path) -> Unpacked:
    """The file ``named``, or the only table, of the archive ``file``, unpacked into ``folder``.  Raises BadFile.

    ``named``: also without its folder, if no other file has that name; or a part of the only table.
    """
    try:
        files = {at: name for at, name in unpack(file, folder).items() if not at.name.startswith(_SYSTEM)}
    except BadArchive as error:
        raise BadFile("{why}", why=error) from error
    tables = {at: name for at, name in files.items() if len(files) == 1 or at.suffix.lower() in SUFFIXES}
    if named:
        exact = {at: name for at, name in files.items() if name == named}
        if chosen := exact or {at: name for at, name in files.items() if at.name == named}:
            tables, named = chosen, ""
    if len(tables) == 1:
        return Unpacked(*next(iter(tables.items())), named)
    if not tables:
        raise BadFile("{path}: contains no table; give an archive with one table", path=path)
    names = list(tables.values())
    raise BadFile(
        "{path}: contains {n} tables ({names}); name one: {example}", path=path, n=len(names),
        names=", ".join(names[:8]), example=f'"{path.name}|{names[0]}"',
    )  # fmt: skip


def from_gzip(path: Path, file: Path, folder: Path) -> tuple[Path, str]:
    """The content of ``file``, unpacked into ``folder``, and why its end is missing ("": it is complete).

    Raises BadFile.
    """
    target = folder / "unpacked"
    left = MAX_BYTES
    try:
        with writing_to(folder, path), gzip.open(file) as packed, target.open("xb") as out:
            while part := packed.read1(PART):
                left -= len(part)
                if left < 0:
                    raise BadFile("{path}: unpacks to more than {n} MB; unpack it first", path=path, n=MAX_BYTES >> 20)
                out.write(part)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return target, str(error)
    except DiskFull as error:
        raise BadFile("{why}", why=error) from error
    return target, ""
