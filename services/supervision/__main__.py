"""The supervisor as a program: ``python -m services.supervision PACKAGE DATA REALM ADDRESS``, started by a window.

Exit codes: 0 when no window needs it, or another one runs; the system's error number when its folder cannot be used;
CRASHED.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from functools import partial
from pathlib import Path

from county.clock import monotonic_ms
from county.realm import Realm
from services.disk.data_folder import realm_folder, supervisor_folder
from services.disk.file_lock import FileLock, FileLocked, is_locked
from services.program import MAIN
from services.store.sqlite.lock import lock_path
from services.supervision.address import free_address, is_taken
from services.supervision.backend_run import STOP_S
from services.supervision.companion import AnalysisCommand, Companion
from services.supervision.leases import Leases
from services.supervision.presence import running_in
from services.supervision.rotated_log import RotatedLog
from services.supervision.status import CRASHED, LOCK, Status, StatusFile
from services.supervision.supervisor import Supervisor

LOCK_WAIT_S = 2.0
"""Windows look at the lock by acquiring it for a moment, and a supervisor that ends still holds it."""
POLL_S = 0.02
TAKE_OVER = "continues after another supervisor that was killed"


def main(package: str, data: Path, realm: Realm, address: str) -> int:
    """Supervise the backend of one realm while windows need it; returns the exit code."""
    folder = supervisor_folder(data, realm)
    try:
        lock = _locked(folder / LOCK)
        if lock is None:
            return 0
        status, log, leases = StatusFile(folder), RotatedLog(folder), Leases(folder)
        before = status.read()
        address = address if before is None else before.address
        status.write(Status(supervisor=os.getpid(), backend=None, state="starting", address=address))
        if before is not None:
            log.note(TAKE_OVER)
            _await_end(realm_folder(data, realm))
        address = free_address() if is_taken(address) else address
    except OSError as error:
        return error.errno or CRASHED
    supervisor = Supervisor(
        partial(command, package, data, realm), address=address, leases=leases, status=status, log=log,
        companion=Companion(AnalysisCommand(package, data, realm), log.write),
    )  # fmt: skip
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop())
    try:
        supervisor.run()
        while not supervisor.stopped and leases.counted():  # a window was opened while the backend ended
            supervisor.run()
    except Exception:
        log.note(traceback.format_exc())
        return CRASHED
    finally:
        lock.close()
    return 0


def command(package: str, data: Path, realm: Realm, address: str) -> list[str]:
    """The command that serves a realm at ``address``, with this Python."""
    return [
        sys.executable, str(MAIN), "serve", package, "--listen", address, "--data", str(data), "--realm", realm.id,
    ]  # fmt: skip


def _locked(path: Path) -> FileLock | None:
    """The lock of the realm's one supervisor; None when another one holds it.  Raises OSError."""
    until = monotonic_ms() + LOCK_WAIT_S * 1000
    while monotonic_ms() < until:
        try:
            return FileLock(path)
        except FileLocked:
            time.sleep(POLL_S)
    return None


def _await_end(folder: Path) -> None:
    """Wait for the backend of a killed supervisor, which ends by itself; kill it when it hangs."""
    until = monotonic_ms() + STOP_S * 1000
    while is_locked(lock_path(folder)):
        if monotonic_ms() >= until:
            left = running_in(folder)
            if left is not None and left.of_window:
                with suppress(OSError):
                    os.kill(left.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
            return
        time.sleep(POLL_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Realm(sys.argv[3]), sys.argv[4]))
