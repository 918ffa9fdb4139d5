"""Sending with the server.key of another backend reports the possible reasons long before it times out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from county.authority import Role
from services.keys.register import add
from services.keys.registration import Registration
from services.program import MAIN
from services.transport.zeromq.keys import SERVER, new_pair, write_public
from tests.integration.backend_fixture import serving


def test_a_wrong_server_key_is_reported_while_still_trying(tmp_path: Path) -> None:
    file = tmp_path / "readings.csv"
    file.write_text("sensor_id,channel,at,value\nbin-0,fill,2026-11-20T08:00,50\n", encoding="utf-8")
    with serving(tmp_path) as backend:
        add(backend.keys, "gateway", Registration(roles=(Role.GATEWAY,)), tmp_path / "gateway")
        write_public(tmp_path / "gateway" / f"{SERVER}.key", new_pair().public)
        command = [sys.executable, str(MAIN), "send", str(file), "--connect", backend.address, "--keys"]
        with subprocess.Popen([*command, str(tmp_path / "gateway")], stdout=subprocess.PIPE, text=True) as sending:
            assert sending.stdout is not None
            line = sending.stdout.readline()
            assert sending.poll() is None, "it continues trying"
            sending.kill()
    assert line.startswith(f"{backend.address}: no reply from the backend yet: ")
    assert "server.key" in line
