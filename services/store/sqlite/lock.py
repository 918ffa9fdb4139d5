"""The lock of a realm's store, which ensures a single writer process.

It is a file next to the realm's folder, not in it, so that the lock's holder can replace the folder.
"""

from __future__ import annotations

from pathlib import Path

from county.explained import Explained
from services.disk.file_lock import FileLock, FileLocked


class StoreLocked(Explained):
    """Another process writes this store; one line."""


class StoreLock(FileLock):
    """The lock of one store."""

    def __init__(self, path: Path) -> None:
        """Acquire the lock ``path``.  Raises StoreLocked when another process holds it, OSError for the file."""
        try:
            super().__init__(path)
        except FileLocked as error:
            raise StoreLocked(
                "{path}: another backend has this journal open; stop it, or give another --data folder", path=path
            ) from error


def lock_path(folder: Path) -> Path:
    """Lock of the store in ``folder``."""
    return folder.with_name(f"{folder.name}.lock")
