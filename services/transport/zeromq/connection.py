"""A client's socket that connects again whenever libzmq would give up."""

from __future__ import annotations

import struct
from collections.abc import Callable, Container
from itertools import count

import zmq

from county.clock import monotonic_ms
from services.transport.address import BadAddress
from services.transport.zeromq.sockets import Context, Socket

AGAIN_MS = 1_000
"""After a handshake that failed.  libzmq does so itself for a broken connection, but never after a refusal or when
something else than ZeroMQ answered."""
FAILED = (
    zmq.EVENT_HANDSHAKE_FAILED_AUTH,
    zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL,
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL,
)
EVENT = struct.Struct("=Hi")
"""First frame of what a socket's monitor says (zmq_socket_monitor); pyzmq's own reader loads all of asyncio."""
_numbers = count()


class Connection:
    """``make`` makes a socket that is not connected yet; it and its monitor are polled with ``poller``."""

    def __init__(self, context: Context, poller: zmq.Poller, make: Callable[[], Socket], address: str) -> None:
        """Raises BadAddress."""
        self._context = context
        self._poller = poller
        self._make = make
        self._address = address
        self.rejected = False
        """Whether the last handshake ended with a refusal of this key."""
        self.socket, self._monitor = self._opened()
        self._failed_at: int | None = None

    def look(self, ready: Container[Socket]) -> None:
        """Learn how handshakes went, of sockets that are ``ready``; connect again when one failed a while ago."""
        if self._monitor in ready:
            for said in drained(self._monitor):
                event = EVENT.unpack(said)[0]
                self.rejected = event == zmq.EVENT_HANDSHAKE_FAILED_AUTH
                self._failed_at = monotonic_ms() if event in FAILED else None
        if self._failed_at is not None and monotonic_ms() - self._failed_at >= AGAIN_MS:
            self.close()
            self._failed_at = None
            self.socket, self._monitor = self._opened()

    def close(self) -> None:
        for socket in (self.socket, self._monitor):
            self._poller.unregister(socket)
        _close(self.socket, self._monitor)

    def _opened(self) -> tuple[Socket, Socket]:
        """The socket, connecting, and its monitor."""
        socket, monitor = self._make(), self._context.socket(zmq.PAIR)
        says = f"inproc://monitor-{next(_numbers)}"
        socket.monitor(says, sum(FAILED) | zmq.EVENT_HANDSHAKE_SUCCEEDED)
        monitor.connect(says)
        try:
            socket.connect(self._address)
        except zmq.ZMQError as error:
            _close(socket, monitor)
            raise BadAddress(
                "{address}: no address of a backend ({why}); write it like tcp://10.0.0.5:5570",
                address=self._address, why=error.strerror,
            ) from error  # fmt: skip
        for polled in (socket, monitor):
            self._poller.register(polled, zmq.POLLIN)
        return socket, monitor


def _close(socket: Socket, monitor: Socket) -> None:
    socket.disable_monitor()
    socket.close(linger=0)
    monitor.close(linger=0)


def drained(socket: Socket) -> list[bytes]:
    """First frames of all messages that wait."""
    firsts: list[bytes] = []
    while True:
        try:
            firsts.append(socket.recv_multipart(zmq.DONTWAIT)[0])
        except zmq.Again:
            return firsts
