"""Zip files of layers: the one file in them that GDAL reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from county.package.manifest import PackageError
from county.zip_files import BadArchive, unpack

SUFFIXES = (".zip", ".kmz")


@contextmanager
def unpacked(path: Path, wanted: Collection[str]) -> Iterator[Path]:
    """``path``, or the one file in the zip ``path`` whose suffix is among ``wanted``.  Raises PackageError."""
    if path.suffix.lower() not in SUFFIXES:
        yield path
        return
    with TemporaryDirectory(prefix="county-import-") as name:
        try:
            files = unpack(path, Path(name))
        except BadArchive as error:
            raise PackageError("{why}", why=error) from error
        found = [file for file in files if file.suffix.lower() in wanted]
        if len(found) != 1:
            raise PackageError(
                "{path}: contains {n} files of {suffixes}, one is needed; unpack it and give the file",
                path=path,
                n=len(found),
                suffixes=", ".join(wanted),
            )
        yield found[0]
