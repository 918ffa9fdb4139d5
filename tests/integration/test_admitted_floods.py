"""Floods of clients with an admitted key: they neither end the backend, nor take its memory, nor delay another key."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zmq

from services.protocol import messages as m
from services.protocol.client import Client
from services.protocol.codec import frames, topic
from services.protocol.connection_limit import CONNECTIONS_MAX
from services.transport.zeromq.keys import pair, public_key
from services.transport.zeromq.sockets import Socket, client_socket
from tests.integration.backend_fixture import Served, client_of, control_of, live, report, serving, until
from tests.integration.test_unread_replies import anonymous_bytes

HELLO = frames(topic("live", "control"), m.Hello(protocol=m.PROTOCOL, realm="live"))[0]
LONGEST_S = 1.0
GROWTH_BYTES = 48 << 20
FLOOD_BYTES = 4_000_000
FLOODS = 8
ABORTS = 3
Connect = Callable[..., Socket]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as backend:
        yield backend


@contextmanager
def sockets(served: Served) -> Iterator[Connect]:
    """Makes sockets with the key of the client, connected to the backend; all are closed at once."""
    context = zmq.Context()
    keys, server = pair(served.keys, "client"), public_key(served.keys, "server")

    def connect(address: str, kind: int = zmq.DEALER) -> Socket:
        socket = client_socket(context, kind, keys, server, hwm=100_000)
        socket.setsockopt(zmq.IMMEDIATE, 0)
        socket.connect(address)
        return socket

    try:
        yield connect
    finally:
        context.destroy(linger=0)


def publish_address(served: Served) -> str:
    with control_of(served) as link:
        endpoint = link.welcome.endpoints["publish"]
    return f"{served.address.rpartition(':')[0]}{endpoint}" if endpoint.startswith(":") else endpoint


def longest_gap_s(client: Client, seconds: float) -> float:
    """The highest age of the newest heartbeat within the next ``seconds``."""
    ages, until_s = [0.0], time.monotonic() + seconds
    while time.monotonic() < until_s:
        ages.append((client.health().heartbeat_age_ms or 0.0) / 1_000)
        time.sleep(0.01)
    return max(ages)


@pytest.mark.parametrize("size", [1_000, 60_000], ids=["long topics", "more than a frame may hold"])
def test_subscriptions_without_end_cost_little_memory_and_delay_no_heartbeat(served: Served, size: int) -> None:
    publish, before = publish_address(served), anonymous_bytes(served.process.pid)
    with client_of(served) as other:
        live(other)
        with sockets(served) as connect:
            for flood in [connect(publish) for _ in range(FLOODS)]:
                for _ in range(FLOOD_BYTES // size):
                    flood.send(os.urandom(size))
            during = longest_gap_s(other, 2.0)
            grown = anonymous_bytes(served.process.pid) - before
        assert max(during, longest_gap_s(other, 1.0)) < LONGEST_S
        assert grown < GROWTH_BYTES
        live(other)


def test_a_subscriber_of_libzmqs_own_kind_is_not_connected(served: Served) -> None:
    with sockets(served) as connect:
        subscriber = connect(publish_address(served), zmq.SUB)
        subscriber.setsockopt(zmq.SUBSCRIBE, b"")
        assert subscriber.poll(500) == 0


def test_connections_that_end_while_their_requests_wait_do_not_end_the_backend(served: Served) -> None:
    for _ in range(ABORTS):
        with sockets(served) as connect:
            for flood in [connect(served.address) for _ in range(20)]:
                for _ in range(500):
                    flood.send(HELLO)
            time.sleep(0.2)
        assert served.process.poll() is None
    with client_of(served) as other:
        live(other)


def test_many_connections_of_one_key_are_refused_and_another_key_is_served_meanwhile(
    served: Served, tmp_path: Path
) -> None:
    with sockets(served) as connect, control_of(served) as link:
        flood = [connect(served.address) for _ in range(3 * CONNECTIONS_MAX)]
        for connection in flood:
            connection.send(HELLO)
        link.submit([report("during the flood")])
        until(lambda: all(connection.poll(0) for connection in flood), "the replies")
        refused = sum(b"more than {most} connections" in connection.recv() for connection in flood)
    # How many are admitted depends on how many of the test before, which have ended, are counted still.
    assert refused >= 2 * CONNECTIONS_MAX
