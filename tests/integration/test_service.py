"""``main.py serve`` as a service of systemd: its notifications, and the unit that is shipped."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import suppress
from pathlib import Path

import pytest
import typer.main

import main
from services.program import MAIN
from services.supervision.service_manager import ADDRESS
from tests.integration.backend_fixture import serving

UNIT = MAIN.parent / "resources" / "systemd" / "county-command@.service"
SILENT_S = 2.0
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="systemd does not run here")


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket of a service manager that starts the next process."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiving:
        receiving.bind(str(tmp_path / "notify"))
        receiving.settimeout(30)
        monkeypatch.setenv(ADDRESS, str(tmp_path / "notify"))
        yield receiving


def drained(manager: socket.socket) -> None:
    """Take what was sent before, until nothing more comes."""
    manager.settimeout(SILENT_S)
    with suppress(TimeoutError):
        while True:
            manager.recv(100)


def test_the_service_manager_learns_that_the_backend_is_ready_iterates_hangs_and_ends(
    tmp_path: Path, manager: socket.socket
) -> None:
    with serving(tmp_path) as backend:
        while manager.recv(100) != b"READY=1":
            pass
        assert [manager.recv(100) for _ in range(5)] == [b"WATCHDOG=1"] * 5
        os.kill(backend.process.pid, signal.SIGSTOP)
        drained(manager)
        os.kill(backend.process.pid, signal.SIGCONT)
        assert manager.recv(100) == b"WATCHDOG=1"
        backend.process.terminate()
        while manager.recv(100) != b"STOPPING=1":
            pass
        assert backend.process.wait(30) == 0


def test_a_service_manager_that_does_not_read_stops_nobody(tmp_path: Path, manager: socket.socket) -> None:
    manager.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    with serving(tmp_path), serving(tmp_path, realm="drill:1"):
        pass


def unit() -> dict[str, str]:
    """The settings of the section Service; the last one of a name."""
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text("utf-8"))
    return dict(parser["Service"])


def test_the_shipped_unit_starts_the_backend_with_a_watchdog_and_restarts_it_always() -> None:
    settings = unit()
    assert (settings["Type"], settings["WatchdogSec"], settings["Restart"]) == ("notify", "3s", "always")
    script, *arguments = settings["ExecStart"].replace("%i", "fenghuang").split()[1:]
    assert Path(script).name == MAIN.name
    (listen,) = [word.partition("=")[2] for word in settings["Environment"].split() if word.startswith("LISTEN=")]
    serve = typer.main.get_command(main.app).commands["serve"]  # type: ignore[attr-defined]
    verb, *options = [listen if word == "${LISTEN}" else word for word in arguments]
    assert verb == "serve"
    given = serve.make_context("serve", options).params
    assert given["package"] == Path("/srv/county-command/fenghuang")
    assert given["data"] == Path("/var/lib") / settings["StateDirectory"].replace("%i", "fenghuang")


def test_systemd_accepts_the_shipped_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed")
    text = UNIT.read_text("utf-8").replace("/opt/county-command/.venv/bin/python", sys.executable)
    (tmp_path / UNIT.name).write_text(text, "utf-8")
    done = subprocess.run([analyze, "verify", str(tmp_path / UNIT.name)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
