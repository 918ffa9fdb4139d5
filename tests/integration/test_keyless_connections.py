"""Connections that offer no key are counted by address, those of registered clients are not."""

from __future__ import annotations

import socket as plain
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
import zmq

from services.transport.ports import Handshake
from services.transport.zeromq.backend_link import ZeroMqBackendLink
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import make_keys, public_key, write_public
from tests.captured_log import CapturedLog
from tests.contract.links import until

CONNECTIONS = 200
REBINDINGS = 100


class SeenHandshakes:
    """A real link in a thread, and the handshakes that it reports."""

    def __init__(self, keys: Path) -> None:
        self.keys = keys
        self.seen: list[Handshake] = []
        self.link = ZeroMqBackendLink(
            listen="tcp://127.0.0.1:0", keys=keys, log=CapturedLog(), seen=self.seen.append
        )
        self.address = self.link.endpoints["desk"]
        self._stopping = False
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping:
            for incoming in self.link.receive(timeout_ms=50, limit=64):
                self.link.answer(incoming.peer, incoming.frame)

    def keyless(self) -> dict[str, int]:
        """How many connections offered no key, by address."""
        found: dict[str, int] = {}
        for handshake in list(self.seen):
            if handshake.refused == "no_key":
                found[handshake.address] = found.get(handshake.address, 0) + handshake.number
        return found

    def close(self) -> None:
        self._stopping = True
        self._thread.join()
        self.link.close()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[SeenHandshakes]:
    host = SeenHandshakes(tmp_path / "keys")
    yield host
    host.close()


def test_open_sockets_without_a_key_are_counted_by_address_and_clients_are_not(host: SeenHandshakes) -> None:
    port = int(host.address.rpartition(":")[2])
    with closing(ZeroMqClientLink(host.address, host.keys)) as client, ExitStack() as stack:
        client.connect()
        until(lambda: client.send(b"question"), "the connection")
        for _ in range(CONNECTIONS):
            stack.enter_context(plain.create_connection(("127.0.0.1", port)))
        until(lambda: sum(host.keyless().values()) >= CONNECTIONS, "the counted connections")
        for _ in range(3):
            client.reconnect()
            until(lambda: client.send(b"question"), "a new connection")
        until(lambda: len([h for h in host.seen if h.principal == "owner"]) >= 4, "the handshakes")
    assert host.keyless() == {"127.0.0.1": CONNECTIONS}
    assert host.link.counts.unfinished == CONNECTIONS
    assert len([h for h in host.seen if h.refused == "no_key"]) < CONNECTIONS, "they are counted together"


def test_a_client_of_another_mechanism_is_counted(host: SeenHandshakes) -> None:
    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.RECONNECT_IVL, -1)
    socket.connect(host.address)
    try:
        until(lambda: host.keyless(), "the counted connection")
    finally:
        context.destroy(linger=0)
    assert sum(host.keyless().values()) == 1, "it may end before its address is known"


def test_connections_are_counted_after_all_clients_had_to_authenticate_again(host: SeenHandshakes) -> None:
    host._stopping = True
    host._thread.join()
    host.link.disconnect_all()
    host._stopping = False
    host._thread = Thread(target=host._run)
    host._thread.start()
    port = int(host.address.rpartition(":")[2])
    with closing(plain.create_connection(("127.0.0.1", port))):
        until(lambda: host.keyless(), "the counted connection")
    assert host.keyless() == {"127.0.0.1": 1}


def test_a_link_that_binds_again_and_again_while_strangers_connect_still_serves(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    link = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=keys, log=CapturedLog())
    port = int(link.endpoints["desk"].rpartition(":")[2])
    stopping = Event()

    def connect_often() -> None:
        while not stopping.is_set():
            with suppress(OSError), closing(plain.create_connection(("127.0.0.1", port), 1)):
                pass

    strangers = [Thread(target=connect_often) for _ in range(2)]
    for stranger in strangers:
        stranger.start()
    try:
        for _ in range(REBINDINGS):
            link.receive(timeout_ms=1, limit=64)
            link.disconnect_all()
    finally:
        stopping.set()
        for stranger in strangers:
            stranger.join()
    with closing(ZeroMqClientLink(f"tcp://127.0.0.1:{port}", keys)) as client:
        client.connect()
        until(lambda: client.send(b"question") or link.receive(timeout_ms=5, limit=64), "the connection")
        until(lambda: link.receive(timeout_ms=20, limit=64), "a question")
    link.close()


def test_a_client_with_an_unknown_key_is_refused_by_its_key_and_not_counted_as_keyless(
    host: SeenHandshakes, tmp_path: Path
) -> None:
    make_keys(tmp_path / "unknown")
    write_public(tmp_path / "unknown" / "server.key", public_key(host.keys, "server"))
    with closing(ZeroMqClientLink(host.address, tmp_path / "unknown")) as stranger:
        stranger.connect()
        until(lambda: stranger.poll(20) and len(host.seen) >= 3, "three refusals")
        with closing(plain.create_connection(("127.0.0.1", int(host.address.rpartition(":")[2])))):
            until(lambda: stranger.poll(20) and host.keyless(), "a counted connection")
    assert sum(host.keyless().values()) == 1
    assert {h.refused for h in host.seen} == {"key_unknown", "no_key"}
