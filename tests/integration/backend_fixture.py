"""Backends of a square county as real processes, clients of them over real sockets, and commands."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from county.clock import SystemClock
from county.commands import Command, CommandBody, FileEvent, ReportEvent
from county.numbering import in_realm
from county.realm import LIVE, Realm
from county.records import EventReported, Record
from services.program import MAIN
from services.protocol.client import Client
from services.protocol.control import ControlLink
from services.supervision.window import SupervisedBackend
from services.transport.zeromq.client_link import ZeroMqClientLink, on_host_of
from tests.square_county import PLACE_M, write_square_county

PATIENCE_S = 30.0


class Where(Protocol):
    """Address of a backend, and the folder of keys for it."""

    @property
    def address(self) -> str: ...
    @property
    def keys(self) -> Path: ...


@dataclass(frozen=True)
class At:
    """A backend's address with other keys than the owner's."""

    address: str
    keys: Path


@dataclass(frozen=True)
class Served:
    """A running ``main.py serve``."""

    address: str
    keys: Path
    data: Path
    process: subprocess.Popen[str]
    log: Path
    """Its stderr."""


def county_in(folder: Path, *, sensors: int = 20) -> Path:
    """The square county in ``folder``, written at the first call."""
    county = folder / "county"
    return county if county.exists() else write_square_county(county, sensors=sensors)


@contextmanager
def serving(
    folder: Path, *, package: Path | None = None, realm: str = "live", data: Path | None = None, shell: str = ""
) -> Iterator[Served]:
    """``main.py serve`` of the square county, or of ``package``; it is stopped afterwards and must exit with 0.

    ``shell``: a shell command to run before, like ``ulimit``.  Fails with the backend's log when it does not
    start.
    """
    package = county_in(folder) if package is None else package
    data = folder / "data" if data is None else data
    log = folder / f"{Realm(realm).folder}-{uuid.uuid4().hex[:6]}.log"
    command: list[str] = [
        sys.executable, str(MAIN), "serve", str(package), "--listen", "tcp://127.0.0.1:0", "--data", str(data),
        "--realm", realm,
    ]  # fmt: skip
    if shell:
        command = ["sh", "-c", f'{shell}; exec "$@"', "sh", *command]
    with (
        log.open("w", encoding="utf-8") as out,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=out, stdin=subprocess.DEVNULL, text=True) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"it did not start: {log.read_text(encoding='utf-8')}"
        ready = json.loads(line)
        try:
            yield Served(ready["address"], Path(ready["keys"]), data, process, log)
        except BaseException:
            process.kill()
            raise
        if process.poll() is None:
            process.terminate()
            assert process.wait(PATIENCE_S) == 0, log.read_text(encoding="utf-8")


@contextmanager
def backend_of(folder: Path, *, sensors: int = 20) -> Iterator[SupervisedBackend]:
    """The same as in a window: supervised, so that it restarts when it terminates; stopped afterwards."""
    backend = SupervisedBackend(county_in(folder, sensors=sensors), folder / "data", LIVE)
    backend.start()
    try:
        yield backend
    finally:
        backend.close()


def running_pid(backend: SupervisedBackend, *, but: int | None = None) -> int:
    """Process id of the backend once it is ready, and another one than ``but``."""
    until(lambda: backend.state == "running" and backend.pid not in (None, but), "the backend")
    assert backend.pid is not None
    return backend.pid


@contextmanager
def client_of(backend: Where, *, realm: str = "live") -> Iterator[Client]:
    """A client of ``backend`` that is opened; closed afterwards."""
    client = Client(
        backend.address,
        lambda: ZeroMqClientLink(lambda: backend.address, backend.keys),
        realm,
        offline_reason=backend.trouble if isinstance(backend, SupervisedBackend) else str,
        make_analysis_link=lambda endpoint: ZeroMqClientLink(
            lambda: on_host_of(backend.address, endpoint()), backend.keys
        ),
    )
    client.open()
    try:
        yield client
    finally:
        client.close()


def control_of(backend: Where, *, realm: str = "live", timeout_s: float = PATIENCE_S) -> ControlLink:
    """A sender to ``backend``; to be closed."""
    return ControlLink(
        backend.address,
        lambda: ZeroMqClientLink(lambda: backend.address, backend.keys),
        realm=realm,
        timeout_s=timeout_s,
    )


def run_main(*arguments: object) -> subprocess.CompletedProcess[str]:
    """``main.py`` with ``arguments``, until it ends."""
    command = [sys.executable, str(MAIN), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=100)


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for ``condition``; fail at a timeout."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"timeout: {what}"
        time.sleep(0.01)


def live(client: Client) -> Client:
    """``client``, once it shows the state of the backend."""
    until(lambda: client.health().state == "live", f"the snapshot: {client.health()}")
    return client


def command(body: CommandBody, *, realm: str = "live", at_ms: int | None = None) -> Command[Any]:
    """``body`` as a command that happened at ``at_ms``; None: now."""
    happened_ms = SystemClock().now_ms() if at_ms is None else at_ms
    return Command(id=uuid.uuid4().hex, realm=realm, happened_ms=happened_ms, body=body)


def report(event_id: str, *, realm: str = "live", at_ms: int | None = None, **changes: object) -> Command[Any]:
    """The report of an event in the square village."""
    fields = {"title": "暴露垃圾", "subclass": "exposed_garbage", "source": "hotline"}
    fields |= {"x_m": PLACE_M[0], "y_m": PLACE_M[1], **changes}
    body = ReportEvent(event_id=in_realm(event_id, realm), **fields)  # type: ignore[arg-type]
    return command(body, realm=realm, at_ms=at_ms)


def file(event_id: str, *, realm: str = "live", at_ms: int | None = None) -> Command[Any]:
    return command(FileEvent(event_id=event_id), realm=realm, at_ms=at_ms)


def records_until(client: Client, enough: Callable[[list[Record[Any]]], bool], what: str) -> list[Record[Any]]:
    """Records that ``client`` takes until there are ``enough`` of them."""
    taken: list[Record[Any]] = []

    def arrived() -> bool:
        taken.extend(client.take().records)
        return enough(taken)

    until(arrived, what)
    return taken


def reports_until(client: Client, what: str) -> list[Record[Any]]:
    """Records of reports that ``client`` takes until there is one, without those that count refused commands."""

    def reports(records: list[Record[Any]]) -> list[Record[Any]]:
        return [record for record in records if isinstance(record.body, EventReported)]

    return reports(records_until(client, lambda records: bool(reports(records)), what))
