"""Clients that ask, or are sent, without reading: they cost the backend a bounded amount of memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import zmq

from county.clock import SystemClock
from county.sensing import Reading
from services.protocol import messages as m
from services.protocol.codec import frames, topic
from services.protocol.limits import FRAME_MAX
from services.protocol.transfers import QUEUE_BYTES
from services.transport.zeromq.keys import pair, public_key
from services.transport.zeromq.sockets import REQUEST_HWM, client_socket
from tests.integration.backend_fixture import Served, client_of, control_of, live, serving

CONTROL = topic("live", "control")
ASKING_S = 4.0
READINGS = 20_000
CONNECTION_BYTES = 2 * REQUEST_HWM * FRAME_MAX + QUEUE_BYTES
"""What libzmq queues for and from one connection, and the answers that wait behind."""
OVERHEAD_BYTES = 16 << 20


def anonymous_bytes(pid: int) -> int:
    """Memory that belongs to this process alone."""
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    if rollup.exists():
        [line] = [line for line in rollup.read_text().splitlines() if line.startswith("Anonymous:")]
        return int(line.split()[1]) << 10
    return int(psutil.Process(pid).memory_info().rss)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A backend with as many readings of one channel as an answer holds."""
    with serving(tmp_path_factory.mktemp("served")) as backend:
        now_ms = SystemClock().now_ms() - READINGS
        with control_of(backend) as link:
            link.submit_readings([Reading("bin-0", "fill", now_ms + i, i % 50 + i % 7 / 10) for i in range(READINGS)])
        yield backend


@contextmanager
def unread(served: Served) -> Iterator[Callable[[m.ToBackend], bool]]:
    """A client that only sends."""
    context = zmq.Context()
    keys = pair(served.keys, "client")
    socket = client_socket(context, zmq.DEALER, keys, public_key(served.keys, "server"), hwm=64)
    socket.setsockopt(zmq.RCVHWM, 1)
    socket.setsockopt(zmq.RCVBUF, 4_096)
    socket.connect(served.address)

    def send(message: m.ToBackend) -> bool:
        try:
            for frame in frames(CONTROL, message):
                socket.send(frame, zmq.DONTWAIT)
        except zmq.Again:
            return False
        return True

    try:
        yield send
    finally:
        context.destroy(linger=0)


QUESTIONS: dict[str, Callable[[int], m.ToBackend]] = {
    "histories": lambda n: m.HistoryRequest(
        request=f"h{n}", stream="readings", key=["bin-0", "fill"], from_ms=0, to_ms=2**60 + n
    ),
    "snapshots": lambda n: m.SnapshotRequest(),
    "long questions": lambda n: m.SubjectRequest(request=f"s{n}", subject="x" * 900_000 + str(n)),
}


@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_client_that_asks_without_reading_costs_a_bounded_amount_and_nobody_else_notices(
    served: Served, asked: str
) -> None:
    with client_of(served) as other, unread(served) as send:
        live(other)
        before, until_s, sent, ages = anonymous_bytes(served.process.pid), time.monotonic() + ASKING_S, 0, [0.0]
        while time.monotonic() < until_s:
            sent += send(QUESTIONS[asked](sent))
            ages.append(other.health().heartbeat_age_ms or 0.0)
            time.sleep(0.001)
        grown = anonymous_bytes(served.process.pid) - before
        assert sent > 20
        assert grown < CONNECTION_BYTES + OVERHEAD_BYTES
        assert max(ages) < 1_000
        live(other)
