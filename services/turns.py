"""Requests queued per client and served round-robin, so that a client that sends much delays only itself."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Hashable

from services.protocol.server import Request
from services.transport.ports import Peer

Waiting = OrderedDict[Hashable, tuple[Request, int]]


class TurnQueue:
    """Waiting requests of every client, each client's in order of arrival."""

    def __init__(self, most: int) -> None:
        """``most``: limit on the waiting weight of one client."""
        self._most = most
        self._of_peer: OrderedDict[Peer, Waiting] = OrderedDict()
        self._weight: Counter[Peer] = Counter()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def put(self, request: Request, key: Hashable, weight: int = 1) -> bool:
        """Queue ``request``; False when its client has too much waiting.

        ``key`` identifies it among those of its client: a repetition of a waiting request is ignored.
        """
        waiting: Waiting = self._of_peer.get(request.peer, OrderedDict())
        number = 0
        while (key, number) in waiting:
            if waiting[key, number][0].message == request.message:
                return True
            number += 1
        if waiting and self._weight[request.peer] + weight > self._most:
            return False
        waiting[key, number] = request, weight
        self._of_peer[request.peer] = waiting
        self._weight[request.peer] += weight
        self._length += 1
        return True

    def peek(self) -> Request | None:
        """The request that :meth:`pop` would return; None when nothing waits."""
        for waiting in self._of_peer.values():
            return next(iter(waiting.values()))[0]
        return None

    def pop(self) -> Request:
        """Remove the oldest request of the client whose turn it is.  Raises KeyError when nothing waits."""
        peer, waiting = self._of_peer.popitem(last=False)
        _, (request, weight) = waiting.popitem(last=False)
        self._length -= 1
        self._weight[peer] -= weight
        if waiting:
            self._of_peer[peer] = waiting
        else:
            del self._weight[peer]
        return request
