"""Counts connections that never present a key: libzmq ends them without asking the authenticator.

libzmq reports each accepted connection, and the authenticator each handshake with a key, the latter by address.  What
was accepted and is not followed by a handshake in time is a stranger that offered no key.

The report contains a file descriptor only, of which the operating system tells the address.  By then the connection may
have ended, and its descriptor may belong to another one.  An address is used if the descriptor belongs to a connection
with the same port of this machine; it may still be that of a client that connected within the milliseconds between.
"""

from __future__ import annotations

import socket as plain
from collections import OrderedDict, deque
from collections.abc import Callable, Container
from itertools import count
from typing import NamedTuple

import zmq

from county.clock import monotonic_ms
from services.transport.ports import Handshake, HandshakeSeen
from services.transport.zeromq.connection import EVENT
from services.transport.zeromq.sockets import HANDSHAKE_MS, Context, Socket

WAIT_MS = HANDSHAKE_MS + 1_000
"""Time after which a connection without a handshake is counted: libzmq has ended it by then."""
CHECK_MS = 250
"""Interval at which waiting times are checked."""
DRAINED_MAX = 500
"""Reports read in one call."""
ADDRESSES_MAX = 1_000
WAITING_MAX = 10_000
"""Addresses, and connections, whose handshake is awaited; beyond that the oldest are counted at once."""
UNKNOWN = ""
"""The address of a connection that ended before its report was read: it sent something else than a key at once."""
AddressOf = Callable[[int, int], str]
"""The address of the other end of a connection with this descriptor, and this port of this machine; else UNKNOWN."""
_numbers = count()


def address_of(descriptor: int, port: int) -> str:
    """An :data:`AddressOf` that asks the operating system."""
    try:
        connection = plain.socket(fileno=descriptor)
    except (OSError, ValueError):
        return UNKNOWN
    try:
        return str(connection.getpeername()[0]) if connection.getsockname()[1] == port else UNKNOWN
    except (OSError, IndexError):
        return UNKNOWN
    finally:
        connection.detach()


class Monitor(NamedTuple):
    """What a monitor watches."""

    watched: Socket
    port: int


class AcceptedConnections:
    """Used by the thread that owns the sockets."""

    def __init__(
        self,
        context: Context,
        poller: zmq.Poller,
        seen: HandshakeSeen,
        monotonic: Callable[[], int] = monotonic_ms,
        address_of: AddressOf = address_of,
    ) -> None:
        self._context = context
        self._poller = poller
        self._seen = seen
        self._monotonic = monotonic
        self._address_of = address_of
        self._monitors: dict[Socket, Monitor] = {}
        self._accepted: OrderedDict[str, deque[int]] = OrderedDict()
        """Times at which connections were accepted that await their handshake, by address; of each the oldest first."""
        self._early: OrderedDict[str, deque[int]] = OrderedDict()
        """Times of handshakes whose connection was not reported yet."""
        self._waiting = 0
        self._checked_at = 0

    def watch(self, socket: Socket) -> None:
        """Report connections that ``socket``, which is bound, accepts from now on, as far as descriptors are free.

        The reader is connected before the first report: libzmq's thread would wait for ever for a missing one.
        """
        address = f"inproc://accepted-{next(_numbers)}"
        try:
            monitor = self._context.socket(zmq.PAIR)
        except zmq.ZMQError:
            return
        try:
            monitor.setsockopt(zmq.LINGER, 0)
            monitor.setsockopt(zmq.RCVHWM, 0)  # a full queue would stop the thread that serves all connections
            monitor.connect(address)
            socket.monitor(address, zmq.EVENT_ACCEPTED)
        except zmq.ZMQError:
            monitor.close()
            return
        endpoint = socket.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\0")
        self._monitors[monitor] = Monitor(socket, int(endpoint.rpartition(":")[2]))
        self._poller.register(monitor, zmq.POLLIN)

    def authenticated(self, address: str) -> None:
        """The authenticator was asked about a connection from ``address``."""
        if not (self._taken(self._accepted, address) or self._taken(self._accepted, UNKNOWN)):
            self._put(self._early, address, self._monotonic())

    def update(self, ready: Container[Socket]) -> None:
        """Read the reports of ``ready`` monitors, and count connections whose time is over."""
        now = self._monotonic()
        for monitor, (_, port) in self._monitors.items():
            if monitor in ready:
                self._drain(monitor, port, now)
        is_over = self._waiting > WAITING_MAX or len(self._accepted) > ADDRESSES_MAX
        if is_over or now - self._checked_at >= CHECK_MS:
            self._checked_at = now
            self._count_ended(now)

    def close_monitors(self) -> None:
        """Close the monitors; call it before their sockets are closed.

        The events are disabled first: libzmq's thread would wait for ever to report one to a monitor that is closed.
        """
        for monitor, (watched, _) in self._monitors.items():
            self._poller.unregister(monitor)
            watched.disable_monitor()
            monitor.close()
        self._monitors = {}

    def _drain(self, monitor: Socket, port: int, now: int) -> None:
        for _ in range(DRAINED_MAX):
            try:
                event, value = EVENT.unpack(monitor.recv_multipart(zmq.DONTWAIT)[0])
            except zmq.ZMQError:
                return
            if event == zmq.EVENT_ACCEPTED:
                address = self._address_of(value, port)
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

    def _count_ended(self, now: int) -> None:
        for address in [address for address, times in self._early.items() if now - times[-1] > WAIT_MS]:
            del self._early[address]
        for address, times in list(self._accepted.items()):
            number = 0
            while times and now - times[0] > WAIT_MS:
                times.popleft()
                number += 1
            if self._waiting - number > WAITING_MAX or len(self._accepted) > ADDRESSES_MAX:
                number += len(times)
                times.clear()
            if number:
                self._waiting -= number
                if not times:
                    del self._accepted[address]
                self._seen(Handshake(address, refused="no_key", number=number))
