"""A file that the analysis rewrites, and that the backend's loop reads when it has changed."""

from __future__ import annotations

from pathlib import Path

from services.disk.file_stamp import Stamp, stamp_of


class RewrittenFile:
    """Used by one thread."""

    def __init__(self, path: Path, size_max: int) -> None:
        """``size_max``: bytes; a larger file is none of the analysis."""
        self.path = path
        self._size_max = size_max
        self._stamp: Stamp | None = None

    def is_new(self) -> bool:
        """Whether it was written since it was new last; never where it is missing or too large."""
        stamp = stamp_of(self.path)
        if stamp is None or stamp == self._stamp or stamp[2] > self._size_max:
            return False
        self._stamp = stamp
        return True
