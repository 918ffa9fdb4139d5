"""Put a new package in the place of an old one: until the new one is complete, the old one stays as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOTDIR
from pathlib import Path
from tempfile import mkdtemp

from county.package.manifest import MANIFEST, MAP, TERRAIN

SIDECARS = (f"{MAP}-wal", f"{MAP}-shm", f"{MAP}-journal", f"{TERRAIN}.aux.xml")
"""What SQLite and GDAL keep beside a file; beside another file they would spoil it."""
FILES = (MANIFEST, MAP, TERRAIN, *SIDECARS)
"""What makes a package; whatever else lies in its folder is not touched."""


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder to write a package into; when the block ends well, its files become those of ``folder``.

    If it ends otherwise (an error, Ctrl-C), ``folder`` is as before, and gone if it was not there.  Raises OSError.
    """
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(ENOTDIR, "is a file", str(folder))
    known = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(mkdtemp(prefix=".new-", dir=folder))
    try:
        yield scratch
        _harden(scratch)
        _take_place(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if not known:
            with suppress(OSError):  # it is empty only if nothing was built
                folder.rmdir()


def _harden(scratch: Path) -> None:
    """Have the disk keep the files before any old one is given up for them."""
    for file in scratch.iterdir():
        with file.open("rb+") as written:
            os.fsync(written.fileno())


def _take_place(scratch: Path, folder: Path) -> None:
    """Exchange the files, one by one: a folder that is in use or holds other things cannot be replaced everywhere.

    The manifest leaves first and comes last: in between there is no package, never a mixed one.  If one file cannot
    be exchanged (Windows: QGIS has the map open), all are put back.
    """
    new = {file.name for file in scratch.iterdir()}
    old = scratch / "old"
    old.mkdir()
    try:
        for name in FILES:
            if (folder / name).exists():
                os.replace(folder / name, old / name)
        for name in reversed(FILES):
            if name in new:
                os.replace(scratch / name, folder / name)
    except BaseException:
        for name in reversed(FILES):
            if name in new and not (scratch / name).exists():
                (folder / name).unlink()
            if (old / name).exists():
                os.replace(old / name, folder / name)
        raise
