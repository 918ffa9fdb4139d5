"""A supervised backend as windows have it: real windows, supervisors and backends, killed in every order."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from statistics import quantiles
from threading import Thread

import psutil
import pytest

from county.realm import LIVE
from desktop import i18n
from desktop.wording import explained
from services.disk.data_folder import realm_folder, supervisor_folder
from services.disk.file_lock import is_locked
from services.program import MAIN
from services.protocol.messages import Accepted
from services.store.sqlite.lock import lock_path
from services.supervision import exit_reason
from services.supervision.__main__ import command
from services.supervision.address import free_address
from services.supervision.forked import Template
from services.supervision.leases import Leases
from services.supervision.presence import running_in
from services.supervision.rotated_log import RotatedLog
from services.supervision.status import LOCK, Status, StatusFile
from services.supervision.supervisor import RestartPolicy, Supervisor
from services.supervision.window import SupervisedBackend
from services.transport.zeromq.keys import BadKeys, make_keys
from tests.integration.backend_fixture import (
    backend_of,
    client_of,
    control_of,
    county_in,
    live,
    report,
    run_main,
    running_pid,
    serving,
    until,
)

KILLS = 12
WINDOW = """
import sys, time
from pathlib import Path
from county.realm import LIVE
from services.supervision.window import SupervisedBackend
from services.transport.zeromq.keys import BadKeys, make_keys
backend = SupervisedBackend(Path(sys.argv[1]), Path(sys.argv[2]), LIVE)
backend.start()
while backend.state != "running":
    time.sleep(0.01)
print(backend.pid, backend.supervisor_pid, backend.address, flush=True)
sys.stdin.readline()
backend.close()
"""
posix_only = pytest.mark.skipif(os.name != "posix", reason="this system has no such signals")


@contextmanager
def window_of(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the backend like a window: prints backend, supervisor and address, and closes on a line."""
    command = [sys.executable, "-c", WINDOW, str(county_in(folder)), str(folder / "data")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=MAIN.parent
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def next_line(window: subprocess.Popen[str]) -> list[str]:
    assert window.stdout is not None
    return window.stdout.readline().split()


def is_alive(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def until_ended(folder: Path) -> None:
    """Wait until supervisor and backend have ended."""
    data = folder / "data"
    until(lambda: not is_locked(supervisor_folder(data, LIVE) / LOCK), "the end of the supervisor")
    assert not is_locked(lock_path(realm_folder(data, LIVE))), "the backend outlives its supervisor"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell the number of threads")
def test_a_template_with_a_loaded_county_has_one_thread_and_is_forked(tmp_path: Path) -> None:
    log: list[str] = []
    loaded = Template(command(str(county_in(tmp_path)), tmp_path / "data", LIVE, free_address()), log.append)
    backend = loaded.fork(lambda: True)
    try:
        assert backend is not None, log
        with backend.stdin, backend.stdout, backend.stderr:
            until(lambda: backend.stdout.readline().startswith("{"), "its report that it is ready")
    finally:
        loaded.end()
        if backend is not None:
            backend.kill()
            assert backend.wait(30) == -signal.SIGKILL


@pytest.mark.parametrize("end", ["killed", "closed"])
def test_a_second_window_continues_with_the_same_backend_when_the_first_ends(tmp_path: Path, end: str) -> None:
    with window_of(tmp_path) as first:
        pid = int(next_line(first)[0])
        with backend_of(tmp_path) as backend, client_of(backend) as client, control_of(backend) as link:
            assert running_pid(backend) == pid
            live(client).take()
            assert isinstance(link.submit([report("E1")])[0], Accepted)
            if end == "killed":
                first.kill()
                first.wait()
            else:
                first.communicate("close", timeout=30)
            leases = Leases(supervisor_folder(tmp_path / "data", LIVE))
            until(lambda: len(leases._names()) == 1, "the end of the first window's lease")
            assert isinstance(link.submit([report("E2")])[0], Accepted)
            assert (backend.pid, backend.restarts) == (pid, 0)
            assert client.health().state == "live"
    until_ended(tmp_path)


def test_supervisor_and_backend_end_with_the_last_window_that_is_closed(tmp_path: Path) -> None:
    with window_of(tmp_path) as first, window_of(tmp_path) as second:
        assert next_line(first) == next_line(second)
        announced = running_in(realm_folder(tmp_path / "data", LIVE))
        assert announced is not None
        assert announced.of_window
        first.communicate("close", timeout=30)
        assert is_alive(announced.pid)
        second.communicate("close", timeout=30)
        assert not is_alive(announced.pid), "a closed window leaves no process behind"
    until_ended(tmp_path)
    assert list((tmp_path / "data" / "realms" / "live").glob("checkpoint*")), "the next start has nothing to fold"


def test_supervisor_and_backend_end_some_seconds_after_the_last_window_was_killed(tmp_path: Path) -> None:
    with window_of(tmp_path) as window:
        pid, supervisor = map(int, next_line(window)[:2])
        window.kill()
        window.wait()
        until(lambda: not is_alive(pid) and not is_alive(supervisor), "the end of both")
    until_ended(tmp_path)


def test_a_window_opened_soon_after_the_last_one_was_killed_continues_with_its_backend(tmp_path: Path) -> None:
    with window_of(tmp_path) as window:
        pid = int(next_line(window)[0])
        window.kill()
        window.wait()
        with backend_of(tmp_path) as backend:
            assert running_pid(backend) == pid
            time.sleep(4)  # longer than the lease of the killed window counts
            assert running_pid(backend) == pid


def test_two_windows_opened_at_once_have_the_same_supervisor_and_backend(tmp_path: Path) -> None:
    county_in(tmp_path)
    with window_of(tmp_path) as first, window_of(tmp_path) as second:
        assert next_line(first) == next_line(second)
        for window in (first, second):
            assert window.stdin is not None
            window.stdin.close()
    until_ended(tmp_path)


def test_a_window_opened_while_the_backend_ends_gets_another_one(tmp_path: Path) -> None:
    with window_of(tmp_path) as first:
        next_line(first)
        assert first.stdin is not None
        first.stdin.close()
        until(lambda: Leases(supervisor_folder(tmp_path / "data", LIVE))._names() == set(), "the closing window")
        with backend_of(tmp_path) as backend, control_of(backend) as link:
            assert isinstance(link.submit([report("E1")])[0], Accepted)


@posix_only
def test_a_window_whose_lease_was_deleted_takes_another_one(tmp_path: Path) -> None:
    with backend_of(tmp_path) as backend, control_of(backend) as link:
        running_pid(backend)
        leases = supervisor_folder(tmp_path / "data", LIVE) / "leases"
        (deleted,) = leases.iterdir()
        deleted.unlink()
        until(lambda: any(leases.iterdir()), "another lease")
        assert isinstance(link.submit([report("E1")])[0], Accepted)


@posix_only
def test_the_files_of_the_supervisor_are_private_whatever_the_umask_is(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with backend_of(tmp_path) as backend:
            running_pid(backend)
            folder = tmp_path / "data" / "supervisor"
            modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
            assert {"supervisor", "live", "leases", LOCK, "status.json", "backend.log"} < set(modes)
            assert set(modes.values()) == {0o700, 0o600}
    finally:
        os.umask(before)


@posix_only
def test_a_killed_supervisor_is_replaced_and_the_new_backend_has_the_same_address(tmp_path: Path) -> None:
    with backend_of(tmp_path) as backend, client_of(backend) as client, control_of(backend) as link:
        pid, address, supervisor = running_pid(backend), backend.address, backend.supervisor_pid
        live(client).take()
        assert isinstance(link.submit([report("E1")])[0], Accepted)
        assert supervisor is not None
        os.kill(supervisor, signal.SIGKILL)
        until(lambda: not is_alive(pid), "the end of the backend, which loses its supervisor")
        until(lambda: backend.supervisor_pid != supervisor, "another supervisor")
        assert running_pid(backend) != pid
        assert backend.address == address
        assert isinstance(link.submit([report("E2")])[0], Accepted)
        live(client)


@posix_only
def test_a_backend_that_hangs_when_its_supervisor_is_killed_does_not_block_the_next_one(tmp_path: Path) -> None:
    with backend_of(tmp_path) as backend:
        pid, supervisor = running_pid(backend), backend.supervisor_pid
        assert supervisor is not None
        os.kill(supervisor, signal.SIGSTOP)
        os.kill(pid, signal.SIGSTOP)
        os.kill(supervisor, signal.SIGKILL)
        until(lambda: backend.supervisor_pid != supervisor, "another supervisor")
        assert running_pid(backend, but=pid) != pid
        assert not is_alive(pid)


@posix_only
@pytest.mark.timeout(240)
def test_a_backend_killed_many_times_in_a_row_comes_back_each_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    took_s = []
    with backend_of(tmp_path) as backend, client_of(backend) as client:
        pid = running_pid(backend)
        for kills in range(KILLS):
            assert backend.restarts == kills
            killed_at = time.monotonic()
            os.kill(pid, signal.SIGKILL)
            pid = running_pid(backend, but=pid)
            took_s.append(time.monotonic() - killed_at)
        assert backend.trouble() == ""
        live(client)
    with capsys.disabled():
        print(f"\n{KILLS} kills: back after p95 {quantiles(took_s, n=20)[-1]:.2f} s, at most {max(took_s):.2f} s")


@posix_only
def test_a_backend_that_hangs_is_restarted_and_the_window_is_told_why(tmp_path: Path) -> None:
    with backend_of(tmp_path) as backend, client_of(backend) as client:
        pid = running_pid(backend)
        live(client)
        os.kill(pid, signal.SIGSTOP)
        assert running_pid(backend, but=pid) != pid
        assert backend.restarts == 1
        assert "did not respond" in backend.detail
        live(client)


def test_files_of_killed_processes_do_not_stop_a_start(tmp_path: Path) -> None:
    folder = supervisor_folder(tmp_path / "data", LIVE)
    (folder / "leases").mkdir(parents=True)
    (folder / "leases" / "1-abc").touch()
    (folder / LOCK).touch()
    backend = SupervisedBackend(county_in(tmp_path), tmp_path / "data", LIVE)
    backend.prepare()
    address = backend.address
    StatusFile(folder).write(
        Status(supervisor=2**22 + 1, backend=2**22 + 2, state="running", address=address, restarts=7)
    )
    assert not backend.is_running()
    backend.start()
    try:
        running_pid(backend, but=2**22 + 2)
        assert (backend.address, backend.restarts) == (address, 0)
    finally:
        backend.close()


@pytest.mark.usefixtures("qapp")
def test_a_backend_that_cannot_start_is_given_up_and_the_reason_is_translated(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", supervisor_folder(tmp_path / "data", LIVE)
    backend = SupervisedBackend(tmp_path / "no county", data, LIVE)
    backend.prepare()
    supervisor = Supervisor(
        partial(command, str(tmp_path / "no county"), data, LIVE), address=backend.address, leases=Leases(folder),
        status=StatusFile(folder), log=RotatedLog(folder), policy=RestartPolicy(backoff_s=(0.01,)),
    )  # fmt: skip
    thread = Thread(target=supervisor.run)
    thread.start()
    try:
        until(lambda: backend.state == "failed", "the failure")
        assert "no county package here" in backend.detail
        assert backend.restarts == 1
        assert str(backend.log) in backend.trouble()
        i18n.set_language("zh")
        shown = explained(backend.trouble())
        assert "此处没有县域数据包" in shown
        assert "后台无法启动" in shown
        assert str(backend.log) in shown
        assert "no county package" not in shown
    finally:
        backend.close()
        thread.join()
        i18n.set_language("en")
    log = backend.log.read_text("utf-8")
    assert "error: " in log
    assert exit_reason.MARK not in log


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes, with the keys of a backend."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    disk = tmp_path / "data"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("this container may not mount a file system")
    make_keys(disk / "keys")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_reported_and_the_backend_starts_once_there_is_room(small_disk: Path, tmp_path: Path) -> None:
    county_in(tmp_path)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(small_disk).free))
    with backend_of(tmp_path) as backend:
        until(lambda: "No space left" in backend.trouble(), "the reason")
        assert str(small_disk) in backend.trouble()
        filler.unlink()
        running_pid(backend)
        assert backend.trouble() == ""


def test_a_data_folder_that_cannot_be_written_is_refused_in_one_line(small_disk: Path, tmp_path: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    backend = SupervisedBackend(county_in(tmp_path), small_disk, LIVE)
    with pytest.raises(BadKeys, match="choose a writable folder"):
        backend.prepare()
    backend.close()


def test_a_second_backend_on_the_same_data_is_refused_in_one_line(tmp_path: Path) -> None:
    with serving(tmp_path) as backend:
        second = run_main("serve", county_in(tmp_path), "--listen", "tcp://127.0.0.1:0", "--data", backend.data)
    assert second.returncode == 1
    (line,) = [line for line in second.stderr.splitlines() if line.startswith("error: ")]
    assert "another backend has this journal open" in line
    assert "Traceback" not in second.stderr


@pytest.mark.skipif(os.name != "posix", reason="file modes mean nothing here")
def test_secret_keys_are_private_and_wider_permissions_stop_the_start(tmp_path: Path) -> None:
    with serving(tmp_path) as backend, control_of(backend) as link:
        for name in ("server.key_secret", "client.key_secret", "journal.key", "contacts.key"):
            assert (backend.keys / name).stat().st_mode & 0o777 == 0o600
        assert backend.keys.stat().st_mode & 0o777 == 0o700
        assert isinstance(link.submit([report("E1")])[0], Accepted)
    (backend.keys / "server.key_secret").chmod(0o640)
    refused = run_main("serve", county_in(tmp_path), "--listen", "tcp://127.0.0.1:0", "--data", backend.data)
    assert refused.returncode == 1
    assert "chmod 600" in refused.stderr


def test_a_standalone_backend_prints_its_address_once_as_json_and_stops_cleanly_on_sigterm(tmp_path: Path) -> None:
    with serving(tmp_path) as backend:
        assert backend.process.stdout is not None
        with control_of(backend) as link:
            assert link.welcome.county == "999901"
            assert link.welcome.realm == "live"
        backend.process.terminate()
        assert backend.process.wait(30) == 0
        assert backend.process.stdout.read() == ""
    assert list((backend.data / "realms" / "live").glob("checkpoint*")), "the next start has nothing to fold"


@pytest.mark.usefixtures("qapp")
def test_a_window_whose_own_backend_starts_says_so_and_does_not_ask_for_its_keys(tmp_path: Path) -> None:
    backend = SupervisedBackend(county_in(tmp_path), tmp_path / "data", LIVE)
    backend.prepare()
    try:
        i18n.set_language("zh")
        assert explained(backend.offline_reason()) == "本机后台正在启动"
        assert backend.trouble() == ""
    finally:
        i18n.set_language("en")
        backend.close()
