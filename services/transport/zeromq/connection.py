"""A client's socket that also reconnects where libzmq would give up."""

from __future__ import annotations

import struct
from collections.abc import Callable, Container
from contextlib import suppress
from itertools import count

import zmq

from county.clock import monotonic_ms
from services.transport.address import BadAddress
from services.transport.zeromq.sockets import Context, Socket

RECONNECT_MS = 1_000
"""Delay after a failed handshake.  libzmq itself reconnects a broken connection, but never after a rejection or when
the other side does not use ZeroMQ."""
FAILED = (
    zmq.EVENT_HANDSHAKE_FAILED_AUTH,
    zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL,
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL,
)
EVENT = struct.Struct("=Hi")
"""First frame of socket monitor messages (zmq_socket_monitor); pyzmq's own parser imports all of asyncio."""
_numbers = count()


class Connection:
    """``make`` makes an unconnected socket; it and its monitor are polled with ``poller``."""

    def __init__(
        self, context: Context, poller: zmq.Poller, make: Callable[[], Socket], address: str, first: bytes | None = None
    ) -> None:
        """``first``: a frame to send after every handshake.  Raises BadAddress."""
        self._context = context
        self._poller = poller
        self._make = make
        self._address = address
        self._first = first
        self._owes_first = False
        self.rejected = False
        """Whether the last handshake ended with a rejection of this key."""
        self.made = 0
        """Number of successful handshakes."""
        self.socket, self._monitor = self._opened()
        self._failed_at: int | None = None

    def update(self, ready: Container[Socket]) -> None:
        """Read handshake events if the monitor is ``ready``; reconnect RECONNECT_MS after a failed one."""
        if self._monitor in ready:
            for message in drained(self._monitor):
                event = EVENT.unpack(message)[0]
                self.made += event == zmq.EVENT_HANDSHAKE_SUCCEEDED
                self.rejected = event == zmq.EVENT_HANDSHAKE_FAILED_AUTH
                self._failed_at = monotonic_ms() if event in FAILED else None
                self._owes_first = event == zmq.EVENT_HANDSHAKE_SUCCEEDED and self._first is not None
        if self._owes_first:
            self._send_first()
        if self._failed_at is not None and monotonic_ms() - self._failed_at >= RECONNECT_MS:
            self.reopen()

    def _send_first(self) -> None:
        assert self._first is not None
        with suppress(zmq.Again):  # the connection is not attached to the socket yet, or has ended
            self.socket.send(self._first, zmq.DONTWAIT)
            self._owes_first = False

    def reopen(self) -> None:
        """Connect again with a new socket."""
        self.close()
        self._failed_at = None
        self._owes_first = False
        try:
            self.socket, self._monitor = self._opened()
        except zmq.ZMQError:  # no descriptor is free: tried again after RECONNECT_MS
            self._failed_at = monotonic_ms()

    def close(self) -> None:
        for socket in (self.socket, self._monitor):
            if not socket.closed:
                self._poller.unregister(socket)
        _close(self.socket, self._monitor)

    def _opened(self) -> tuple[Socket, Socket]:
        """The socket, connecting, and its monitor."""
        socket = self._make()
        try:
            monitor = self._context.socket(zmq.PAIR)
        except zmq.ZMQError:
            socket.close(linger=0)
            raise
        events = f"inproc://monitor-{next(_numbers)}"
        socket.monitor(events, sum(FAILED) | zmq.EVENT_HANDSHAKE_SUCCEEDED)
        monitor.connect(events)
        try:
            socket.connect(self._address)
        except zmq.ZMQError as error:
            _close(socket, monitor)
            raise BadAddress(
                "{address}: is not the address of a backend ({why}); write it like tcp://10.0.0.5:5570",
                address=self._address, why=error.strerror,
            ) from error  # fmt: skip
        for polled in (socket, monitor):
            self._poller.register(polled, zmq.POLLIN)
        return socket, monitor


def _close(socket: Socket, monitor: Socket) -> None:
    if not socket.closed:
        socket.disable_monitor()
    socket.close(linger=0)
    monitor.close(linger=0)


def drained(socket: Socket) -> list[bytes]:
    """First frames of all waiting messages."""
    firsts: list[bytes] = []
    while True:
        try:
            firsts.append(socket.recv_multipart(zmq.DONTWAIT)[0])
        except zmq.Again:
            return firsts
