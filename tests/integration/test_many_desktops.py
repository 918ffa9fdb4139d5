"""Several desktops on one backend: one that stops reading harms neither the others nor the backend."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import numpy as np
import psutil
import pytest
from msgspec.structs import replace

from county.clock import SystemClock
from county.events.event import LONGEST_NOTE
from county.records import EventFiled
from county.sensing import Reading
from county.streams import READINGS, Columns
from services.log import RateLimitedLog
from services.loop.publication import BATCH
from services.program import MAIN
from services.protocol.codec import payload
from services.protocol.server import Server
from services.transport.zeromq.backend_link import ZeroMqBackendLink
from tests.integration.backend_fixture import client_of, control_of, live, records_until, report, serving, until
from tests.unit.session_fixture import record

READINGS_ROW = 21
"""Bytes."""
DESKTOP = """
import sys, time
from pathlib import Path
from services.protocol.client import Client
from services.transport.zeromq.client_link import ZeroMqClientLink
client = Client(sys.argv[1], lambda: ZeroMqClientLink(sys.argv[1], Path(sys.argv[2])), "live")
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
from services.transport.zeromq.client_link import ZeroMqClientLink
address, endpoint, keys = sys.argv[1], sys.argv[2], Path(sys.argv[3])
link = ZeroMqClientLink(address, keys)
link.connect()
link.subscribe(endpoint, b"live/")
while not link.poll(1000).published:
    pass
print("subscribed", flush=True)
time.sleep(600)
"""
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot halt a process")


@contextmanager
def process(program: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=MAIN.parent) as started:
        try:
            yield started
        finally:
            started.kill()


def line(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    return started.stdout.readline().strip()


def test_a_desktop_that_stops_reading_slows_no_other_client_and_catches_up_in_order(tmp_path: Path) -> None:
    with (
        serving(tmp_path) as backend,
        client_of(backend) as one,
        client_of(backend) as other,
        control_of(backend) as link,
        process(DESKTOP, backend.address, backend.keys) as halted,
    ):
        first = int(line(halted)) + 1
        live(one), live(other)
        os.kill(halted.pid, signal.SIGSTOP)
        at_ms = SystemClock().now_ms() - 10_000  # older ones count as stale
        for turn in range(10):
            link.submit_readings([Reading(f"bin-{turn}", "fill", at_ms + i, 10.0) for i in range(2_000)])
            link.submit([report(f"E{turn}-{i}") for i in range(10)])
        for client in (one, other):
            shown = records_until(client, lambda records: len(records) == 100, "the records")
            assert [record.seq for record in shown] == list(range(first, first + 100))
            live(client)
            assert (client.health().drops, client.health().replayed) == (0, 0)
        os.kill(halted.pid, signal.SIGCONT)
        assert [line(halted) for _ in range(100)] == [str(seq) for seq in range(first, first + 100)]


def batches(server: Server) -> int:
    """Publish the longest batch of readings; returns its bytes."""
    n = BATCH
    rows = {"channel": np.arange(n), "at_ms": np.arange(n), "value": np.zeros(n), "quality": np.zeros(n)}
    server.publish_columns(Columns(READINGS, rows), 1)
    return n * READINGS_ROW


def long_notes(server: Server) -> int:
    """Publish records with the longest notes; returns their bytes."""
    note = "𠮷" * LONGEST_NOTE
    records = [payload(replace(record(seq), body=EventFiled(event_id="E", note=note))) for seq in range(4)]
    server.publish_records(records)
    return sum(map(len, records))


@pytest.mark.parametrize("publish", [batches, long_notes])
def test_what_waits_for_a_desktop_that_stopped_reading_is_bounded(
    tmp_path: Path, publish: Callable[[Server], int]
) -> None:
    link = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=tmp_path / "keys", log=RateLimitedLog())
    server = Server(link, "live", RateLimitedLog())
    try:
        with process(SUBSCRIBER, link.endpoints["desk"], link.endpoints["publish"], tmp_path / "keys") as halted:
            lines: list[str] = []

            def subscribed() -> bool:
                server.receive(timeout_ms=10, limit=1)
                publish(server)
                return halted.poll() is not None or bool(lines)

            reader = Thread(target=lambda: lines.append(line(halted)))
            reader.start()
            until(subscribed, "the subscriber")
            reader.join()
            os.kill(halted.pid, signal.SIGSTOP)
            before = psutil.Process().memory_info().rss
            sent = grown = 0
            while sent < 256 << 20:
                sent += publish(server)
                grown = max(grown, psutil.Process().memory_info().rss - before)
        assert grown <= 64 << 20, "what waits grows with what is sent"
    finally:
        server.close()
