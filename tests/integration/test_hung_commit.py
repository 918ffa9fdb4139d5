"""A backend whose disk hangs sends heartbeats, and ends when stopped; unacknowledged changes are absent afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from services.program import MAIN
from services.protocol.messages import Accepted
from services.supervision.address import free_address
from services.supervision.leases import Lease, Leases
from services.supervision.rotated_log import RotatedLog
from services.supervision.status import StatusFile
from services.supervision.supervisor import RestartPolicy, Supervisor
from tests.integration import hung_backend
from tests.integration.backend_fixture import (
    PATIENCE_S,
    At,
    client_of,
    control_of,
    county_in,
    live,
    report,
    serving,
    until,
)


def test_a_backend_stopped_during_a_hanging_commit_ends_with_one_line_and_acknowledges_nothing(
    tmp_path: Path,
) -> None:
    hung, data = tmp_path / "hung", tmp_path / "data"
    command = [
        sys.executable, "-m", hung_backend.__name__, "serve", str(county_in(tmp_path)), "--listen",
        "tcp://127.0.0.1:0", "--data", str(data),
    ]  # fmt: skip
    env = os.environ | {"HUNG": str(hung)}
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=env,
        cwd=MAIN.parent,
    ) as process:
        assert process.stdout is not None
        try:
            ready = json.loads(process.stdout.readline())
            backend = At(ready["address"], Path(ready["keys"]))
            with control_of(backend) as link:
                assert isinstance(link.submit([report("E1")])[0], Accepted)
            with client_of(backend) as client:
                live(client).take()
                hung.touch()
                client.submit(report("E2"))
                until(lambda: client.health().pending == 1, "the command")
                beats = client.health().frames
                until(lambda: client.health().frames > beats + 10, "heartbeats while the commit hangs")
                process.terminate()
                _, output = process.communicate(timeout=PATIENCE_S)
                assert client.take().replies == []
        finally:
            process.kill()
    assert process.returncode == 1
    assert [line for line in output.splitlines() if line.startswith("error: the disk has not completed a commit")]
    assert "Traceback" not in output
    hung.unlink()
    with serving(tmp_path, data=data) as again, client_of(again) as client:
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        assert list(snapshot.states["event"].ids) == ["E1"]


def test_a_supervised_backend_is_not_restarted_while_a_commit_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung, data, folder = tmp_path / "hung", tmp_path / "data", tmp_path / "supervisor"
    monkeypatch.setenv("HUNG", str(hung))
    monkeypatch.setenv("PYTHONPATH", str(MAIN.parent))
    program = [sys.executable, "-m", hung_backend.__name__, "serve", str(county_in(tmp_path)), "--data", str(data)]
    lease, status = Lease(folder), StatusFile(folder)
    supervisor = Supervisor(
        lambda address: [*program, "--listen", address], address=free_address(), leases=Leases(folder),
        status=status, log=RotatedLog(folder), policy=RestartPolicy(hung_s=1.5),
    )  # fmt: skip
    thread = Thread(target=supervisor.run)
    thread.start()
    try:
        until(lambda: (now := status.read()) is not None and now.state == "running", "the backend")
        before = status.read()
        assert before is not None
        with client_of(At(before.address, data / "keys")) as client:
            live(client)
            hung.touch()
            client.submit(report("E1"))
            until(lambda: client.health().pending == 1, "the command")
            thread.join(5.0)  # longer than a hanging backend is left alone
            assert status.read() == before
            hung.unlink()
            until(lambda: client.take().replies, "the answer")
    finally:
        lease.close()
        thread.join()
