"""The HTTP gateway as a real process, with a key of its own for its backend."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from county.authority import Role
from county.clock import SystemClock
from county.commands import ReportChannel
from services.intake.gateway.api_keys import add_api_key
from services.keys.register import add
from services.keys.registration import Registration
from services.program import MAIN
from tests.integration.backend_fixture import PATIENCE_S, Served, until

GATEWAY = "gateway"


@dataclass(frozen=True)
class GatewayProcess:
    """A running ``main.py intake``."""

    address: str
    client: httpx.Client
    """Of paths below its address."""
    keys: Path
    process: subprocess.Popen[str]
    log: Path
    """Its stderr."""

    def key(self, channel: ReportChannel) -> dict[str, str]:
        """The header of a new API key."""
        key = add_api_key(self.keys, channel, channel, 600, SystemClock())
        return {"Authorization": f"Bearer {key}"}

    def connected(self) -> None:
        """Wait until it has reached its backend."""
        until(lambda: self.client.get("/health").json()["backend"] == "connected", "the gateway's backend")


def gateway_keys(backend: Served, folder: Path) -> Path:
    """A folder with a new key of the role gateway."""
    add(backend.data / "keys", GATEWAY, Registration(roles=(Role.GATEWAY,)), folder / "gateway")
    return folder / "gateway"


@contextmanager
def gateway_of(package: Path, connect: str | None, keys: Path, log: Path) -> Iterator[GatewayProcess]:
    """A gateway for the backend at ``connect`` (None: of this machine); stopped afterwards; it must exit with 0."""
    command = [
        sys.executable, str(MAIN), "intake", str(package), "--listen", "http://127.0.0.1:0", "--keys", str(keys),
        *(() if connect is None else ("--connect", connect)),
    ]  # fmt: skip
    with (
        log.open("w", encoding="utf-8") as out,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=out, stdin=subprocess.DEVNULL, text=True) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"it did not start: {log.read_text(encoding='utf-8')}"
        address = json.loads(line)["address"]
        try:
            with httpx.Client(base_url=address, verify=False, timeout=PATIENCE_S) as client:
                yield GatewayProcess(address, client, keys, process, log)
        finally:
            process.terminate()
            assert process.wait(PATIENCE_S) == 0, log.read_text(encoding="utf-8")
