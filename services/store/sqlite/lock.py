"""The lock of a realm's store: one writer, whoever it is, for as long as it lives.

It is a file beside the realm's folder, not in it, so that the folder can be exchanged by who holds the lock.  The
operating system gives it up when its holder dies.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from county.explained import Explained
from services.store.private import FILE_MODE, private_folder


class StoreLocked(Explained):
    """Another process writes this store; one line."""


class FileLock:
    """Held from construction to :meth:`close`."""

    def __init__(self, path: Path) -> None:
        """Take the lock ``path``.  Raises Locked when another holds it, OSError when the file cannot be made."""
        private_folder(path.parent)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            _take(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise StoreLocked(
                "{path}: another backend has this journal open; stop it, or give another --data folder", path=path
            ) from error

    def close(self) -> None:
        """Give the lock up.  The file stays: a lock on a file that was deleted would keep nobody out."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def lock_path(folder: Path) -> Path:
    """Lock of the store in ``folder``."""
    return folder.with_name(f"{folder.name}.lock")


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
