"""The supervisor's side of a template: starts it, and has backends forked from it."""

from __future__ import annotations

import os
import select
import socket
import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from signal import SIGKILL
from threading import Thread
from typing import IO

from county.clock import monotonic_ms
from services.supervision import exit_reason
from services.supervision.backend_run import BACKEND_ENVIRONMENT
from services.supervision.template import ENDED, FORK, FORKED, LOADED, MESSAGE, TEMPLATE

CAN_FORK = hasattr(os, "fork")
"""Not on Windows: there every backend is a new process."""
FORK_S = 2.0
"""A loaded template that has not forked for this long after a request hangs."""
LOAD_S = 20.0
"""The same for one that is loading."""
CODE_S = 0.5
"""How long after the end of a backend its template may take to tell the exit code."""
TICK_S = 0.1


class ForkedBackend:
    """A backend that a template has forked; used like a :class:`subprocess.Popen`."""

    def __init__(
        self, template: Template, pid: int, end: int, stdin: IO[str], stdout: IO[str], stderr: IO[str]
    ) -> None:
        """``end``: a pipe that ends with the backend."""
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.returncode: int | None = None
        self._template = template
        self._end = end

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.  Raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            ended = select.select([self._end], [], [], timeout)[0]
            if not ended:
                raise subprocess.TimeoutExpired("backend", timeout or 0.0)
            self.returncode = self._template.exit_code(self.pid)
            os.close(self._end)
        return self.returncode

    def kill(self) -> None:
        """Kill it if it runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, SIGKILL)


class Template:
    """A started template; to be ended with :meth:`end`."""

    def __init__(self, command: Sequence[str], log: Callable[[str], None]) -> None:
        """Start ``command``.  ``log`` receives the lines of its stderr, in a thread.  Raises OSError."""
        self.command = command
        self._log = log
        self._loaded = False
        self._ended = False
        self._control, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    pass_fds=[theirs.fileno()],
                    env={**os.environ, **BACKEND_ENVIRONMENT, TEMPLATE: str(theirs.fileno())},
                )
        except OSError:
            self._control.close()
            raise
        self._thread = Thread(target=self._read_log, name="template log", daemon=True)
        self._thread.start()

    @property
    def runs(self) -> bool:
        """Whether it can fork backends."""
        return not self._ended and self._process.poll() is None

    def fork(self, wanted: Callable[[], bool]) -> ForkedBackend | None:
        """A new backend; waits until the template is loaded.  None when it has ended, hangs or is outdated, when the
        backend is not ``wanted`` any more, or no descriptor is free."""
        with ExitStack() as ours, ExitStack() as theirs:
            try:
                their_stdin, stdin = _pipe(theirs, ours)
                stdout, their_stdout = _pipe(ours, theirs)
                stderr, their_stderr = _pipe(ours, theirs)
                end, held = _pipe(ours, theirs)
                descriptors = [their_stdin, their_stdout, their_stderr, held, end]
                socket.send_fds(self._control, [FORK], descriptors)
            except OSError:
                return None
            pid = self._forked(wanted)
            if pid is None:
                return None
            ours.pop_all()
            return ForkedBackend(self, pid, end, open(stdin, "w"), _text(stdout), _text(stderr))

    def exit_code(self, pid: int) -> int:
        """That of a backend that has ended; as if it was killed when the template does not tell."""
        until = monotonic_ms() + 1000 * CODE_S
        while not self._ended and monotonic_ms() < until:
            message = self._receive()
            if message is not None and message[:2] == (ENDED, pid):
                return message[2]
        return -SIGKILL

    def end(self) -> None:
        """Kill it: it holds nothing, and backends forked from it go on.  Release everything."""
        self._ended = True
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._thread.join()

    def _forked(self, wanted: Callable[[], bool]) -> int | None:
        """The process id in the answer to a request."""
        until = monotonic_ms() + 1000 * (FORK_S if self._loaded else LOAD_S)
        while not self._ended and monotonic_ms() < until and wanted():
            message = self._receive()
            if message is None:
                continue
            if message[0] == FORKED:
                return message[1]
            if message[0] == LOADED:
                self._loaded = True
                until = monotonic_ms() + 1000 * FORK_S
        return None

    def _receive(self) -> tuple[bytes, int, int] | None:
        """The next message; None when none arrives within a tick, or the template has ended."""
        if not select.select([self._control], [], [], TICK_S)[0]:
            return None
        try:
            data = self._control.recv(MESSAGE.size, socket.MSG_WAITALL)
        except OSError:
            data = b""
        self._ended = len(data) < MESSAGE.size
        return None if self._ended else MESSAGE.unpack(data)

    def _read_log(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr:
            for line in self._process.stderr:
                if exit_reason.line_of(line.strip()) is None:
                    self._log(line)


def _pipe(reader: ExitStack, writer: ExitStack) -> tuple[int, int]:
    """Both ends of a new pipe, each closed by its owner.  Raises OSError."""
    reading, writing = os.pipe()
    reader.callback(os.close, reading)
    writer.callback(os.close, writing)
    return reading, writing


def _text(descriptor: int) -> IO[str]:
    return open(descriptor, encoding="utf-8", errors="replace")
