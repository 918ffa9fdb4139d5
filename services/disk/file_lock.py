"""Locks of the operating system on files.  It releases them when their holder terminates, however that happens."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from county.clock import monotonic_ms
from services.store.private import FILE_MODE, private_folder

HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""Errors of a lock that another process holds; others occur where a file system has no locks, for example."""
PAUSE_S = 0.01
"""Between two attempts to acquire a lock that another holds."""


class FileLocked(Exception):
    """Another process, or another lock of this one, holds the lock."""


class FileLock:
    """Held from construction to :meth:`close`."""

    def __init__(self, path: Path) -> None:
        """Acquire the lock ``path``, created privately if missing.  Raises FileLocked, and OSError for the file."""
        private_folder(path.parent)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            _acquire(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            if error.errno not in HELD:
                raise
            raise FileLocked(str(path)) from error

    def is_of(self, path: Path) -> bool:
        """Whether ``path`` still names the locked file: another process may have deleted it."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), path.stat())
        except OSError:
            return False

    def close(self) -> None:
        """Release the lock.  The file is not deleted: a lock on a deleted file would exclude no other process."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


@contextmanager
def awaited_lock(path: Path, patience_ms: int) -> Iterator[None]:
    """Hold the lock ``path``.  Raises FileLocked when another holds it for longer, and OSError for the file."""
    until = monotonic_ms() + patience_ms
    while True:
        try:
            lock = FileLock(path)
            break
        except FileLocked:
            if monotonic_ms() >= until:
                raise
            time.sleep(PAUSE_S)
    try:
        yield
    finally:
        lock.close()


def is_locked(path: Path) -> bool:
    """Whether a process holds the lock ``path``.

    Acquires a free lock for a moment, in which another process that wants it is refused and must try again.  Raises
    OSError for a file that exists and cannot be opened or locked.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        _acquire(descriptor)
    except OSError as error:
        if error.errno not in HELD:
            raise
        return True
    finally:
        os.close(descriptor)
    return False


if sys.platform == "win32":
    import msvcrt

    def _acquire(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _acquire(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
