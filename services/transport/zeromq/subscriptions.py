"""The subscriptions that clients hold at the publisher: each byte of them takes some 80 bytes of memory in libzmq."""

from __future__ import annotations

from collections import Counter

import zmq

from services.transport.zeromq.sockets import Socket

HELD_MAX = 32 << 10
"""Bytes of all different topics together; a client of ours has one or two, of some 20 bytes."""
TAKEN_MAX = 64
"""Subscriptions read per call."""
SUBSCRIBE, CANCEL = b"\x01", b"\x00"


class Subscriptions:
    """Reads what subscribers send to an XPUB socket, which reports each topic's first subscription and last
    cancellation."""

    def __init__(self) -> None:
        self.unreadable = 0
        """Messages that were neither a subscription nor a cancellation."""
        self._held: dict[bytes, str] = {}
        """Topic → principal that subscribed first."""
        self._bytes = 0

    def take(self, socket: Socket) -> str | None:
        """Read what waits; returns the principal that holds most when all hold too much."""
        for _ in range(TAKEN_MAX):
            try:
                frames = socket.recv_multipart(zmq.DONTWAIT, copy=False)
            except zmq.Again:
                break
            kind, topic = frames[0].bytes[:1], frames[0].bytes[1:]
            if len(frames) > 1 or kind not in (SUBSCRIBE, CANCEL):
                self.unreadable += 1
            elif kind == SUBSCRIBE:
                self._bytes += 0 if topic in self._held else len(topic)
                self._held.setdefault(topic, str(frames[0].get("User-Id")))
            elif self._held.pop(topic, None) is not None:
                self._bytes -= len(topic)
        return self._largest() if self._bytes > HELD_MAX else None

    def clear(self) -> None:
        """The socket was closed, and all subscriptions with it."""
        self._held.clear()
        self._bytes = 0

    def _largest(self) -> str:
        held = Counter[str]()
        for topic, principal in self._held.items():
            held[principal] += len(topic)
        return held.most_common(1)[0][0]
