"""The folder with copies of opened attachments: private, and deleted with its window or, if that was killed, at the
next start."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Thread

from services.disk.file_lock import FileLock, FileLocked

PREFIX = "county-command-opened-"
LOCK = "lock"
"""Held by the window that uses the folder; the system releases it when the window is killed."""


class OpenedFiles:
    """A new folder, mode 0700, until :meth:`close`."""

    def __init__(self) -> None:
        """Raises OSError."""
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
            try:
                self._lock = FileLock(self.path / LOCK)
            except (FileLocked, FileNotFoundError):
                continue  # another window that starts takes it for a left one
            if self._lock.is_of(self.path / LOCK):
                return
            self._lock.close()

    def close(self) -> None:
        """Delete the folder with its files."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def start_removing_left_folders() -> Thread:
    """Run :func:`remove_left_folders` in a thread: a disk may take long to delete many files."""
    thread = Thread(target=remove_left_folders, name="left folders", daemon=True)
    thread.start()
    return thread


def remove_left_folders() -> None:
    """Delete the folders of windows of this user that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if _is_own(folder):
            with suppress(FileLocked, OSError):
                lock = FileLock(folder / LOCK)
                shutil.rmtree(folder, ignore_errors=True)
                lock.close()


def _is_own(folder: Path) -> bool:
    """Whether it is a folder of this user, and no link to one: anybody may write into the folder of all of them."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())
