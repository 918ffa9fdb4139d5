"""The supervisor of the backend of one realm: restarts it while windows hold leases, and ends it and itself after that.

It is a process of its own, started by the first window and independent of it (:mod:`services.supervision.__main__`).
It does nothing else, so that nothing else can end it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from county.explained import ExplainedLine
from services.supervision.address import free_address, is_taken
from services.supervision.backend_run import CANNOT_START, HUNG_S, HUNG_START_S, TICK_S, BackendRun
from services.supervision.exit_reason import fields_of
from services.supervision.leases import Leases
from services.supervision.rotated_log import RotatedLog
from services.supervision.status import BackendState, Status, StatusFile

SOON_S = 0.02
"""Pause before the restart of a backend that was ready and then killed, or ended for hanging, however often."""
BACKOFF_S = (0.1, 0.5, 1.0, 2.0, 5.0, 15.0)
"""Pauses before the restarts of a backend that keeps failing by itself.  After the last one it is given up if it was
never ready; otherwise restarts continue at the last interval, as the work that it acknowledged can still be used."""
SPARE_S = 3.0
"""A spare backend is started when the first one has been ready this long, so that it slows no opening window.  After a
restart the next spare is started at once: the next end may be near."""
STEADY_S = 30.0
"""After being ready this long a backend has recovered: the pauses start from the first one again."""
MOVED = "{address}: another program has taken this port meanwhile; the backend moves to {new}"


@dataclass(frozen=True)
class RestartPolicy:
    """When a backend is restarted and when it is killed, in seconds."""

    soon_s: float = SOON_S
    backoff_s: Sequence[float] = BACKOFF_S
    spare_s: float = SPARE_S
    steady_s: float = STEADY_S
    hung_s: float = HUNG_S
    hung_start_s: float = HUNG_START_S


DEFAULT_POLICY = RestartPolicy()


class Supervisor:
    """Runs backends, one after the other, in the calling thread."""

    def __init__(
        self,
        command: Callable[[str], Sequence[str]],
        *,
        address: str,
        leases: Leases,
        status: StatusFile,
        log: RotatedLog,
        policy: RestartPolicy = DEFAULT_POLICY,
    ) -> None:
        """``command``: that serves the realm at an address.  ``address``: the first one."""
        self._command = command
        self._address = address
        self._leases = leases
        self._status = status
        self._log = log
        self._policy = policy
        self._stopped = False
        self._restarts = 0
        self._failures = 0
        self._was_ready = False
        self._reason = ""
        self._spare: BackendRun | None = None
        self._newest: Status | None = None
        self._written: Status | None = None

    def stop(self) -> None:
        """Make :meth:`run` return although there are leases; takes no lock, as signal handlers call it."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        return self._stopped

    def run(self) -> None:
        """Keep a backend running until there is no lease, or :meth:`stop` is called."""
        while self._wanted():
            self._run_once()
            if not self._wanted():
                break
            if self._failures > len(self._policy.backoff_s) and not self._was_ready:
                self._give_up()
            else:
                self._pause()
        self._end_spare()
        self._status.remove()

    def _wanted(self) -> bool:
        self._write_status()
        return not self._stopped and bool(self._leases.counted())

    def _run_once(self) -> None:
        """Run one backend until it ends or is not needed."""
        state: BackendState = "restarting" if self._restarts else "starting"
        try:
            spare = self._used_spare()
            run = spare or BackendRun(self._command(self._address), self._log.write)
        except OSError as error:
            self._failures += 1
            self._reason = ExplainedLine(CANNOT_START, program=self._command(self._address)[0], why=error)
            return
        try:
            self._publish(state, run.pid)
            if spare is not None:
                self._prepare_spare()
            shown, prepared = False, spare is not None
            spare_s = 0.0 if self._restarts else self._policy.spare_s
            while self._wanted() and run.wait(hung_s=self._policy.hung_s, hung_start_s=self._policy.hung_start_s):
                if run.ready and not shown:
                    shown = True
                    self._publish("running", run.pid)
                if not prepared and run.ready and run.ready_s >= spare_s:
                    prepared = True
                    self._prepare_spare()
        finally:
            run.end()
        self._was_ready |= run.ready
        if run.ready and (not run.failed or run.ready_s >= self._policy.steady_s):
            self._failures = 0
        else:
            self._failures += 1
        self._reason = run.reason
        if not run.ready:
            with suppress(OSError):  # no descriptor is free: the next run looks again
                self._move_if_taken()

    def _move_if_taken(self) -> None:
        """Choose another address when another program has taken the port.  Raises OSError."""
        if is_taken(self._address):
            new = free_address()
            self._log.note(ExplainedLine(MOVED, address=self._address, new=new))
            self._address = new

    def _used_spare(self) -> BackendRun | None:
        """The spare backend, which is used now; None when there is none that can be."""
        spare = self._spare
        if spare is None or spare.command != self._command(self._address) or not spare.use():
            self._end_spare()
            return None
        self._spare = None
        return spare

    def _prepare_spare(self) -> None:
        if self._spare is None:
            with suppress(OSError):  # the next backend starts without one
                self._spare = BackendRun(self._command(self._address), self._log.write, spare=True)

    def _end_spare(self) -> None:
        if self._spare is not None:
            self._spare.end()
            self._spare = None

    def _pause(self) -> None:
        policy = self._policy
        pause_s = policy.backoff_s[min(self._failures, len(policy.backoff_s)) - 1] if self._failures else policy.soon_s
        self._restarts += 1
        self._log.note(f"{self._reason}; the backend starts again in {pause_s:g} s")
        self._publish("restarting", None)
        self._sleep(pause_s)

    def _give_up(self) -> None:
        """Start no backend until another window is opened: that is how a user tries again."""
        known = self._leases.counted()  # before a user can react to the published state
        self._log.note(f"{self._reason}; given up until another window is opened")
        self._publish("failed", None)
        while self._wanted() and self._leases.counted() <= known:
            self._sleep(TICK_S)
        self._failures = 0

    def _sleep(self, pause_s: float) -> None:
        """Wait ``pause_s``, or until the backend is not needed."""
        while pause_s > 0 and self._wanted():
            time.sleep(min(pause_s, TICK_S))
            pause_s -= TICK_S

    def _publish(self, state: BackendState, pid: int | None) -> None:
        self._newest = Status(
            supervisor=os.getpid(), backend=pid, state=state, address=self._address, restarts=self._restarts,
            failures=self._failures, reason=fields_of(self._reason) if self._reason else None,
        )  # fmt: skip
        self._write_status()

    def _write_status(self) -> None:
        """Write the newest status, again when the file was deleted or replaced by someone else: windows trust it.  On a
        full disk it is tried again at the next tick."""
        if self._newest is not None and (self._newest is not self._written or self._status.overwritten):
            with suppress(OSError):
                self._status.write(self._newest)
                self._written = self._newest
