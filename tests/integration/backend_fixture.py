"""A backend process of a square county, and commands for it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from county.clock import SystemClock
from county.commands import Body, Command, FileEvent, ReportEvent
from services.child import BackendProcess
from services.transport.zeromq.client import Client
from tests.square_county import PLACE_M, write_square_county

PATIENCE_S = 30.0


@contextmanager
def backend_of(folder: Path, *, sensors: int = 20) -> Iterator[BackendProcess]:
    """A running backend with its data in ``folder``; ended afterwards."""
    county = folder / "county"
    if not county.exists():
        write_square_county(county, sensors=sensors)
    backend = BackendProcess(county, folder / "data")
    backend.start()
    try:
        yield backend
    finally:
        backend.stop()


@contextmanager
def client_of(backend: BackendProcess) -> Iterator[Client]:
    """A client of ``backend``; closed afterwards."""
    client = Client(backend.address, backend.keys, why_silent=backend.trouble)
    client.open()
    try:
        yield client
    finally:
        client.close()


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for ``condition``; fail when it never comes."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.01)


def command(body: Body, *, actor: str = "接线员", realm: str = "live") -> Command:
    return Command(id=uuid.uuid4().hex, realm=realm, actor=actor, happened_ms=SystemClock().now_ms(), body=body)


def report(event_id: str, **changes: object) -> Command:
    """Report an event in the square village."""
    fields = {"title": "暴露垃圾", "subclass": "exposed_garbage", "source": "hotline"}
    fields |= {"x_m": PLACE_M[0], "y_m": PLACE_M[1], **changes}
    return command(ReportEvent(event_id=event_id, **fields))  # type: ignore[arg-type]


def file(event_id: str) -> Command:
    return command(FileEvent(event_id=event_id))
