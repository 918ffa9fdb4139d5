"""Leases: the windows that need a supervised backend, each a locked file of its own.

A closed window deletes its file.  The lock of a killed window is released by the system, and its file remains: it
counts for some seconds more, so that the window can be opened again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from county.clock import monotonic_ms
from services.disk.file_lock import FileLock, FileLocked, is_locked

FOLDER = "leases"
LINGER_MS = 3_000
UNKNOWN = "unknown"
"""Name of a lease while the leases cannot be listed."""


class Lease:
    """Held from construction to :meth:`close`."""

    def __init__(self, folder: Path) -> None:
        """``folder``: of the supervisor.  Raises OSError."""
        self._path, self._lock = _taken(folder / FOLDER)

    @property
    def name(self) -> str:
        return self._path.name

    @property
    def lost(self) -> bool:
        """Whether its file was deleted by another process."""
        return not self._lock.is_of(self._path)

    def close(self) -> None:
        self._lock.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


class Leases:
    """The leases on one supervisor."""

    def __init__(
        self, folder: Path, *, linger_ms: int = LINGER_MS, monotonic: Callable[[], int] = monotonic_ms
    ) -> None:
        """``folder``: of the supervisor."""
        self._folder = folder / FOLDER
        self._linger_ms = linger_ms
        self._monotonic = monotonic
        self._held_at: dict[str, int] = {}

    def held(self) -> set[str]:
        """Names of the leases of open windows."""
        return {name for name in self._names() if _is_held(self._folder / name)}

    def counted(self) -> set[str]:
        """Names of the leases that count; deletes those of windows that were killed some seconds ago."""
        try:
            now, names, held = self._monotonic(), self._names(), self.held()
        except OSError:  # no descriptor is free, for example: no window is known to have closed
            return set(self._held_at) or {UNKNOWN}
        self._held_at = {name: now if name in held else self._held_at.get(name, now) for name in names}
        ended = {name for name in names - held if now - self._held_at[name] >= self._linger_ms}
        for name in ended:
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)
        return names - ended

    def _names(self) -> set[str]:
        try:
            return set(os.listdir(self._folder))
        except FileNotFoundError:
            return set()


def _is_held(path: Path) -> bool:
    """Whether a window holds this lease; assumed of one that cannot be examined, as its backend must not be ended."""
    try:
        return is_locked(path)
    except OSError:
        return True


def _taken(folder: Path) -> tuple[Path, FileLock]:
    """A new file in ``folder``, locked.  Another process may look at it between its creation and the lock."""
    while True:
        path = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        with suppress(FileLocked):
            lock = FileLock(path)
            if lock.is_of(path):
                return path, lock
            lock.close()
        path.unlink(missing_ok=True)
