"""What tells one version of a file from another without opening it."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[int, int, int]
"""Changes whenever a file is written again or replaced."""


def stamp_of(path: Path) -> Stamp | None:
    """None when no such file can be seen.  Takes no file descriptor."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
