"""The backend as a child: always stopped with its parent, never two on one journal, given up when it cannot start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from county.realm import LIVE
from desktop import i18n
from desktop.wording import explained
from services import exit_reason
from services.child import MAIN, BackendProcess, RestartPolicy
from services.data_folder import realm_folder
from services.presence import running_in
from services.protocol.messages import Accepted
from tests.integration.backend_fixture import (
    backend_of,
    client_of,
    control_of,
    county_in,
    live,
    report,
    run_main,
    serving,
    until,
)

PARENT = """
import sys, time
from pathlib import Path
from county.realm import LIVE
from services.child import BackendProcess
backend = BackendProcess(Path(sys.argv[1]), Path(sys.argv[2]), LIVE)
backend.start()
while backend.state != "running":
    time.sleep(0.01)
print(backend.pid, flush=True)
time.sleep(600)
"""


def test_a_backend_announces_its_desktop_and_does_not_outlive_it(tmp_path: Path) -> None:
    county = county_in(tmp_path)
    desktop = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(county), str(tmp_path / "data")],
        stdout=subprocess.PIPE, text=True, cwd=MAIN.parent,
    )  # fmt: skip
    assert desktop.stdout is not None
    with desktop.stdout:
        pid = int(desktop.stdout.readline())
    announced = running_in(realm_folder(tmp_path / "data", LIVE))
    assert announced is not None
    assert announced.of_window
    desktop.kill()
    desktop.wait()
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie", "the end of the orphan")


def test_a_second_backend_on_the_same_data_is_refused_in_one_line(tmp_path: Path) -> None:
    with serving(tmp_path) as backend:
        second = run_main("serve", county_in(tmp_path), "--listen", "tcp://127.0.0.1:0", "--data", backend.data)
    assert second.returncode == 1
    (line,) = [line for line in second.stderr.splitlines() if line.startswith("error: ")]
    assert "another backend has this journal open" in line
    assert "Traceback" not in second.stderr


@pytest.mark.usefixtures("qapp")
def test_a_backend_that_cannot_start_is_given_up_and_the_reason_is_translated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = RestartPolicy(backoff_s=(0.01,))
    backend = BackendProcess(tmp_path / "no county", tmp_path / "data", LIVE, policy=policy)
    backend.start()
    try:
        until(lambda: backend.state == "failed", "the failure")
        assert "no county package here" in backend.detail
        assert backend.restarts == 1
        assert "no county package here" in backend.trouble()
        i18n.set_language("zh")
        shown = explained(backend.trouble())
        assert "此处没有县域数据包" in shown
        assert "后台无法启动" in shown
        assert "no county package" not in shown
    finally:
        backend.stop()
        i18n.set_language("en")
    log = capsys.readouterr().err
    assert "error: " in log
    assert exit_reason.MARK not in log


CRASHING = """
import sys
print("ready", flush=True)
sys.exit("error: the disk is on fire")
"""


def crashing_backend(folder: Path, policy: RestartPolicy) -> BackendProcess:
    """Its program reports that it is ready and exits with an error."""
    program = folder / "crashing.py"
    program.write_text(CRASHING, encoding="utf-8")
    return BackendProcess(folder / "county", folder / "data", LIVE, policy=policy, program=program)


def test_a_backend_that_keeps_terminating_is_restarted_with_increasing_pauses_and_reports_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backend = crashing_backend(tmp_path, RestartPolicy(backoff_s=(0.01, 0.02, 0.03)))
    backend.start()
    try:
        with client_of(backend) as client:
            until(lambda: backend.restarts >= 5, "five restarts")
            assert "keeps terminating" in client.health().detail
            assert "the disk is on fire" in client.health().detail
    finally:
        backend.stop()
    pauses = [line.split()[-2] for line in capsys.readouterr().err.splitlines() if "starts again in" in line]
    assert pauses[:5] == ["0.01", "0.02", "0.03", "0.03", "0.03"]


def test_a_backend_that_was_ready_for_long_is_restarted_after_the_shortest_pause(tmp_path: Path) -> None:
    backend = crashing_backend(tmp_path, RestartPolicy(backoff_s=(0.01, 600.0), steady_s=0.0))
    backend.start()
    try:
        until(lambda: backend.restarts >= 3, "three restarts")
        assert backend.trouble() == ""
    finally:
        backend.stop()


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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot halt a process with a signal")
def test_a_backend_that_hangs_is_killed_and_started_again(tmp_path: Path) -> None:
    with backend_of(tmp_path, policy=RestartPolicy(hung_s=1.0)) as backend, client_of(backend) as client:
        live(client)
        pid = backend.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)

        def again() -> bool:
            backend.end_if_hung(client.health().heartbeat_age_ms or 0)
            return backend.restarts == 1 and client.health().state == "live"

        until(again, "the backend that answers again")
        assert backend.pid != pid


def test_a_responding_backend_is_not_treated_as_hung(tmp_path: Path) -> None:
    with backend_of(tmp_path) as backend:
        until(lambda: backend.state == "running", "the backend")
        backend.end_if_hung(60_000)
        assert backend.pid is not None
        assert backend.restarts == 0
