"""Counts the connections to a server socket that end before their client could be authenticated."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable
from itertools import count

import zmq

from county.clock import monotonic_ms
from services.transport.zeromq.sockets import HANDSHAKE_MS, Context, Socket

DECIDED = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_AUTH
"""libzmq reports only some of the other ends; what was accepted and not decided within HANDSHAKE_MS has ended."""
EVENT = struct.Struct("=Hi")
"""First frame of an event (zmq_socket_monitor)."""
TAKEN_MAX = 1_000
"""Events read per call."""
GRACE_MS = 500
_numbers = count()


class HandshakeMonitor:
    """Watches one socket until :meth:`close`."""

    def __init__(self, context: Context, watched: Socket, monotonic: Callable[[], int] = monotonic_ms) -> None:
        """Raises zmq.ZMQError."""
        self._watched = watched
        self._monotonic = monotonic
        self._recent: deque[tuple[int, int]] = deque()
        """Accepted connections that may still be decided: until when, and how many."""
        self._undecided = 0
        """Accepted earlier, minus all that were decided."""
        self._counted = 0
        events = f"inproc://handshakes-{next(_numbers)}"
        watched.monitor(events, zmq.EVENT_ACCEPTED | DECIDED)
        self.socket = context.socket(zmq.PAIR)
        self.socket.setsockopt(zmq.RCVHWM, 0)  # a full queue would halt libzmq's own thread
        self.socket.connect(events)

    def take(self) -> int:
        """The number of such connections since the last call."""
        now, accepted = self._monotonic(), 0
        for _ in range(TAKEN_MAX):
            try:
                data = self.socket.recv_multipart(zmq.DONTWAIT)[0]
            except zmq.Again:
                break
            decided = EVENT.unpack(data)[0] & DECIDED
            accepted += not decided
            self._undecided -= bool(decided)
        if accepted:
            self._recent.append((now + HANDSHAKE_MS + GRACE_MS, accepted))
        while self._recent and self._recent[0][0] <= now:
            self._undecided += self._recent.popleft()[1]
        new = max(0, self._undecided - self._counted)
        self._counted += new
        return new

    def close(self) -> None:
        """Before the watched socket is closed."""
        self._watched.disable_monitor()
        self.socket.close(linger=0)
