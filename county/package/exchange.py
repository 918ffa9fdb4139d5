"""Exchange the files of a folder for new ones: an error, Ctrl-C or a kill at any moment leaves all old or all new ones.

A workspace ``.new-…`` in the folder holds ``new/`` (what is written), then ``leaving/`` (old files, while they are
moved out), then ``old/`` (all of them).  It is locked by its process, so that a later one can tell whether that process
is still alive: what a killed one left is undone by :func:`recover`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

PREFIX = ".new-"
LOCK, NEW, LEAVING, OLD = "lock", "new", "leaving", "old"


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A locked workspace in ``folder`` with an empty ``new/``; gone when the block ends.  Raises OSError.

    It only stays while it holds old files that could not be put back, for :func:`recover`.
    """
    space = Path(mkdtemp(prefix=PREFIX, dir=folder))
    try:
        with (space / LOCK).open("wb") as lock:
            if not _locked(lock):
                raise OSError(f"{space}: cannot be locked; choose another file system")
            (space / NEW).mkdir()
            yield space
    finally:
        if not ((space / LEAVING).exists() or (space / OLD).exists()):
            shutil.rmtree(space, ignore_errors=True)


def exchange(space: Path, folder: Path, names: Sequence[str]) -> None:
    """Put the files of ``new/`` in the place of those called ``names``, which need not all be there.

    The first name leaves first and comes last: while it is missing the folder is not whole.  If a file cannot be
    exchanged (Windows: another program has it open), all are put back.  Raises OSError.
    """
    _harden(space / NEW)
    (space / LEAVING).mkdir()
    try:
        for name in names:
            if (folder / name).exists():
                os.replace(folder / name, space / LEAVING / name)
        os.rename(space / LEAVING, space / OLD)
        for name in reversed(names):
            if (space / NEW / name).exists():
                os.replace(space / NEW / name, folder / name)
    except BaseException:
        _undo(space, folder, names)
        raise
    shutil.rmtree(space / OLD, ignore_errors=True)


def recover(folder: Path, names: Sequence[str]) -> None:
    """Undo what a killed :func:`exchange` left half done, and remove its workspace.  Raises OSError."""
    for space in sorted(folder.glob(f"{PREFIX}*")):
        try:
            with (space / LOCK).open("rb+") as lock:
                if not _locked(lock):
                    continue
                if not (folder / names[0]).exists():
                    _undo(space, folder, names)
        except FileNotFoundError:  # no workspace of this program, or its process has just ended
            continue
        shutil.rmtree(space, ignore_errors=True)


def _undo(space: Path, folder: Path, names: Sequence[str]) -> None:
    """Every moment of it can be the last one, too: as long as ``old/`` is there, no old file has come back."""
    if (space / OLD).exists():
        for name in names:
            if not (space / OLD / name).exists():
                (folder / name).unlink(missing_ok=True)
        os.rename(space / OLD, space / LEAVING)
    if (space / LEAVING).exists():
        for name in reversed(names):
            if (space / LEAVING / name).exists():
                os.replace(space / LEAVING / name, folder / name)
        (space / LEAVING).rmdir()


def _harden(written: Path) -> None:
    """Have the disk keep the files before any old one is given up for them."""
    for file in written.iterdir():
        with file.open("rb+") as content:
            os.fsync(content.fileno())


if sys.platform == "win32":
    import msvcrt

    def _locked(file: BinaryIO) -> bool:
        """Whether this process has the lock on ``file`` now; it ends with the file or the process."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: BinaryIO) -> bool:
        """Whether this process has the lock on ``file`` now; it ends with the file or the process."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
