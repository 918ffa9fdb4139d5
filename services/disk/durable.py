"""Atomic file writes that survive a power cut."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_new(path: Path, data: bytes | bytearray, *, mode: int = 0o666) -> None:
    """Write a file that must not exist yet and sync it to disk.  Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_whole(path: Path, data: bytes | bytearray, *, mode: int = 0o666) -> None:
    """Replace ``path`` by ``data`` atomically: a reader, also after a power cut, finds either the old or the new
    content.

    Raises OSError, and then ``path`` is unchanged.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        write_new(part, data, mode=mode)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Sync the content of ``path`` to disk.  Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Sync the entries of ``folder`` to disk; no effect on systems where a folder cannot be opened."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
