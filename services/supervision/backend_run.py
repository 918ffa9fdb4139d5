"""One run of a backend as a child process: its output is read, its beats are watched, and it is always ended."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import IO, Protocol

from county.clock import monotonic_ms
from county.explained import ExplainedLine
from services.supervision import exit_reason
from services.supervision.guard import SUPERVISED
from services.supervision.liveness import BEAT

BACKEND_ENVIRONMENT = {SUPERVISED: "1", "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Of a supervised backend and its template, which can only be forked while it has one thread: OpenBLAS otherwise starts
one per processor when numpy or scipy is imported."""
TICK_S = 0.1
STOP_S = 8.0
"""Longer than a stopped backend waits for a commit in flight, so that its reason is still read."""
HUNG_S = 3.0
"""A ready backend without a beat for this long hangs; everything it acknowledged is on disk."""
HUNG_START_S = 20.0
"""The same before it is ready: reading and verifying send no beats, but use the processor."""
EXITED = "main.py serve: exit code {code}"
CANNOT_START = "{program}: cannot be started ({why}); repair the installation"
HUNG = "the backend did not respond for {seconds} s and was ended"


class BackendProcess(Protocol):
    """A backend's process with pipes to it: a :class:`subprocess.Popen`, or one forked from a template."""

    @property
    def pid(self) -> int: ...
    @property
    def stdin(self) -> IO[str] | None: ...
    @property
    def stdout(self) -> IO[str] | None: ...
    @property
    def stderr(self) -> IO[str] | None: ...
    @property
    def returncode(self) -> int | None:
        """The exit code, negative for a signal; None until its end was noticed."""
        ...

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        ...

    def kill(self) -> None: ...


def started(command: Sequence[str], cwd: Path | None = None) -> BackendProcess:
    """A new process of ``command``, in the folder ``cwd``.  Raises OSError."""
    return subprocess.Popen(
        command,
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **BACKEND_ENVIRONMENT},
    )


class BackendRun:
    """A started backend; to be ended with :meth:`end`."""

    def __init__(self, child: BackendProcess, log: Callable[[str], None]) -> None:
        """``log`` receives the lines of its stderr, in a thread."""
        self._child = child
        self._log = log
        self._last_line = ""
        self._reason: ExplainedLine | None = None
        self._output = Event()
        """Set by every line of stdout, and by its end."""
        self._hung = False
        self._silent = False
        """Whether stdout has ended."""
        self._ready_at: int | None = None
        self._silence_s = 0.0
        self._used_s = 0.0
        self._looked_at = monotonic_ms()
        self._threads = [
            Thread(target=self._read_log, name="backend log", daemon=True),
            Thread(target=self._read_beats, name="backend beats", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def ready(self) -> bool:
        """Whether it has reported that it is ready."""
        return self._ready_at is not None

    @property
    def ready_s(self) -> float:
        """For how long it has been ready."""
        return 0.0 if self._ready_at is None else (monotonic_ms() - self._ready_at) / 1000

    @property
    def failed(self) -> bool:
        """Whether it ended by itself with an error, and was not killed."""
        return not self._hung and self._child.returncode is not None and self._child.returncode > 0

    @property
    def reason(self) -> ExplainedLine:
        """Why it ended."""
        if self._hung:
            return ExplainedLine(HUNG, seconds=round(self._silence_s))
        if self._reason is not None:
            return self._reason
        if self._child.returncode in (1, 2) and self._last_line:
            return ExplainedLine(self._last_line)
        return ExplainedLine(EXITED, code=self._child.returncode)

    def wait(self, *, hung_s: float, hung_start_s: float) -> bool:
        """Wait a tick for its end; kill it when it hangs.  Returns whether it still runs."""
        received = self._output.wait(TICK_S)
        self._output.clear()
        now = monotonic_ms()
        # A machine or a supervisor that was suspended received nothing either: only its own ticks count.
        self._silence_s += min((now - self._looked_at) / 1000, 2 * TICK_S)
        self._looked_at = now
        if self._silent:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(TICK_S)
        if self._child.poll() is not None:
            return False
        if received or (self._silence_s >= hung_s and not self.ready and self._worked()):
            self._silence_s = 0.0
        if self._silence_s >= (hung_s if self.ready else hung_start_s):
            self._hung = True
            self._child.kill()
        return True

    def end(self) -> None:
        """End it if it runs: by closing its stdin, then with SIGKILL; at once if it was never ready, as it has
        acknowledged nothing.  Release everything."""
        assert self._child.stdin is not None
        with suppress(OSError):
            self._child.stdin.close()
        try:
            self._child.wait(STOP_S if self.ready else 0)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        for thread in self._threads:
            thread.join()

    def _worked(self) -> bool:
        """Whether it has used the processor since the last call."""
        import psutil  # takes long to import, and no usual start takes this long

        try:
            times = psutil.Process(self._child.pid).cpu_times()
        except psutil.Error:
            return False
        used_s, self._used_s = self._used_s, times.user + times.system
        return bool(self._used_s > used_s)

    def _read_log(self) -> None:
        """Pass on its log; keep its last line, and its exit reason, which is not passed on."""
        assert self._child.stderr is not None
        with self._child.stderr:
            for line in self._child.stderr:
                reason = exit_reason.line_of(line.strip())
                if reason is not None:
                    self._reason = reason
                    continue
                self._last_line = line.strip()
                self._log(line)

    def _read_beats(self) -> None:
        """Note when it reports that it is ready, by the first line that is no beat, and every line as a beat."""
        assert self._child.stdout is not None
        with self._child.stdout:
            for line in self._child.stdout:
                if self._ready_at is None and line.strip() != BEAT:
                    self._ready_at = monotonic_ms()
                self._output.set()
        self._silent = True
        self._output.set()

