"""Limits the connections of one principal: each costs its queues, and libzmq can close none of them alone."""

from __future__ import annotations

from collections import OrderedDict

from services.transport.ports import Peer

CONNECTIONS_MAX = 32
"""Connections of one principal that are served at the same time."""
IDLE_MS = 3_000
"""After this long without a request a connection does not count.  A desktop sends one every second."""


class ConnectionLimit:
    """The connections served of each principal, the least recently active first."""

    def __init__(self) -> None:
        self._active: dict[str, OrderedDict[Peer, int]] = {}

    def admits(self, principal: str, peer: Peer, now_ms: int) -> bool:
        """Whether a request of ``peer`` at ``now_ms`` (monotonic) is served."""
        active = self._active.setdefault(principal, OrderedDict())
        if peer not in active and len(active) >= CONNECTIONS_MAX:
            oldest, last_ms = next(iter(active.items()))
            if now_ms - last_ms < IDLE_MS:
                return False
            del active[oldest]
        active[peer] = now_ms
        active.move_to_end(peer)
        return True
