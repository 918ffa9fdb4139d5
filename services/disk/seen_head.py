"""The last head that a desktop has received from one backend, kept on its own disk.

A desktop that is opened again compares it with the backend's head, so that a journal that went back is noticed although
nobody was watching.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from county.clock import monotonic_ms
from county.realm import Realm
from services.store.private import private_file, private_folder

EVERY_MS = 1_000
"""Minimum interval of writes."""
FOLDER = "seen-heads"
"""In the user's data, not in the data folder of a backend, which may be replaced by an older copy as a whole."""


class SeenHead(NamedTuple):
    """Epoch and last record; a restore raises the epoch, so heads are compared in this order."""

    epoch: int = 0
    seq: int = 0


class SeenHeadFile:
    """Used by one thread.  Windows that are open at the same time share the file."""

    def __init__(
        self, folder: Path, *, county: str, realm: Realm, server: bytes, monotonic: Callable[[], int] = monotonic_ms
    ) -> None:
        """``county``: identity of its package.  ``server``: public key of the backend."""
        self._path = folder / county / f"{realm.folder}-{sha256(server).hexdigest()[:16]}.json"
        self._monotonic = monotonic
        self._written = self._noted = self.read()
        self._next_ms = 0

    def read(self) -> SeenHead:
        """The highest head that was stored; 0 when there is none."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=SeenHead)
        except (OSError, ValueError):
            return SeenHead()

    def note(self, head: SeenHead) -> None:
        """Store ``head`` now, or with a later call: at most once a second."""
        self._noted = max(self._noted, head)
        if self._noted != self._written and self._monotonic() >= self._next_ms:
            self._next_ms = self._monotonic() + EVERY_MS
            self._write()

    def close(self) -> None:
        """Store what is not stored yet."""
        if self._noted != self._written:
            self._write()

    def _write(self) -> None:
        """Replace the file; not synced, as it is written every second.  A disk that is full leaves an older head."""
        part = self._path.with_suffix(".part")
        with suppress(OSError):
            private_folder(self._path.parent)
            private_file(part)
            part.write_bytes(msgspec.json.encode(max(self._noted, self.read())))
            part.replace(self._path)
            self._written = self._noted
