"""Child processes of benchmarks."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
LAST_LINES = 40
"""Of stderr that are kept."""


class Child:
    """A Python process whose output is read."""

    def __init__(self, process: subprocess.Popen[str], started: float) -> None:
        self.process = process
        self._started = started
        self._last_errors: deque[str] = deque(maxlen=LAST_LINES)

    def first_line(self) -> tuple[str, float]:
        """Its first line of output, "" when it ends without any, and the time since its start in seconds."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return line.strip(), time.perf_counter() - self._started

    def lines(self) -> Iterator[str]:
        """Its further lines of output, until it ends."""
        assert self.process.stdout is not None
        yield from self.process.stdout

    def read_errors(self) -> None:
        """Read stderr in a thread from now on, so that a child that logs for long does not wait for a reader."""
        assert self.process.stderr is not None
        self._errors = Thread(target=self._last_errors.extend, args=(self.process.stderr,), daemon=True)
        self._errors.start()

    def last_errors(self) -> str:
        """The end of what it wrote to stderr since :meth:`read_errors`, when it has ended."""
        self._errors.join()
        return "".join(self._last_errors)

    def ended(self, timeout_s: float) -> str:
        """Wait for its end; returns what it wrote to stderr.  Raises subprocess.TimeoutExpired."""
        return self.process.communicate(timeout=timeout_s)[1]


@contextmanager
def python(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, stdin: int | None = None
) -> Iterator[Child]:
    """Start Python with ``arguments`` in the program's folder; it is terminated at the end of the block.  ``stdin``:
    subprocess.PIPE for one that is written to.

    Byte code is not deleted: users have usually started the program before.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**inherited, **(environment or {})},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Child(process, started)
    finally:
        process.kill()
        process.wait()
