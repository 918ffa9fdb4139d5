"""A request about a file, carried out in a process of its own: reading keeps no thread of the window busy."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Protocol

import msgspec

from county.explained import ExplainedLine
from services.file_import.messages import (
    LONGEST,
    FileFailed,
    FileOutcome,
    FileSaved,
    Reason,
    Reply,
    Request,
    encoded,
    reply_of,
)

_ROOT = Path(__file__).parents[2]
if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _NO_WINDOW = 0


class FileJob(Protocol):
    """One request in progress."""

    def take(self) -> list[Reply]:
        """The answers since the last call; the last one is FileOutcome, FileSaved or FileFailed.  Never blocks."""
        ...

    def cancel(self) -> None:
        """End after the present group of rows; the FileOutcome follows."""
        ...

    def close(self) -> None:
        """End at once; nothing follows."""
        ...


class FileProcess:
    """Implements FileJob."""

    def __init__(self, request: Request) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "services.file_import"], cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, creationflags=_NO_WINDOW,
        )  # fmt: skip
        self._replies: deque[Reply] = deque()
        self._closed = False
        self._thread = Thread(target=self._read, args=(encoded(request),), name="file import", daemon=True)
        self._thread.start()

    def take(self) -> list[Reply]:
        taken = []
        while self._replies:
            taken.append(self._replies.popleft())
        return taken

    def cancel(self) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        with suppress(OSError):  # it has ended
            stdin.close()

    def close(self) -> None:
        self._closed = True
        self._process.kill()
        self._thread.join()

    def _read(self, request: bytes) -> None:
        """Runs in the thread."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        ended = False
        try:
            process.stdin.write(request)
            process.stdin.flush()
            while not ended and (line := process.stdout.readline(LONGEST)):
                reply = reply_of(line)
                ended = isinstance(reply, FileOutcome | FileSaved | FileFailed)
                self._replies.append(reply)
        except (OSError, ValueError, msgspec.DecodeError):
            pass  # the process has ended, or is being closed
        if not ended and not self._closed:
            why = ExplainedLine("the process that reads the file has ended unexpectedly; try again, or divide the file")
            self._replies.append(FileFailed(Reason.of(why)))
        process.kill()
        process.wait()
        process.stdout.close()
        with suppress(OSError):
            process.stdin.close()
