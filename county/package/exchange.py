"""Replace the files of a folder atomically: after an error, Ctrl-C or a kill it has either all old or all new files.

A workspace ``.new-…`` in the folder holds ``new/`` (what is written), then ``leaving/`` (old files, while they are
moved out), then ``old/`` (all of them).  Its process holds a lock on it, so that others can detect that the process
has ended; :func:`recover` undoes the unfinished exchange of a killed process.
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
    """A locked workspace in ``folder`` with an empty ``new/``; removed when the block ends.  Raises OSError.

    It is kept only while it holds old files that could not be restored, for :func:`recover`.
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
    """Replace the files ``names`` by those of ``new/``; not all need to exist.

    The first name is moved out first and written last: while it is missing the folder is incomplete.  If a file cannot
    be replaced (Windows: another program has it open), all are restored.  Raises OSError.
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
    """Undo the unfinished :func:`exchange` of a killed process and remove its workspace.  Raises OSError."""
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
    """Restore the old files.  May itself be killed: while ``old/`` exists, no old file has been restored."""
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
    """Flush the files to disk before any old one is replaced."""
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
