"""The log of a supervised backend: a private file, and one with the entries before it, of bounded size."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from county.clock import SystemClock
from services.store.private import private_file

FILE = "backend.log"
MAX_BYTES = 1 << 20


class RotatedLog:
    """Appends lines from any thread; a line that cannot be written is lost."""

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self.path = folder / FILE
        self._max_bytes = max_bytes
        self._lock = Lock()

    def note(self, text: str) -> None:
        """A line of the supervisor itself, with the time in front."""
        now = datetime.fromtimestamp(SystemClock().now_ms() / 1000, UTC).isoformat(timespec="milliseconds")
        self.write(f"{now} supervisor: {text}\n")

    def write(self, line: str) -> None:
        """Append ``line``, which ends with a line break."""
        with self._lock, suppress(OSError):
            private_file(self.path)
            if self.path.stat().st_size >= self._max_bytes:
                self.path.replace(self.path.with_suffix(".log.1"))
                private_file(self.path)
            with self.path.open("a", encoding="utf-8") as out:
                out.write(line)
