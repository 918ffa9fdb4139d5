"""Counts connections that never present a key: libzmq ends them without asking the authenticator.

libzmq reports each accepted connection, and the authenticator each handshake with a key, both by address.  What was
accepted and is not followed by a handshake in time is a stranger that offered no key.
"""

from __future__ import annotations

import socket as plain
import struct
from collections import OrderedDict, deque
from collections.abc import Callable, Container
from contextlib import suppress
from itertools import count

import zmq

from county.clock import monotonic_ms
from services.transport.ports import Handshake, HandshakeSeen
from services.transport.zeromq.sockets import HANDSHAKE_MS, Context, Socket

WAIT_MS = HANDSHAKE_MS + 1_000
"""Time after which a connection without a handshake is counted: libzmq has ended it by then."""
DRAINED_MAX = 500
"""Reports read in one call."""
ADDRESSES_MAX = 1_000
WAITING_MAX = 10_000
"""Addresses, and connections, whose handshake is awaited; beyond that the oldest are counted at once."""
UNKNOWN = ""
"""The address of a connection that ended before its report was read: it sent something else than a key at once."""
_EVENT = struct.Struct("=Hi")
_numbers = count()


class AcceptedConnections:
    """Used by the thread that owns the sockets."""

    def __init__(
        self, context: Context, poller: zmq.Poller, seen: HandshakeSeen, monotonic: Callable[[], int] = monotonic_ms
    ) -> None:
        self._context = context
        self._poller = poller
        self._seen = seen
        self._monotonic = monotonic
        self._monitors: dict[Socket, Socket] = {}
        """Each with the socket that it watches."""
        self._accepted: OrderedDict[str, deque[int]] = OrderedDict()
        """Times at which connections were accepted that await their handshake, by address."""
        self._early: OrderedDict[str, deque[int]] = OrderedDict()
        """Times of handshakes whose connection was not reported yet."""
        self._waiting = 0

    def watch(self, socket: Socket) -> None:
        """Report connections that ``socket`` accepts from now on, as far as descriptors are free."""
        with suppress(zmq.ZMQError):
            address = f"inproc://accepted-{next(_numbers)}"
            socket.monitor(address, zmq.EVENT_ACCEPTED)
            monitor = self._context.socket(zmq.PAIR)
            monitor.setsockopt(zmq.LINGER, 0)
            monitor.setsockopt(zmq.RCVHWM, 0)  # a full queue would stop the thread that serves all connections
            monitor.connect(address)
            self._monitors[monitor] = socket
            self._poller.register(monitor, zmq.POLLIN)

    def authenticated(self, address: str) -> None:
        """The authenticator was asked about a connection from ``address``."""
        if not (self._taken(self._accepted, address) or self._taken(self._accepted, UNKNOWN)):
            self._put(self._early, address, self._monotonic())

    def update(self, ready: Container[Socket]) -> None:
        """Read the reports of ``ready`` monitors, and count connections whose time is over."""
        now = self._monotonic()
        for monitor in self._monitors:
            if monitor in ready:
                self._drain(monitor, now)
        for address in [address for address, times in self._early.items() if now - times[-1] > WAIT_MS]:
            del self._early[address]
        for address in list(self._accepted):
            times = self._accepted[address]
            ended = sum(now - at > WAIT_MS for at in times)
            if ended or self._waiting > WAITING_MAX or len(self._accepted) > ADDRESSES_MAX:
                self._count(address, ended or len(times))

    def close_monitors(self) -> None:
        """Close the monitors; call it before their sockets are closed.

        The events are disabled first: libzmq's thread would wait for ever to report one to a monitor that is closed.
        """
        for monitor, watched in self._monitors.items():
            self._poller.unregister(monitor)
            watched.disable_monitor()
            monitor.close()
        self._monitors = {}

    def _drain(self, monitor: Socket, now: int) -> None:
        for _ in range(DRAINED_MAX):
            try:
                event, value = _EVENT.unpack(monitor.recv_multipart(zmq.DONTWAIT)[0])
            except zmq.ZMQError:
                return
            if event == zmq.EVENT_ACCEPTED:
                address = _peer_of(value)
                if address == UNKNOWN and self._early:
                    self._taken(self._early, next(iter(self._early)))
                elif not self._taken(self._early, address):
                    self._put(self._accepted, address, now)
                    self._waiting += 1

    def _taken(self, times: OrderedDict[str, deque[int]], address: str) -> bool:
        """Remove the newest time of the address, if there is any: a handshake follows at once, or not at all."""
        of_address = times.get(address)
        if not of_address:
            return False
        of_address.pop()
        self._waiting -= times is self._accepted
        if not of_address:
            del times[address]
        return True

    def _put(self, times: OrderedDict[str, deque[int]], address: str, now: int) -> None:
        times.setdefault(address, deque()).append(now)
        while times is self._early and len(times) > ADDRESSES_MAX:
            times.popitem(last=False)

    def _count(self, address: str, number: int) -> None:
        """The ``number`` oldest connections of the address offered no key."""
        times = self._accepted[address]
        for _ in range(number):
            times.popleft()
        self._waiting -= number
        if not times:
            del self._accepted[address]
        self._seen(Handshake(address, refused="no_key", number=number))


def _peer_of(descriptor: int) -> str:
    """The address of the other end; UNKNOWN when the connection has ended."""
    try:
        peer = plain.socket(fileno=descriptor)
    except (OSError, ValueError):
        return UNKNOWN
    try:
        return str(peer.getpeername()[0])
    except (OSError, IndexError):
        return UNKNOWN
    finally:
        peer.detach()
