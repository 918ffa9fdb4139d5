"""A window's side of a supervised backend: its lease, and what the supervisor reports."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Literal

from county.clock import monotonic_ms
from county.explained import ExplainedLine
from county.realm import Realm
from services.disk.data_folder import keys_folder, supervisor_folder
from services.disk.file_lock import is_locked
from services.program import MAIN
from services.supervision.address import free_address
from services.supervision.leases import Lease, Leases
from services.supervision.rotated_log import FILE as LOG
from services.supervision.status import CRASHED, LOCK, BackendState, StatusFile
from services.transport.zeromq.keys import make_keys

LOOK_S = 0.25
"""Interval of looks at whether a supervisor runs."""
POLL_S = 0.02
RETRY_MS = 2_000
"""Pause before the next start of a supervisor that could not run."""
PYTHON_FAILED = 1
"""Exit code of a Python that cannot start its program."""
CLOSE_S = 15.0
"""How long a closed window waits at most for the end of its backend."""
if sys.platform == "win32":  # neither this window's Ctrl-C nor its console; elsewhere a session of its own
    DETACHED = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    DETACHED = 0
GIVEN_UP = "{why}: the backend cannot be started; fix this and open the county again; its log is {log}"
AGAIN_AND_AGAIN = "{why}: the backend keeps terminating; it is restarted with increasing pauses; its log is {log}"
STARTING = "the backend of this county is starting on this machine"
UNSUPERVISED = "{folder}: the supervisor of the backend cannot run ({why}); check the folder and its disk; retrying"


class SupervisedBackend:
    """The backend of one realm in ``data``: as long as windows hold leases on it, a supervisor keeps it running.

    ``address`` and ``keys`` are valid after :meth:`prepare`; see :class:`services.supervision.status.Status`.
    """

    def __init__(self, package: Path, data: Path, realm: Realm) -> None:
        self.keys = keys_folder(data)
        self._package = package.resolve()
        self._data = data.resolve()
        self._realm = realm
        self._folder = supervisor_folder(self._data, realm)
        self._status = StatusFile(self._folder)
        self._address = ""
        self._lease: Lease | None = None
        self._supervisor: subprocess.Popen[bytes] | None = None
        self._start_at = 0
        self._error = 0
        """Error number with which the last supervisor ended, 0 for none."""
        self._closing = Event()
        self._watcher: Thread | None = None

    @property
    def log(self) -> Path:
        """The backend's log."""
        return self._folder / LOG

    @property
    def address(self) -> str:
        status = self._status.read()
        return self._address if status is None else status.address

    @property
    def state(self) -> BackendState | Literal["stopped"]:
        status = self._status.read()
        if self._lease is None:
            return "stopped"
        return "starting" if status is None else status.state

    @property
    def restarts(self) -> int:
        """Since the supervisor started."""
        status = self._status.read()
        return 0 if status is None else status.restarts

    @property
    def detail(self) -> str:
        """Reason of the last unexpected end, one line; "" when there was none."""
        status = self._status.read()
        return "" if status is None else status.detail

    @property
    def pid(self) -> int | None:
        """Of the backend while it runs."""
        status = self._status.read()
        return None if status is None else status.backend

    @property
    def supervisor_pid(self) -> int | None:
        status = self._status.read()
        return None if status is None else status.supervisor

    def trouble(self) -> str:
        """Why :attr:`address` may not reply, one line; "" while the backend runs or starts for the first time."""
        status = self._status.read()
        if self._error:
            return ExplainedLine(UNSUPERVISED, folder=self._folder, why=_why(self._error))
        if status is None or status.state == "running":
            return ""
        if status.state == "failed":
            return ExplainedLine(GIVEN_UP, why=status.detail, log=self.log)
        return ExplainedLine(AGAIN_AND_AGAIN, why=status.detail, log=self.log) if status.failures > 1 else ""

    def offline_reason(self) -> str:
        """The same, or that the backend starts; "" once it runs."""
        return self.trouble() or (ExplainedLine(STARTING) if self.state == "starting" else "")

    def prepare(self) -> None:
        """Make the keys, take the lease and choose an address; starts nothing.  Raises BadKeys and OSError."""
        make_keys(self.keys)
        self._address = free_address()
        self._lease = Lease(self._folder)

    def is_running(self) -> bool:
        """Whether another window's backend is ready."""
        return self.state == "running" and is_locked(self._folder / LOCK)

    def start(self) -> None:
        """Start the supervisor unless one runs, now and whenever none runs; returns immediately.  Raises BadKeys and
        OSError when :meth:`prepare` was not called."""
        if self._lease is None:
            self.prepare()
        self._watcher = Thread(target=self._watch, name="supervisor watcher", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Give up the lease; wait for the end of the backend unless other windows hold leases on it."""
        self._closing.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None
        if self._lease is None:
            return
        self._lease.close()
        self._lease = None
        leases, until = Leases(self._folder), monotonic_ms() + CLOSE_S * 1000
        while self._supervisor_runs() and not leases.held() and monotonic_ms() < until:
            time.sleep(POLL_S)

    def _watch(self) -> None:
        while not self._closing.is_set():
            with suppress(OSError):  # for lack of descriptors, for example: tried again
                self._look()
            self._closing.wait(LOOK_S)

    def _look(self) -> None:
        """Renew the lease if its file was deleted; start a supervisor if none runs."""
        if self._lease is not None and self._lease.lost:
            before, self._lease = self._lease, Lease(self._folder)
            before.close()
        if self._supervisor_runs():
            self._error = 0
        elif monotonic_ms() >= self._start_at:
            self._start_supervisor()

    def _supervisor_runs(self) -> bool:
        """Whether a supervisor runs, or one that this window has started is starting."""
        if self._supervisor is None or self._supervisor.poll() is not None:
            return is_locked(self._folder / LOCK)
        return True

    def _start_supervisor(self) -> None:
        """Start one, unless the last one could not run and it is too early to try again."""
        ended, self._supervisor = self._supervisor, None
        if ended is not None and ended.returncode > 0:
            self._error = ended.returncode
            self._start_at = monotonic_ms() + RETRY_MS
            return
        arguments = [str(self._package), str(self._data), self._realm.id, self._address]
        self._supervisor = subprocess.Popen(
            [sys.executable, "-m", "services.supervision", *arguments],
            cwd=MAIN.parent, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, creationflags=DETACHED,
        )  # fmt: skip


def _why(code: int) -> str:
    return f"exit code {code}" if code in (PYTHON_FAILED, CRASHED) else os.strerror(code)
