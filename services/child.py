"""The backend as a child process: started, watched, restarted on the same address, always stopped with its parent."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Literal

from county.clock import monotonic_ms
from county.explained import ExplainedLine
from county.realm import Realm
from services import exit_reason
from services.parent_process import GUARDED
from services.transport.zeromq.keys import make_keys

MAIN = Path(__file__).resolve().parent.parent / "main.py"
HOST = "127.0.0.1"
BACKOFF_S = (0.1, 0.5, 1.0, 2.0, 5.0, 15.0)
"""Pauses before the restarts of a backend that keeps terminating.  After the last one it is given up if it was never
ready; otherwise restarts continue at the last interval, because the work it acknowledged can still be used then."""
STEADY_S = 30.0
"""After running this long a backend has recovered: the pauses start from the first one again."""
STOP_S = 5.0
HUNG_S = 15.0
"""A backend without output for this long hangs; everything it acknowledged is on disk."""
GIVEN_UP = "{why}: the backend cannot be started; fix this and open the county again"
EXITED = "main.py serve: exit code {code}"
CANNOT_START = "{program}: cannot be started ({why}); repair the installation"
MOVED = "{address}: another program has taken this port meanwhile; the backend moves to {new}"
AGAIN_AND_AGAIN = "{why}: the backend keeps terminating; it is restarted with increasing pauses"

ChildState = Literal["stopped", "starting", "running", "restarting", "failed"]


@dataclass(frozen=True)
class RestartPolicy:
    """When a child is restarted and when it is killed, in seconds; see BACKOFF_S, STEADY_S and HUNG_S."""

    backoff_s: Sequence[float] = BACKOFF_S
    steady_s: float = STEADY_S
    hung_s: float = HUNG_S


DEFAULT_POLICY = RestartPolicy()


class BackendProcess:
    """``main.py serve`` for one package, with its journal and keys in ``data``.

    ``address`` and ``keys`` are valid after :meth:`prepare`, and remain so over restarts.  ``address`` changes only
    when another program has taken the port meanwhile: a client reads it on every connect.
    """

    def __init__(
        self, package: Path, data: Path, realm: Realm, *, policy: RestartPolicy = DEFAULT_POLICY, program: Path = MAIN
    ) -> None:
        """``program``: the script to run with this Python."""
        self.address = ""
        self.keys = data / "keys"
        self.state: ChildState = "stopped"
        self.restarts = 0
        self.detail = ""
        """Reason of the last unexpected termination, one line; "" when there was none."""
        self._package = package
        self._data = data
        self._realm = realm
        self._policy = policy
        self._program = program
        self._child: subprocess.Popen[str] | None = None
        self._ends = 0
        """Unexpected terminations since it last ran for ``steady_s``."""
        self._ready_at = 0
        self._stopping = Event()
        self._watcher: Thread | None = None

    @property
    def pid(self) -> int | None:
        """Of the running child."""
        return None if self._child is None or self._child.poll() is not None else self._child.pid

    def trouble(self) -> str:
        """Why :attr:`address` may not reply, one line; "" while the backend runs or starts for the first time."""
        if self.state == "failed":
            return ExplainedLine(GIVEN_UP, why=self.detail)
        return ExplainedLine(AGAIN_AND_AGAIN, why=self.detail) if self._ends > 1 and self.state != "running" else ""

    def prepare(self) -> None:
        """Make the keys and choose the address; starts nothing.  Raises BadKeys."""
        make_keys(self.keys)
        self.address = _address(_free_port())

    def start(self) -> None:
        """Start the child and its watcher; returns immediately.  Raises BadKeys when :meth:`prepare` was not called."""
        if not self.address:
            self.prepare()
        self._stopping.clear()
        self._watcher = Thread(target=self._watch, name="backend watcher", daemon=True)
        self.state = "starting"
        self._watcher.start()

    def end_if_hung(self, silent_ms: float) -> None:
        """Kill a running child that has been silent for ``hung_s``; it is restarted like one that terminated."""
        child = self._child
        patient = min(silent_ms, monotonic_ms() - self._ready_at) > self._policy.hung_s * 1000
        if child is not None and self.state == "running" and patient:
            child.kill()

    def stop(self) -> None:
        """End the child: SIGTERM, then SIGKILL."""
        self._stopping.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None
        self.state = "stopped"

    def _watch(self) -> None:
        was_ready = False
        while not self._stopping.is_set():
            ready_s, reason = self._run_once()
            if self._stopping.is_set():
                return
            was_ready |= ready_s is not None
            self._ends = 1 if ready_s is not None and ready_s >= self._policy.steady_s else self._ends + 1
            self.detail = reason
            backoff_s = self._policy.backoff_s
            if self._ends > len(backoff_s) and not was_ready:
                self.state = "failed"
                return
            pause_s = backoff_s[min(self._ends, len(backoff_s)) - 1]
            self.state = "restarting"
            self.restarts += 1
            _write_stderr(f"{reason}; the backend starts again in {pause_s:g} s\n")
            if ready_s is None and _is_taken(self.address):
                new = _address(_free_port())
                _write_stderr(ExplainedLine(MOVED, address=self.address, new=new) + "\n")
                self.address = new
            self._stopping.wait(pause_s)

    def _run_once(self) -> tuple[float | None, str]:
        """Run one child until it ends or :meth:`stop` is called.

        Returns for how many seconds it was ready, None when it never was, and the reason of its end.
        """
        command = [
            sys.executable, str(self._program), "serve", str(self._package), "--listen", self.address,
            "--data", str(self._data), "--realm", self._realm.id,
        ]  # fmt: skip
        try:
            child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, GUARDED: "1", "PYTHONUTF8": "1"},
            )
        except OSError as error:
            return None, ExplainedLine(CANNOT_START, program=sys.executable, why=error)
        self._child = child
        lines: deque[str] = deque(maxlen=1)
        reasons: deque[ExplainedLine] = deque(maxlen=1)
        ready: deque[int] = deque(maxlen=1)
        readers = [
            Thread(target=_relay, args=(child, lines, reasons), name="backend log", daemon=True),
            Thread(target=self._await_ready, args=(child, ready), name="backend ready", daemon=True),
        ]
        for reader in readers:
            reader.start()
        while child.poll() is None and not self._stopping.wait(0.05):
            pass
        if child.poll() is None and not ready:
            child.kill()  # it has acknowledged nothing yet
            child.wait()
        elif child.poll() is None:
            _end(child)
        for reader in readers:
            reader.join()
        assert child.stdin is not None
        child.stdin.close()
        reason: str = ExplainedLine(EXITED, code=child.returncode)
        if child.returncode in (1, 2) and (reasons or lines):
            reason = reasons[-1] if reasons else lines[-1]
        if ready:
            return (monotonic_ms() - ready[0]) / 1000, reason
        return None, reason

    def _await_ready(self, child: subprocess.Popen[str], ready: deque[int]) -> None:
        """Note when the child prints the one line that reports it ready."""
        assert child.stdout is not None
        for _ in child.stdout:
            ready.append(monotonic_ms())
            self._ready_at = ready[-1]
            self.state = "running"
        child.stdout.close()


def _relay(child: subprocess.Popen[str], lines: deque[str], reasons: deque[ExplainedLine]) -> None:
    """Copy the child's log to our stderr; keep its last line, and its exit reason, which is not copied."""
    assert child.stderr is not None
    for line in child.stderr:
        exit_line = exit_reason.line_of(line.strip())
        if exit_line is not None:
            reasons.append(exit_line)
            continue
        lines.append(line.strip())
        _write_stderr(line)
    child.stderr.close()


def _end(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.close()
    try:
        child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _write_stderr(text: str) -> None:
    """Write to our stderr where there is one: a program without a console has none, and a terminal may be closed."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)


def _address(port: int) -> str:
    return f"tcp://{HOST}:{port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_taken(address: str) -> bool:
    """Whether a process listens there now."""
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere this would let two programs listen at one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # ignore closed connections in TIME_WAIT
        try:
            probe.bind((HOST, int(address.rpartition(":")[2])))
        except OSError as error:
            return error.errno in (errno.EADDRINUSE, errno.EACCES)
    return False
