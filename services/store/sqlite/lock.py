"""The lock of a realm's store, which ensures a single writer process.

It is a file next to the realm's folder, not in it, so that the lock's holder can replace the folder.  The operating
system releases it when its holder terminates.
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
        """Acquire the lock ``path``.  Raises StoreLocked when another process holds it, OSError for the file."""
        private_folder(path.parent)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            _acquire(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise StoreLocked(
                "{path}: another backend has this journal open; stop it, or give another --data folder", path=path
            ) from error

    def close(self) -> None:
        """Release the lock.  The file is not deleted: a lock on a deleted file would exclude no other process."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def lock_path(folder: Path) -> Path:
    """Lock of the store in ``folder``."""
    return folder.with_name(f"{folder.name}.lock")


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
