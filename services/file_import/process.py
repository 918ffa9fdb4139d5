"""A request about a file, carried out in a process of its own: reading keeps no thread of the window busy."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Protocol

import msgspec

from county.child_process import NO_WINDOW
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


class FileJob(Protocol):
    """One request in progress."""

    def take(self) -> list[Reply]:
        """The answers since the last call; the last one is FileOutcome, FileSaved or FileFailed.  Never blocks."""
        ...

    def cancel(self) -> None:
        """End after the present group of rows; FileOutcome follows.  Never blocks."""
        ...

    def close(self) -> None:
        """End at once; nothing follows.  Never blocks."""
        ...


class FileProcess:
    """Implements FileJob.  A thread starts the process and reads its answers."""

    def __init__(self, request: Request) -> None:
        self._request = encoded(request)
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: deque[Reply] = deque()
        self._lock = Lock()
        """Held while the process is started, ended, or its input closed."""
        self._cancelled, self._closed = Event(), Event()
        self.thread = Thread(target=self._run, name="file import", daemon=True)
        self.thread.start()

    def take(self) -> list[Reply]:
        taken = []
        while self._replies:
            taken.append(self._replies.popleft())
        return taken

    def cancel(self) -> None:
        self._cancelled.set()
        self._end_input()

    def close(self) -> None:
        self._closed.set()
        process = self._process
        if process is not None:
            process.kill()

    # Everything below runs in the thread, besides _end_input.

    def _end_input(self) -> None:
        process = self._process
        if process is None or process.stdin is None or not self._lock.acquire(blocking=False):
            return  # the thread does it
        try:
            with suppress(OSError):
                process.stdin.close()
        finally:
            self._lock.release()

    def _run(self) -> None:
        if self._closed.is_set():
            return
        process = subprocess.Popen(
            [sys.executable, "-m", "services.file_import"], cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, creationflags=NO_WINDOW,
        )  # fmt: skip
        with suppress(BrokenPipeError), process:
            assert process.stdin is not None
            with self._lock, suppress(OSError):
                process.stdin.write(self._request)
                process.stdin.flush()
                self._process = process
            if self._closed.is_set():
                process.kill()
            if self._cancelled.is_set():
                self._end_input()
            if not self._receive(process) and not self._closed.is_set():
                why = ExplainedLine(
                    "the process that reads the file has ended unexpectedly; try again, or divide the file"
                )
                self._replies.append(FileFailed(Reason.of(why)))
            process.kill()

    def _receive(self, process: subprocess.Popen[bytes]) -> bool:
        """Put the answers into the queue; returns whether the last one came."""
        assert process.stdout is not None
        while line := process.stdout.readline(LONGEST):
            try:
                reply = reply_of(line)
            except msgspec.DecodeError:
                return False
            self._replies.append(reply)
            if isinstance(reply, FileOutcome | FileSaved | FileFailed):
                return True
        return False
