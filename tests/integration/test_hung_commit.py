"""A backend whose disk hangs ends when stopped; unacknowledged changes are absent afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from services.program import MAIN
from services.protocol.messages import Accepted
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
                _, said = process.communicate(timeout=PATIENCE_S)
                assert client.take().replies == []
        finally:
            process.kill()
    assert process.returncode == 1
    assert [line for line in said.splitlines() if line.startswith("error: the disk has not completed a commit")]
    assert "Traceback" not in said
    hung.unlink()
    with serving(tmp_path, data=data) as again, client_of(again) as client:
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        assert list(snapshot.states["event"].ids) == ["E1"]
