"""Accepted connections await a handshake for a time, and are counted by an address that is theirs."""

from __future__ import annotations

import os
import socket as plain
from collections.abc import Iterator
from contextlib import closing

import pytest
import zmq

from services.transport.ports import Handshake
from services.transport.zeromq.accepted import CHECK_MS, UNKNOWN, WAIT_MS, AcceptedConnections, address_of
from services.transport.zeromq.connection import EVENT
from services.transport.zeromq.sockets import Socket
from tests.memory_realm import ManualMonotonic

Order = list[tuple[str, str]]


class OrderedSocket:
    """A socket that notes the order of calls, and whose reports the test writes: descriptor n of address n."""

    def __init__(self, name: str, order: Order) -> None:
        self.name, self.order = name, order
        self.reports: list[bytes] = []

    def setsockopt(self, *_: object) -> None:
        pass

    def getsockopt_string(self, option: int) -> str:
        return "tcp://127.0.0.1:5570\0"

    def connect(self, address: str) -> None:
        self.order.append((self.name, "connect"))

    def monitor(self, address: str, events: int) -> None:
        self.order.append((self.name, "monitor"))

    def recv_multipart(self, flags: int) -> list[bytes]:
        if not self.reports:
            raise zmq.Again
        return [self.reports.pop(0), b""]


class WatchedSocket:
    """AcceptedConnections over sockets in memory."""

    def __init__(self) -> None:
        self.order: Order = []
        self.seen: list[Handshake] = []
        self.monotonic = ManualMonotonic()
        self.reader = OrderedSocket("reader", self.order)
        self.watched = OrderedSocket("watched", self.order)
        self.accepted = AcceptedConnections(
            self, self, self.seen.append, self.monotonic, lambda descriptor, port: f"10.0.0.{descriptor}"  # type: ignore[arg-type]
        )  # fmt: skip
        self.accepted.watch(self.watched)  # type: ignore[arg-type]

    def socket(self, kind: int) -> OrderedSocket:
        return self.reader

    def register(self, socket: Socket, events: int) -> None:
        self.order.append(("reader", "register"))

    def accept(self, *descriptors: int) -> None:
        self.reader.reports += [EVENT.pack(zmq.EVENT_ACCEPTED, descriptor) for descriptor in descriptors]
        self.accepted.update([self.reader])  # type: ignore[list-item]

    def after(self, ms: int) -> dict[str, int]:
        """What is counted within the next ``ms``."""
        del self.seen[:]
        self.monotonic.advance(ms)
        self.accepted.update(())
        return {handshake.address: handshake.number for handshake in self.seen}


@pytest.fixture
def socket() -> WatchedSocket:
    return WatchedSocket()


def test_the_reader_is_connected_before_a_socket_reports_anything(socket: WatchedSocket) -> None:
    assert socket.order == [("reader", "connect"), ("watched", "monitor"), ("reader", "register")]


def test_of_each_address_only_the_connections_whose_time_is_over_are_counted(socket: WatchedSocket) -> None:
    socket.accept(1, 1, 2)
    socket.after(WAIT_MS // 2)
    socket.accept(1, 3)
    assert socket.after(WAIT_MS // 2 + CHECK_MS) == {"10.0.0.1": 2, "10.0.0.2": 1}
    assert socket.after(WAIT_MS // 2) == {"10.0.0.1": 1, "10.0.0.3": 1}
    assert socket.after(10 * WAIT_MS) == {}


def test_a_handshake_ends_the_wait_of_one_connection_of_its_address(socket: WatchedSocket) -> None:
    socket.accept(1, 1)
    socket.accepted.authenticated("10.0.0.1")
    assert socket.after(WAIT_MS + CHECK_MS) == {"10.0.0.1": 1}


def test_waiting_times_are_checked_at_intervals_only(socket: WatchedSocket) -> None:
    socket.after(CHECK_MS)
    socket.accept(1)
    assert socket.after(WAIT_MS - 10) == {}
    assert socket.after(CHECK_MS - 10) == {}, "checked a moment ago"
    assert socket.after(10) == {"10.0.0.1": 1}


@pytest.fixture
def listener() -> Iterator[plain.socket]:
    with closing(plain.create_server(("127.0.0.1", 0))) as listener:
        yield listener


def test_an_address_is_told_only_of_a_connection_with_the_port_that_is_watched(listener: plain.socket) -> None:
    port = listener.getsockname()[1]
    with closing(plain.create_connection(("127.0.0.1", port))) as client:
        accepted, _ = listener.accept()
        with closing(accepted):
            assert address_of(accepted.fileno(), port) == "127.0.0.1"
            assert address_of(accepted.fileno(), port + 1) == UNKNOWN
            assert address_of(client.fileno(), port) == UNKNOWN, "a connection of this process to others"
            assert address_of(listener.fileno(), port) == UNKNOWN
            descriptor = accepted.fileno()
        assert address_of(descriptor, port) == UNKNOWN, "it has ended"


def test_a_descriptor_of_something_else_has_no_address() -> None:
    read, write = os.pipe()
    try:
        assert address_of(read, 5570) == UNKNOWN
        assert os.fstat(read), "it is not closed"
    finally:
        os.close(read)
        os.close(write)
    ours, theirs = plain.socketpair()
    with closing(ours), closing(theirs):
        assert address_of(ours.fileno(), 5570) == UNKNOWN
