"""Files that are there whole or not at all, and that a power cut does not take back."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_new(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Write a file that must not exist yet and have the disk keep its bytes.  Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_whole(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Put ``data`` in the place of ``path``: a reader, and a start after a power cut, finds the old file or the new
    one.

    Raises OSError, and then ``path`` is as it was.
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
    """Have the disk keep what was written to ``path``.  Raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in ``folder``; nothing on systems where a folder cannot be opened."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
