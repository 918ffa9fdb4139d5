"""Several desktops on one backend: one that stops reading harms neither the others nor the backend."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import numpy as np
import psutil
import pytest

from county.clock import SystemClock
from county.records import Record
from county.sensing import Reading, Readings
from services.backend import BATCH
from services.child import MAIN
from services.log import QuietLog
from services.protocol.columns import batch_of
from services.transport.zeromq.control import ControlLink
from services.transport.zeromq.server import Server
from services.transport.zeromq.sockets import PUBLISH_HWM
from tests.integration.backend_fixture import backend_of, client_of, report, until

DESKTOP = """
import sys, time
from pathlib import Path
from services.transport.zeromq.client import Client
client = Client(sys.argv[1], Path(sys.argv[2]))
client.open()
while True:
    taken = client.take()
    if taken.snapshot is not None:
        print(taken.snapshot.seq, flush=True)
    for record in taken.records:
        print(record.seq, flush=True)
    time.sleep(0.01)
"""
SUBSCRIBER = """
import sys, time
from pathlib import Path
import zmq
from services.transport.zeromq.keys import pair, public_key
from services.transport.zeromq.sockets import SUBSCRIBE_HWM, client_socket
keys = Path(sys.argv[2])
sub = client_socket(zmq.Context(), zmq.SUB, pair(keys, "client"), public_key(keys, "server"), hwm=SUBSCRIBE_HWM)
sub.setsockopt(zmq.SUBSCRIBE, b"")
sub.connect(sys.argv[1])
sub.recv()
print("hears", flush=True)
time.sleep(600)
"""
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot halt a process")


@contextmanager
def process(program: str, address: str, keys: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", program, address, str(keys)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=MAIN.parent) as started:
        try:
            yield started
        finally:
            started.kill()


def line(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    return started.stdout.readline().strip()


def test_a_desktop_that_stops_reading_slows_nobody_and_catches_up_in_order(tmp_path: Path) -> None:
    with (
        backend_of(tmp_path) as backend,
        client_of(backend) as one,
        client_of(backend) as other,
        ControlLink(backend.address, backend.keys) as link,
        process(DESKTOP, backend.address, backend.keys) as halted,
    ):
        assert line(halted) == "0"
        until(lambda: one.health().state == other.health().state == "live", "both snapshots")
        os.kill(halted.pid, signal.SIGSTOP)
        at_ms = SystemClock().now_ms() - 3_600_000
        for turn in range(10):
            link.submit_readings([Reading(f"bin-{turn}", "fill", at_ms + i, 10.0) for i in range(2_000)])
            link.submit([report(f"E{turn}-{i}") for i in range(10)])
        for client in (one, other):
            shown: list[Record] = []
            until(lambda to=shown, of=client: to.extend(of.take().records) or len(to) == 100, "the records")  # type: ignore[misc]
            assert [record.seq for record in shown] == list(range(1, 101))
            assert (client.health().state, client.health().drops, client.health().replayed) == ("live", 0, 0)
        os.kill(halted.pid, signal.SIGCONT)
        assert [line(halted) for _ in range(100)] == [str(seq) for seq in range(1, 101)]


def test_what_waits_for_a_desktop_that_stopped_reading_is_bounded(tmp_path: Path) -> None:
    n = BATCH
    readings = Readings(np.arange(n, dtype=np.uint32), np.arange(n), np.zeros(n), np.zeros(n, dtype=np.uint8))
    batch = batch_of(readings, realm="live", number=1)
    server = Server(listen="tcp://127.0.0.1:0", keys=tmp_path / "keys", realm="live", log=QuietLog())
    try:
        with process(SUBSCRIBER, f"tcp://127.0.0.1:{server.publish_port}", tmp_path / "keys") as halted:
            said: list[str] = []

            def hears() -> bool:
                server.receive(timeout_ms=10, limit=1)
                server.publish_readings(batch)
                return halted.poll() is not None or bool(said)

            reader = Thread(target=lambda: said.append(line(halted)))
            reader.start()
            until(hears, "the subscriber")
            reader.join()
            os.kill(halted.pid, signal.SIGSTOP)
            before = psutil.Process().memory_info().rss
            for _ in range(5 * PUBLISH_HWM):
                server.publish_readings(batch)
            grown = psutil.Process().memory_info().rss - before
        assert grown < 100 << 20, "what waits grows with what is sent"
        assert 5 * PUBLISH_HWM * len(batch.value) * 2.5 > 150 << 20, "more was sent than may wait"
    finally:
        server.close()
