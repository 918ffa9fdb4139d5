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
from services.supervision.backend_run import CANNOT_START, HUNG_S, HUNG_START_S, TICK_S, BackendRun, started
from services.supervision.companion import Companion
from services.supervision.exit_reason import fields_of
from services.supervision.forked import CAN_FORK, ForkedBackend, Template
from services.supervision.leases import Leases
from services.supervision.rotated_log import RotatedLog
from services.supervision.status import BackendState, Status, StatusFile

SOON_S = 0.0
"""Pause before the restart of a backend that was ready and then killed, or ended for hanging, however often."""
BACKOFF_S = (0.1, 0.5, 1.0, 2.0, 5.0, 15.0)
"""Pauses before the restarts of a backend that keeps failing by itself.  After the last one it is given up if it was
never ready; otherwise restarts continue at the last interval, as the work that it acknowledged can still be used."""
TEMPLATE_S = 3.0
"""A template is started when the first backend has been ready this long, so that it slows no opening window; as soon as
a restarted one is ready: the next end may be near."""
TEMPLATE_AGAIN_S = 30.0
"""Pause before the next start of one that has ended while the backend runs."""
STEADY_S = 30.0
"""After being ready this long a backend has recovered: the pauses start from the first one again."""
MOVED = "{address}: another program has taken this port meanwhile; the backend moves to {new}"


@dataclass(frozen=True)
class RestartPolicy:
    """When a backend is restarted and when it is killed, in seconds."""

    soon_s: float = SOON_S
    backoff_s: Sequence[float] = BACKOFF_S
    template_s: float = TEMPLATE_S
    template_again_s: float = TEMPLATE_AGAIN_S
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
        companion: Companion | None = None,
    ) -> None:
        """``command``: that serves the realm at an address.  ``address``: the first one.  ``companion``: started after
        the first backend."""
        self._command = command
        self._address = address
        self._leases = leases
        self._status = status
        self._log = log
        self._policy = policy
        self._companion = companion
        self._stopped = False
        self._restarts = 0
        self._failures = 0
        self._was_ready = False
        self._reason = ""
        self._template: Template | None = None
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
        self._end_template()
        if self._companion is not None:
            self._companion.stop()
        self._status.remove()

    def _wanted(self) -> bool:
        self._write_status()
        return not self._stopped and bool(self._leases.counted())

    def _run_once(self) -> None:
        """Run one backend until it ends or is not needed."""
        state: BackendState = "restarting" if self._restarts else "starting"
        try:
            child = self._forked() or started(self._command(self._address))
        except OSError as error:
            self._failures += 1
            self._reason = ExplainedLine(CANNOT_START, program=self._command(self._address)[0], why=error)
            return
        run = BackendRun(child, self._log.write)
        try:
            self._publish(state, run.pid)
            shown = False
            template_s = 0.0 if self._restarts else self._policy.template_s
            while self._wanted() and run.wait(hung_s=self._policy.hung_s, hung_start_s=self._policy.hung_start_s):
                if run.ready and not shown:
                    shown = True
                    self._publish("running", run.pid)
                    if self._companion is not None:
                        self._companion.start()
                if run.ready and run.ready_s >= template_s:
                    template_s = run.ready_s + self._policy.template_again_s
                    self._prepare_template()
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

    def _forked(self) -> ForkedBackend | None:
        """A backend forked from the template; None when there is no template that can be used."""
        template = self._template
        if template is None:
            return None
        found = template.fork(self._wanted) if template.command == self._command(self._address) else None
        if found is None:
            self._end_template()
        return found

    def _prepare_template(self) -> None:
        """Start a template unless one runs."""
        if self._template is not None and not self._template.runs:
            self._end_template()
        if self._template is None and CAN_FORK:
            with suppress(OSError):  # the next backend starts without one
                self._template = Template(self._command(self._address), self._log.write)

    def _end_template(self) -> None:
        if self._template is not None:
            self._template.end()
            self._template = None

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
