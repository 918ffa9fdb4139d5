"""The transports under the contract tests of the links, each with its own way to register keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from services.log import RateLimitedLog
from services.transport.memory import MemoryNetwork
from services.transport.ports import BackendLink, Burst, ClientLink, Incoming
from services.transport.zeromq import keys
from services.transport.zeromq.backend_link import ZeroMqBackendLink
from services.transport.zeromq.client_link import ZeroMqClientLink

PATIENCE_S = 30.0


class Transport(Protocol):
    """One backend, and registered and unregistered clients."""

    backend: BackendLink

    def register(self, name: str) -> None: ...

    def revoke(self, name: str) -> None: ...

    def exclude(self, name: str) -> None:
        """Exclude this principal from the realm; its key stays registered."""
        ...

    def client(self, name: str) -> ClientLink: ...

    def close(self) -> None: ...


class MemoryTransport:
    def __init__(self, folder: Path) -> None:
        self._network = MemoryNetwork()
        self._excluded: set[str] = set()
        self.backend: BackendLink = self._network.backend(lambda name: name not in self._excluded)

    def register(self, name: str) -> None:
        self._network.registered.add(name)

    def revoke(self, name: str) -> None:
        self._network.registered.remove(name)

    def exclude(self, name: str) -> None:
        self._excluded.add(name)

    def client(self, name: str) -> ClientLink:
        return self._network.client(name)

    def close(self) -> None:
        self.backend.close()


class ZeroMqTransport:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys = folder / "keys"
        self._excluded: set[str] = set()
        self.backend: BackendLink = ZeroMqBackendLink(
            listen="tcp://127.0.0.1:0", keys=self._keys, log=RateLimitedLog(),
            admits=lambda name: name not in self._excluded,
        )  # fmt: skip

    def register(self, name: str) -> None:
        keys.admit(self._keys, name, keys.public_key(self._own_keys(name), keys.CLIENT))

    def revoke(self, name: str) -> None:
        (self._keys / keys.CLIENTS / f"{name}.key").unlink()

    def exclude(self, name: str) -> None:
        self._excluded.add(name)

    def client(self, name: str) -> ClientLink:
        return ZeroMqClientLink(self.backend.endpoints["desk"], self._own_keys(name))

    def close(self) -> None:
        self.backend.close()

    def _own_keys(self, name: str) -> Path:
        own = self._folder / name
        if not own.exists():
            own.mkdir()
            keys.write_pair(own, keys.CLIENT, keys.new_pair())
            keys.write_public(own / "server.key", keys.public_key(self._keys, keys.SERVER))
        return own


TRANSPORTS: dict[str, Callable[[Path], Transport]] = {"memory": MemoryTransport, "zeromq": ZeroMqTransport}


def until(condition: Callable[[], object], what: str) -> None:
    """Evaluate ``condition`` until it is true; fail at a timeout."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"timeout: {what}"


class Connections:
    """Runs the backend and reads for every client in one thread; collects the received frames."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.backend = transport.backend
        self.clients: dict[str, ClientLink] = {}
        self.requests: list[Incoming] = []
        self.received: dict[str, Burst] = {}

    def open(self, name: str) -> ClientLink:
        """A connecting client."""
        client = self.transport.client(name)
        client.connect()
        self.clients[name] = client
        self.received[name] = Burst([], [])
        return client

    def join(self, name: str) -> ClientLink:
        """A registered client whose first frame has arrived."""
        self.transport.register(name)
        client = self.open(name)
        self.until(lambda: client.send(b"hello"), "the connection")
        self.until(lambda: self.peer_of(name), "the first frame")
        return client

    def peer_of(self, name: str) -> bytes | None:
        """The peer of the last frame from ``name``."""
        return next((i.peer for i in reversed(self.requests) if i.principal == name), None)

    def turn(self, *, listening: Iterable[str] | None = None) -> None:
        """One iteration of the backend and of the clients in ``listening``; None: all."""
        self.requests += self.backend.receive(timeout_ms=2, limit=64)
        for name in self.clients if listening is None else listening:
            burst = self.clients[name].poll(2)
            self.received[name].answers.extend(burst.answers)
            self.received[name].published.extend(burst.published)

    def until(self, condition: Callable[[], object], what: str) -> None:
        def turned() -> object:
            self.turn()
            return condition()

        until(turned, what)

    def subscribe(self, name: str, topic: bytes) -> None:
        """Subscribe ``name`` and publish until it receives a frame."""
        self.clients[name].subscribe(self.backend.endpoints["publish"], topic)

        def received() -> bool:
            self.backend.publish(topic + b" first")
            self.turn()
            return topic + b" first" in self.received[name].published

        until(received, "the first publication")

    def answers(self, name: str) -> list[bytes]:
        return self.received[name].answers

    def published(self, name: str) -> list[bytes]:
        return [frame for frame in self.received[name].published if not frame.endswith(b" first")]

    def close(self) -> None:
        for client in self.clients.values():
            client.close()
        self.transport.close()
