"""The child's port may be taken by another program, and its log is read with and without a stderr."""

from __future__ import annotations

import io
import os
import socket
import sys
from pathlib import Path

import pytest

from county.realm import LIVE
from services.child import HOST, BackendProcess, RestartPolicy
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


@pytest.fixture
def backend(tmp_path: Path) -> BackendProcess:
    policy = RestartPolicy(backoff_s=(0.01,) * 6)
    return BackendProcess(tmp_path / "county", tmp_path / "data", LIVE, policy=policy, program=tmp_path / "main.py")


def host_and_port(backend: BackendProcess) -> tuple[str, int]:
    return HOST, int(backend.address.rpartition(":")[2])


def test_a_port_taken_meanwhile_is_replaced_and_both_are_reported(
    backend: BackendProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.py").write_text(LISTENING, encoding="utf-8")
    backend.prepare()
    first = backend.address
    with socket.create_server(host_and_port(backend)):
        backend.start()
        try:
            until(lambda: backend.state == "running", "the backend on another port")
            assert backend.address != first
            socket.create_connection(host_and_port(backend), timeout=30).close()
        finally:
            backend.stop()
    (moved,) = [line for line in capsys.readouterr().err.splitlines() if "another program has taken" in line]
    assert first in moved
    assert backend.address in moved


def test_a_terminated_backend_restarts_on_the_same_port(backend: BackendProcess, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(LISTENING, encoding="utf-8")
    backend.start()
    try:
        until(lambda: backend.state == "running", "the backend")
        first = backend.address
        for restarts in range(1, 4):
            with socket.create_connection(host_and_port(backend), timeout=30) as connection:
                connection.sendall(b"end")
                until(lambda n=restarts: backend.restarts >= n and backend.state == "running", "the backend again")  # type: ignore[misc]
        assert backend.address == first
    finally:
        backend.stop()


def test_a_backend_that_cannot_start_for_another_reason_keeps_its_port(backend: BackendProcess, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import sys; sys.exit('error: no county package here')", encoding="utf-8")
    backend.prepare()
    first = backend.address
    backend.start()
    try:
        until(lambda: backend.state == "failed", "the failure")
        assert backend.address == first
    finally:
        backend.stop()


def closed() -> io.TextIOBase:
    out = io.StringIO()
    out.close()
    return out


def of_a_closed_terminal() -> io.TextIOBase:
    read, write = os.pipe()
    os.close(read)
    return os.fdopen(write, "w", buffering=1)


@pytest.mark.parametrize("stderr", [lambda: None, closed, of_a_closed_terminal])
def test_a_backend_that_logs_much_is_not_blocked_by_a_parent_without_stderr(
    backend: BackendProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stderr: object
) -> None:
    (tmp_path / "main.py").write_text(TALKATIVE, encoding="utf-8")
    assert callable(stderr)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stderr())
        backend.start()
        try:
            until(lambda: backend.state == "running", "the line after the log")
            assert backend.restarts == 0
        finally:
            backend.stop()
