"""Zip and gzip files with one table, unpacked with bounded size."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from county.tables.row import BadFile
from county.zip_files import MAX_BYTES, PART, BadArchive, unpack

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


def from_zip(path: Path, file: Path, named: str, folder: Path) -> Path:
    """The file ``named``, or the only table, of the archive ``file``, unpacked into ``folder``.  Raises BadFile."""
    try:
        files = [each for each in unpack(file, folder) if not each.name.startswith(_SYSTEM)]
    except BadArchive as error:
        raise BadFile("{why}", why=error) from error
    if named:
        files = [each for each in files if each.name == named]
    elif len(files) > 1:
        files = [each for each in files if each.suffix.lower() in SUFFIXES]
    if len(files) == 1:
        return files[0]
    if not files:
        raise BadFile("{path}: contains no table; give an archive with one table", path=path)
    raise BadFile(
        "{path}: contains {n} tables ({names}); name one: {example}", path=path, n=len(files),
        names=", ".join(each.name for each in files[:8]), example=f'"{path.name}|{files[0].name}"',
    )  # fmt: skip


def from_gzip(path: Path, file: Path, folder: Path) -> tuple[Path, str]:
    """The content of ``file``, unpacked into ``folder``, and why its end is missing ("": it is complete).

    Raises BadFile.
    """
    target = folder / "unpacked"
    left = MAX_BYTES
    try:
        with gzip.open(file) as packed, target.open("xb") as out:
            while part := packed.read1(PART):
                left -= len(part)
                if left < 0:
                    raise BadFile("{path}: unpacks to more than {n} MB; unpack it first", path=path, n=MAX_BYTES >> 20)
                out.write(part)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return target, str(error)
    return target, ""
