"""The head after the last commit, next to the anchor, so that even the newest commits cannot be lost unnoticed.

It is written after each commit, before that is acknowledged, and not synced: it survives the end of the process, and
costs some ten microseconds.  After a power failure it may be older than the journal; then it proves as much as the
anchor.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from services.store.private import FILE_MODE, private_folder
from services.store.sqlite.anchor import Anchor, is_sealed

SLOT = 512
"""Bytes of one head, a sector of a disk.  Two are written in turn, so that the other one survives a torn write."""


def last_head_path(anchor: Path) -> Path:
    """The file next to an anchor."""
    return anchor.with_suffix(".head")


class LastHead:
    """Writes the file.  It stays open: a commit costs one write.  Used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._slot = 0

    def write(self, anchor: Anchor) -> None:
        """Store the head after a durable commit.  Raises OSError, and then an older head remains."""
        if self._descriptor is None:
            private_folder(self._path.parent)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), FILE_MODE)
        os.lseek(self._descriptor, self._slot * SLOT, os.SEEK_SET)
        os.write(self._descriptor, msgspec.json.encode(anchor).ljust(SLOT))
        self._slot = 1 - self._slot

    def close(self) -> None:
        """Release the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def read_last_head(path: Path, *, key: bytes, county: str, realm: str) -> Anchor | None:
    """The newest head; None when there is none, or none can be read."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    found: list[Anchor] = []
    for first in range(0, len(content), SLOT):
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            anchor = msgspec.json.decode(content[first : first + SLOT], type=Anchor)
            if is_sealed(anchor, key=key, county=county, realm=realm):
                found.append(anchor)
    return max(found, key=lambda anchor: (anchor.epoch, anchor.commit), default=None)
