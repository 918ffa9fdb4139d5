"""Both ends within one process, for tests of the protocol without sockets.

It fulfils the contract of the ports, including bounded queues, rejected keys and lost connections.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Condition

from services.transport.ports import (
    BURST_BYTES,
    BURST_MAX,
    Admits,
    Burst,
    Incoming,
    LinkCounts,
    Peer,
    admit_all,
    within_limit,
)

DESK, PUBLISH = "memory:desk", "memory:publish"
WAITING_MAX = 1_000
"""Maximum number of waiting frames per connection and direction."""


@dataclass
class _Connection:
    peer: Peer
    principal: str
    requests: deque[bytes] = field(default_factory=deque)
    answers: deque[bytes] = field(default_factory=deque)
    published: deque[bytes] = field(default_factory=deque)
    topic: bytes | None = None


class MemoryNetwork:
    """Connects the two ends; ``registered`` contains the principals with registered keys, and may be changed."""

    def __init__(self, *registered: str) -> None:
        self.registered = set(registered)
        self.admits: Admits = admit_all
        self.changed = Condition()
        """Held while a connection is accessed; notified when frames arrive or a client is woken."""
        self.connections: dict[Peer, _Connection] = {}
        self.listening = False
        self._made = 0

    def backend(self, admits: Admits = admit_all) -> MemoryBackendLink:
        """The end of the single backend."""
        return MemoryBackendLink(self, admits)

    def client(self, principal: str) -> MemoryClientLink:
        """An end for ``principal``, registered or not."""
        return MemoryClientLink(self, principal)

    def is_admitted(self, principal: str) -> bool:
        """Whether ``principal`` is registered and not excluded by the backend's realm."""
        return principal in self.registered and self.admits(principal)

    def connected(self, principal: str) -> _Connection | None:
        """A new connection; None when there is no backend or it does not admit ``principal``."""
        if not self.listening or not self.is_admitted(principal):
            return None
        self._made += 1
        connection = _Connection(self._made.to_bytes(4, "big"), principal)
        self.connections[connection.peer] = connection
        return connection


class MemoryBackendLink:
    """Implements :class:`services.transport.ports.BackendLink`."""

    def __init__(self, network: MemoryNetwork, admits: Admits = admit_all) -> None:
        self._network = network
        network.admits = admits
        self._changed = network.changed
        self.endpoints = {"desk": DESK, "publish": PUBLISH}
        self.counts = LinkCounts()
        network.listening = True

    def receive(self, *, timeout_ms: int, limit: int) -> list[Incoming]:
        with self._changed:
            self._disconnect_revoked()
            if not self._waiting():
                self._changed.wait(timeout_ms / 1000)
                self._disconnect_revoked()
            taken: list[Incoming] = []
            while (waiting := self._waiting()) and len(taken) < limit:
                for connection in waiting[: limit - len(taken)]:
                    taken.append(Incoming(connection.peer, connection.principal, connection.requests.popleft()))
            for peer in {incoming.peer for incoming in taken}:  # round robin: served connections move to the end
                self._network.connections[peer] = self._network.connections.pop(peer)
            return taken

    def answer(self, peer: Peer, frame: bytes) -> bool:
        within_limit(frame)
        with self._changed:
            connection = self._network.connections.get(peer)
            if connection is None or len(connection.answers) >= WAITING_MAX:
                return False
            connection.answers.append(frame)
            self._changed.notify_all()
            return True

    def publish(self, frame: bytes) -> None:
        within_limit(frame)
        with self._changed:
            for connection in self._network.connections.values():
                subscribed = connection.topic is not None and frame.startswith(connection.topic)
                if subscribed and len(connection.published) < WAITING_MAX:
                    connection.published.append(frame)
            self._changed.notify_all()

    def disconnect_all(self) -> None:
        with self._changed:
            self._network.connections.clear()
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._network.listening = False
        self.disconnect_all()

    def _waiting(self) -> list[_Connection]:
        return [c for c in self._network.connections.values() if c.requests]

    def _disconnect_revoked(self) -> None:
        if any(not self._network.is_admitted(c.principal) for c in self._network.connections.values()):
            self.disconnect_all()


class MemoryClientLink:
    """Implements :class:`services.transport.ports.ClientLink`."""

    def __init__(self, network: MemoryNetwork, principal: str) -> None:
        self._network = network
        self._changed = network.changed
        self._principal = principal
        self._connection: _Connection | None = None
        self._subscription: tuple[str, bytes] | None = None
        self._open = False
        self._woken = False
        self._rejected = False
        self.connections = 0

    def connect(self) -> None:
        with self._changed:
            self._open = True
            self._connected()

    def send(self, frame: bytes) -> bool:
        within_limit(frame)
        with self._changed:
            connection = self._connected()
            if connection is None or len(connection.requests) >= WAITING_MAX:
                return False
            connection.requests.append(frame)
            self._changed.notify_all()
            return True

    def subscribe(self, endpoint: str, topic: bytes) -> None:
        with self._changed:
            self._subscription = endpoint, topic
            connection = self._connected()
            if connection is not None:
                connection.published.clear()
                self._set_topic(connection)

    def reconnect(self) -> None:
        with self._changed:
            if self._connection is not None:
                self._network.connections.pop(self._connection.peer, None)
            self._connected()

    def poll(self, timeout_ms: int, *, limit: int = BURST_MAX) -> Burst:
        with self._changed:
            if not self._woken and not self._arrived():
                self._changed.wait(timeout_ms / 1000)
            self._woken = False
            connection = self._connection
            if connection is None:
                return Burst([], [])
            return Burst(_taken(connection.answers, limit), _taken(connection.published, limit))

    @property
    def rejected(self) -> bool:
        return self._rejected

    def wake(self) -> None:
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._open = False
            if self._connection is not None:
                self._network.connections.pop(self._connection.peer, None)
                self._connection = None

    def _connected(self) -> _Connection | None:
        """The connection, a new one if the last was closed."""
        connection = self._connection
        if not self._open or (connection is not None and connection.peer in self._network.connections):
            return connection
        self._connection = connection = self._network.connected(self._principal)
        if connection is not None:
            self.connections += 1
            self._set_topic(connection)
        if self._network.listening:
            self._rejected = connection is None
        return connection

    def _set_topic(self, connection: _Connection) -> None:
        if self._subscription is not None:
            endpoint, topic = self._subscription
            connection.topic = topic if endpoint == PUBLISH else None

    def _arrived(self) -> bool:
        connection = self._connected()
        return connection is not None and bool(connection.answers or connection.published)


def _taken(waiting: deque[bytes], limit: int) -> list[bytes]:
    """The frames of one lane in a burst."""
    frames: list[bytes] = []
    size = 0
    while waiting and len(frames) < limit and size < BURST_BYTES:
        frame = waiting.popleft()
        frames.append(frame)
        size += len(frame)
    return frames
