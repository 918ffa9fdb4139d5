"""Distinguishes versions of a file without opening it."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[int, int, int]
"""Changes whenever a file is rewritten or replaced."""


def stamp_of(path: Path) -> Stamp | None:
    """None when there is no such file.  Uses no file descriptor."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
