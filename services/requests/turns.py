"""Requests queued per client and served round-robin, so that a client that sends much delays only itself.

Principals are served in turn, and of each principal its connections: many connections with one key have the share of
one.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Hashable

from services.protocol.server import Request
from services.transport.ports import Peer

BYTES_MAX = 4 << 20
"""Bytes of waiting requests of one principal at most, over all its connections: four of the longest messages."""
Waiting = OrderedDict[Hashable, tuple[Request, int]]


class TurnQueue:
    """Waiting requests of every client, each client's in order of arrival."""

    def __init__(self, most: int) -> None:
        """``most``: limit on the waiting weight of one connection."""
        self._most = most
        self._of_principal: OrderedDict[str, OrderedDict[Peer, Waiting]] = OrderedDict()
        self._weight: Counter[Peer] = Counter()
        self._bytes: Counter[str] = Counter()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def put(self, request: Request, key: Hashable, weight: int = 1) -> bool:
        """Queue ``request``; False when its connection or its principal has too much waiting.

        ``key`` identifies it among those of its connection: a repetition of a waiting request is ignored.
        """
        of_peer = self._of_principal.get(request.principal, OrderedDict())
        waiting: Waiting = of_peer.get(request.peer, OrderedDict())
        number = 0
        while (key, number) in waiting:
            if waiting[key, number][0].message == request.message:
                return True
            number += 1
        if waiting and self._weight[request.peer] + weight > self._most:
            return False
        if of_peer and self._bytes[request.principal] + request.size > BYTES_MAX:
            return False
        waiting[key, number] = request, weight
        of_peer[request.peer] = waiting
        self._of_principal[request.principal] = of_peer
        self._weight[request.peer] += weight
        self._bytes[request.principal] += request.size
        self._length += 1
        return True

    def contains(self, peer: Peer, key: Hashable) -> bool:
        """Whether a request with this key of one connection waits."""
        return any((key, 0) in of_peer.get(peer, ()) for of_peer in self._of_principal.values())

    def peek(self) -> Request | None:
        """The request that :meth:`pop` would return; None when nothing waits."""
        for of_peer in self._of_principal.values():
            for waiting in of_peer.values():
                return next(iter(waiting.values()))[0]
        return None

    def pop(self) -> Request:
        """Remove the oldest request of the connection whose turn it is.  Raises KeyError when nothing waits."""
        principal, of_peer = self._of_principal.popitem(last=False)
        peer, waiting = of_peer.popitem(last=False)
        _, (request, weight) = waiting.popitem(last=False)
        self._length -= 1
        self._weight[peer] -= weight
        self._bytes[principal] -= request.size
        if waiting:
            of_peer[peer] = waiting
        else:
            del self._weight[peer]
        if of_peer:
            self._of_principal[principal] = of_peer
        else:
            del self._bytes[principal]
        return request
