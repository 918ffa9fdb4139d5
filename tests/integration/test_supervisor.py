"""The supervisor's decisions, over small programs in place of a backend: when it restarts one, where, and when it ends.

The programs are real processes; the supervisor runs in a thread of the test.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import psutil
import pytest
from msgspec.structs import replace

from services.program import MAIN
from services.supervision import forked
from services.supervision.address import HOST, free_address, is_taken
from services.supervision.leases import Lease, Leases
from services.supervision.rotated_log import RotatedLog
from services.supervision.status import FILE, Status, StatusFile
from services.supervision.supervisor import RestartPolicy, Supervisor
from tests.integration.backend_fixture import until

LISTENING = """
import os, socket, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
address = sys.argv[sys.argv.index("--listen") + 1]
server = socket.socket()
if os.name == "posix":
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    server.bind(("127.0.0.1", int(address.rpartition(":")[2])))
except OSError as error:
    sys.exit(f"error: {address}: cannot listen here ({error.strerror}); give another --listen address")
server.listen()
print("ready", flush=True)
while True:
    received = server.accept()[0].recv(100)
    if received:
        os._exit(3)
"""
TALKATIVE = """
import sys
for i in range(20_000):
    print(f"line {i}, long enough to fill the pipe of a parent that does not read", file=sys.stderr)
print("ready", flush=True)
sys.stdin.read()
"""
CRASHING = """
import sys
print("ready", flush=True)
sys.exit("error: the disk is on fire")
"""
NEVER_READY = "import sys; sys.exit('error: no county package here')"
BEATING = """
import os, sys, threading, time
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print("ready", flush=True)
while True:
    print("beat", flush=True)
    time.sleep(0.05)
"""
SILENT = """
import os, time
print("ready", flush=True)
while not os.path.exists(os.path.join(os.path.dirname(__file__), "looked at")):
    time.sleep(0.05)
"""
WORKING = """
import sys, time
until = time.monotonic() + 2.0
while time.monotonic() < until:
    pass
print("ready", flush=True)
sys.stdin.read()
"""
SLEEPING = "import time; time.sleep(600)"
FORKING = f"""
import os, sys
sys.path.insert(0, {str(MAIN.parent)!r})
from services.supervision.template import fork_on_request, is_template
here = os.path.dirname(__file__)
if is_template() and not fork_on_request(lambda: not os.path.exists(os.path.join(here, "outdated"))):
    sys.exit()
print("ready", flush=True)
if os.path.exists(os.path.join(here, "failing")):
    sys.exit("error: the disk is on fire")
sys.stdin.read()
"""
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
SHORT = RestartPolicy(backoff_s=(0.01,) * 6)


class Supervised:
    """A supervisor of ``program``, in a thread; ``lease`` keeps it running."""

    def __init__(self, folder: Path, program: str, policy: RestartPolicy) -> None:
        (folder / "program.py").write_text(program, encoding="utf-8")
        self.folder = folder
        self.log = RotatedLog(folder)
        self.first_address = free_address()
        self.lease = Lease(folder)
        self.supervisor = Supervisor(
            lambda address: [sys.executable, str(folder / "program.py"), "--listen", address],
            address=self.first_address, leases=Leases(folder, linger_ms=0), status=StatusFile(folder), log=self.log,
            policy=policy,
        )  # fmt: skip
        self._status = StatusFile(folder)
        self.thread = Thread(target=self.supervisor.run)

    @property
    def status(self) -> Status:
        found = self._status.read()
        assert found is not None
        return found

    def until(self, condition: Callable[[Status], object], what: str) -> Status:
        """Wait for a status; fail when it never comes."""
        until(lambda: (status := self._status.read()) is not None and condition(status), what)
        return self.status

    def host_and_port(self) -> tuple[str, int]:
        return HOST, int(self.status.address.rpartition(":")[2])

    def lines(self, part: str) -> list[str]:
        return [line for line in self.log.path.read_text("utf-8").splitlines() if part in line]


@contextmanager
def supervised(folder: Path, program: str, policy: RestartPolicy = SHORT) -> Iterator[Supervised]:
    running = Supervised(folder, program, policy)
    running.thread.start()
    try:
        yield running
    finally:
        running.supervisor.stop()
        running.thread.join()
        running.lease.close()


def test_a_port_taken_meanwhile_is_replaced_and_both_are_reported(tmp_path: Path) -> None:
    running = Supervised(tmp_path, LISTENING, SHORT)
    with socket.create_server((HOST, int(running.first_address.rpartition(":")[2]))):
        running.thread.start()
        try:
            status = running.until(lambda s: s.state == "running", "the backend on another port")
            assert status.address != running.first_address
            socket.create_connection(running.host_and_port(), timeout=30).close()
        finally:
            running.lease.close()
            running.thread.join()
    (moved,) = running.lines("another program has taken")
    assert running.first_address in moved
    assert status.address in moved


def test_a_terminated_backend_restarts_on_the_same_port(tmp_path: Path) -> None:
    with supervised(tmp_path, LISTENING) as running:
        running.until(lambda s: s.state == "running", "the backend")
        for restarts in range(1, 4):
            with socket.create_connection(running.host_and_port(), timeout=30) as connection:
                connection.sendall(b"end")
                running.until(lambda s, n=restarts: s.restarts >= n and s.state == "running", "it")  # type: ignore[misc]
        assert running.status.address == running.first_address


def test_a_backend_that_cannot_start_is_given_up_on_its_port_until_another_window_is_opened(tmp_path: Path) -> None:
    with supervised(tmp_path, NEVER_READY) as running:
        given_up = running.until(lambda s: s.state == "failed", "the failure")
        assert given_up.detail == "error: no county package here"
        assert given_up.address == running.first_address
        assert given_up.restarts == len(SHORT.backoff_s)
        again = Lease(tmp_path)
        running.until(lambda s: s.restarts > given_up.restarts, "another start")
        again.close()


def test_a_backend_that_keeps_failing_is_restarted_with_increasing_pauses(tmp_path: Path) -> None:
    with supervised(tmp_path, CRASHING, RestartPolicy(backoff_s=(0.01, 0.02, 0.03))) as running:
        status = running.until(lambda s: s.restarts >= 5, "five restarts")
        assert status.failures >= 5
        assert status.detail == "error: the disk is on fire"
        assert status.state != "failed"
    pauses = [line.split()[-2] for line in running.lines("starts again in")]
    assert pauses[:5] == ["0.01", "0.02", "0.03", "0.03", "0.03"]


def test_a_backend_that_was_ready_for_long_is_restarted_after_the_shortest_pause(tmp_path: Path) -> None:
    with supervised(tmp_path, CRASHING, RestartPolicy(backoff_s=(600.0,), steady_s=0.0)) as running:
        status = running.until(lambda s: s.restarts >= 3, "three restarts")
        assert status.failures == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell a killed process from a failed one")
def test_a_backend_that_is_killed_is_restarted_without_increasing_pauses_however_often(tmp_path: Path) -> None:
    with supervised(tmp_path, BEATING, RestartPolicy(backoff_s=(600.0,))) as running:
        for kills in range(12):
            pid = running.until(lambda s, n=kills: s.restarts == n and s.state == "running", "it").backend  # type: ignore[misc]
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        assert running.until(lambda s: s.restarts == 12, "the last restart").failures == 0


def test_a_ready_backend_without_beats_is_ended_and_restarted_and_the_reason_is_reported(tmp_path: Path) -> None:
    with supervised(tmp_path, SILENT, RestartPolicy(hung_s=0.5)) as running:
        status = running.until(lambda s: s.restarts >= 2, "two restarts")
        assert "did not respond" in status.detail
        assert status.failures == 0
        (tmp_path / "looked at").touch()  # otherwise the last one is waited for, as for one that commits


@pytest.mark.parametrize("by", ["another status", "nonsense", "nothing"])
def test_a_status_that_someone_else_replaced_is_written_again(tmp_path: Path, by: str) -> None:
    with supervised(tmp_path, BEATING) as running:
        status = running.until(lambda s: s.state == "running", "a running backend")
        if by == "nothing":
            (tmp_path / FILE).unlink()
        elif by == "nonsense":
            (tmp_path / FILE).write_text("{", encoding="utf-8")
        else:
            StatusFile(tmp_path).write(replace(status, address="tcp://127.0.0.1:1"))
        until(lambda: StatusFile(tmp_path).read() == status, "the true status")


def test_a_beating_backend_is_not_restarted(tmp_path: Path) -> None:
    with supervised(tmp_path, BEATING, RestartPolicy(hung_s=1.5)) as running:
        running.until(lambda s: s.state == "running", "the backend")
        running.thread.join(3.0)
        assert running.status.restarts == 0


def children(but: int | None) -> set[int]:
    """Process ids of the programs that run, except one."""
    return {child.pid for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE} - {but}


def killed(running: Supervised) -> Status:
    """The status after the backend was killed and another one is ready."""
    before = running.until(lambda s: s.state == "running", "the backend")
    assert before.backend is not None
    os.kill(before.backend, signal.SIGTERM)
    return running.until(lambda s: s.restarts > before.restarts and s.state == "running", "the next one")


@contextmanager
def with_template(folder: Path) -> Iterator[tuple[Supervised, psutil.Process]]:
    """A supervisor with a running backend, and its template."""
    with supervised(folder, FORKING, RestartPolicy(template_s=0.0)) as running:
        backend = running.until(lambda s: s.state == "running", "the backend").backend
        yield running, template(backend)


def template(backend: int | None) -> psutil.Process:
    until(lambda: children(backend), "the template")
    (pid,) = children(backend)
    return psutil.Process(pid)


def kill(process: psutil.Process) -> None:
    """Kill a child of this process, which its supervisor waits for, and wait for its end."""
    process.kill()
    until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, "its end")


def parent(backend: int | None) -> int:
    return psutil.Process(backend).ppid()


@POSIX
def test_every_restart_is_forked_from_one_template_however_soon_it_comes(tmp_path: Path) -> None:
    with with_template(tmp_path) as (running, prepared):
        for _ in range(5):
            assert parent(killed(running).backend) == prepared.pid
        assert running.status.failures == 0


@POSIX
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGSTOP])
def test_without_its_template_a_backend_is_started_anew_and_the_template_replaced(
    tmp_path: Path, by: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with with_template(tmp_path) as (running, prepared):
        prepared.send_signal(by)
        with monkeypatch.context() as impatient:
            impatient.setattr(forked, "LOAD_S", 1.0)  # it may have been stopped while it was loading
            backend = killed(running).backend
        assert parent(backend) == os.getpid()
        another = template(backend)
        assert another != prepared
        assert parent(killed(running).backend) == another.pid


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell the number of threads")
def test_a_template_with_several_threads_is_not_forked(tmp_path: Path) -> None:
    thread = "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    with supervised(tmp_path, thread + FORKING, RestartPolicy(template_s=0.0)) as running:
        template(running.until(lambda s: s.state == "running", "the backend").backend)
        assert parent(killed(running).backend) == os.getpid()
        running.until(lambda s: running.lines("has 2 threads, it cannot be forked"), "the reason in the log")


@POSIX
def test_a_template_that_has_loaded_what_changed_since_is_not_used(tmp_path: Path) -> None:
    with with_template(tmp_path) as (running, _):
        (tmp_path / "outdated").touch()
        assert parent(killed(running).backend) == os.getpid()


@POSIX
def test_a_forked_backend_outlives_its_template_and_is_restarted_when_it_ends(tmp_path: Path) -> None:
    with with_template(tmp_path) as (running, prepared):
        backend = killed(running).backend
        kill(prepared)
        assert backend is not None
        assert running.status.backend == backend
        assert parent(killed(running).backend) != prepared.pid, "a new process, or forked from a new template"


@POSIX
def test_a_forked_backend_whose_template_was_killed_and_replaced_is_restarted_when_it_ends(tmp_path: Path) -> None:
    with supervised(tmp_path, FORKING, RestartPolicy(template_s=0.0, template_again_s=0.0)) as running:
        first = template(running.until(lambda s: s.state == "running", "the backend").backend)
        backend = killed(running).backend
        assert parent(backend) == first.pid
        kill(first)
        replaced = template(backend)
        assert replaced != first
        assert parent(killed(running).backend) == replaced.pid
        assert running.thread.is_alive()
        assert running.status.failures == 0


@POSIX
def test_the_error_of_a_forked_backend_is_reported_like_that_of_any(tmp_path: Path) -> None:
    with with_template(tmp_path) as (running, _):
        (tmp_path / "failing").touch()
        backend = running.status.backend
        assert backend is not None
        os.kill(backend, signal.SIGTERM)
        assert running.until(lambda s: s.failures, "the failure").detail == "error: the disk is on fire"


def test_a_starting_backend_may_be_silent_as_long_as_it_works(tmp_path: Path) -> None:
    with supervised(tmp_path, WORKING, RestartPolicy(hung_s=0.3, hung_start_s=1.0)) as running:
        assert running.until(lambda s: s.state != "starting", "the end of the start").state == "running"


def test_a_starting_backend_that_does_nothing_is_ended(tmp_path: Path) -> None:
    with supervised(tmp_path, SLEEPING, RestartPolicy(hung_s=0.1, hung_start_s=0.5)) as running:
        assert "did not respond" in running.until(lambda s: s.restarts >= 1, "a restart").detail


def test_the_supervisor_ends_its_backend_and_itself_with_the_last_lease(tmp_path: Path) -> None:
    with supervised(tmp_path, LISTENING) as running:
        other = Lease(tmp_path)
        running.until(lambda s: s.state == "running", "the backend")
        address = running.status.address
        running.lease.close()
        running.thread.join(1.0)
        assert running.thread.is_alive(), "the other window needs it"
        other.close()
        running.thread.join()
        assert not is_taken(address)
        assert StatusFile(tmp_path).read() is None


def test_the_lease_of_a_killed_window_counts_for_some_seconds_and_is_deleted(tmp_path: Path) -> None:
    now = [0]
    leases = Leases(tmp_path, linger_ms=3_000, monotonic=lambda: now[0])
    open_window, killed = Lease(tmp_path), Lease(tmp_path)
    assert leases.counted() == {open_window.name, killed.name}
    killed._lock.close()  # what the system does when its process is killed
    assert leases.held() == {open_window.name}
    now[0] += 2_999
    assert leases.counted() == {open_window.name, killed.name}
    now[0] += 1
    assert leases.counted() == {open_window.name}
    assert len(list((tmp_path / "leases").iterdir())) == 1
    open_window.close()
    assert leases.counted() == set(), "a closed window does not count any longer"


def test_a_backend_that_logs_much_is_not_blocked_and_its_log_is_bounded(tmp_path: Path) -> None:
    with supervised(tmp_path, TALKATIVE) as running:
        running.until(lambda s: s.state == "running", "the line that comes after the log")
        assert running.status.restarts == 0
        running.until(lambda s: running.lines("line 19999,"), "the end of the log")
    sizes = [path.stat().st_size for path in tmp_path.glob("backend.log*")]
    assert len(sizes) == 2
    assert max(sizes) < 1.1 * (1 << 20)
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("backend.log*")} == {0o600}


@pytest.mark.parametrize(
    "content",
    [
        "", "{}", "[]", '{"supervisor": 1}', "\udcff",
        '{"supervisor": 1, "backend": 2, "state": "running", "address": "nowhere"}',
        '{"supervisor": 1, "backend": 2, "state": "running", "address": "tcp://127.0.0.1:5570", "reason": {}}',
    ],
)  # fmt: skip
def test_a_damaged_status_is_ignored(tmp_path: Path, content: str) -> None:
    (tmp_path / "status.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert StatusFile(tmp_path).read() is None
