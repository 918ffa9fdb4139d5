"""A second process beside the backend: started again when it ends, and no reason to restart anything else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from county.realm import Realm
from services.program import MAIN
from services.supervision.address import HOST, free_address, is_taken
from services.supervision.backend_run import HUNG_S, HUNG_START_S, BackendRun, started

FIRST_S = 3.0
"""After the backend is ready: the analysis slows no opening window."""
PAUSES_S = (0.0, 1.0, 5.0, 15.0, 60.0)
"""Before its restarts, as long as it ends within STEADY_S."""
STEADY_S = 60.0


class Companion:
    """Keeps a command running in a thread, from :meth:`start` to :meth:`stop`."""

    def __init__(
        self, command: Callable[[], Sequence[str]], log: Callable[[str], None], *, first_s: float = FIRST_S,
        pauses_s: Sequence[float] = PAUSES_S,
    ) -> None:
        """``log`` receives lines, in another thread.  ``first_s``: pause before the first start."""
        self._command = command
        self._log = log
        self._first_s = first_s
        self._pauses_s = pauses_s
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start it, unless it was started before."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = Thread(target=self._run, name="companion", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End it and the thread."""
        if self._thread is not None:
            self._stopping.set()
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        ends = 0
        self._stopping.wait(self._first_s)
        while not self._stopping.is_set():
            with suppress(OSError):  # no process can be started now: tried again
                if self._run_once():
                    ends = 0
            self._stopping.wait(self._pauses_s[min(ends, len(self._pauses_s) - 1)])
            ends += 1

    def _run_once(self) -> bool:
        """Returns whether it had been ready for STEADY_S.  Raises OSError."""
        child = started(self._command(), cwd=MAIN.parent)
        run = BackendRun(child, self._log)
        try:
            while not self._stopping.is_set() and run.wait(hung_s=HUNG_S, hung_start_s=HUNG_START_S):
                pass
        finally:
            run.end()
        if not self._stopping.is_set():
            self._log(f"the analysis has ended (exit code {child.returncode}) and is started again\n")
        return run.ready_s >= STEADY_S


class AnalysisCommand:
    """The command of the analysis of one realm, always at the same port of ``host`` unless another program takes it."""

    def __init__(self, package: str, data: Path, realm: Realm, host: str = HOST) -> None:
        self._arguments = [package, str(data), realm.id]
        self._host = host
        self._address = ""

    def __call__(self) -> list[str]:
        """Raises OSError when no port can be found."""
        if not self._address or is_taken(self._address):
            self._address = free_address()
        port = self._address.rpartition(":")[2]
        listen = f"tcp://{self._host}:{port}"
        return [sys.executable, "-m", "services.analysis", *self._arguments, listen]
