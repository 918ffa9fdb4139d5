"""What the contract of the links is tried on: each transport with its own way to register keys."""

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
    """One backend, and clients that are registered or not."""

    backend: BackendLink

    def register(self, name: str) -> None: ...

    def revoke(self, name: str) -> None: ...

    def shut_out(self, name: str) -> None:
        """The realm gives this principal no role; its key stays registered."""
        ...

    def client(self, name: str) -> ClientLink: ...

    def close(self) -> None: ...


class Memory:
    def __init__(self, folder: Path) -> None:
        self._network = MemoryNetwork()
        self._shut_out: set[str] = set()
        self.backend: BackendLink = self._network.backend(lambda name: name not in self._shut_out)

    def register(self, name: str) -> None:
        self._network.registered.add(name)

    def revoke(self, name: str) -> None:
        self._network.registered.remove(name)

    def shut_out(self, name: str) -> None:
        self._shut_out.add(name)

    def client(self, name: str) -> ClientLink:
        return self._network.client(name)

    def close(self) -> None:
        self.backend.close()


class ZeroMq:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys = folder / "keys"
        self._shut_out: set[str] = set()
        self.backend: BackendLink = ZeroMqBackendLink(
            listen="tcp://127.0.0.1:0", keys=self._keys, log=RateLimitedLog(),
            admits=lambda name: name not in self._shut_out,
        )  # fmt: skip

    def register(self, name: str) -> None:
        keys.admit(self._keys, name, keys.public_key(self._own_keys(name), keys.CLIENT))

    def revoke(self, name: str) -> None:
        (self._keys / keys.CLIENTS / f"{name}.key").unlink()

    def shut_out(self, name: str) -> None:
        self._shut_out.add(name)

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


TRANSPORTS: dict[str, Callable[[Path], Transport]] = {"memory": Memory, "zeromq": ZeroMq}


def until(condition: Callable[[], object], what: str) -> None:
    """Try ``condition`` until it holds; fail when it never does."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"never came: {what}"


class Talk:
    """One thread that turns the backend and reads for every client, and what has arrived where."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.backend = transport.backend
        self.clients: dict[str, ClientLink] = {}
        self.requests: list[Incoming] = []
        self.heard: dict[str, Burst] = {}

    def open(self, name: str) -> ClientLink:
        """A client that has begun to connect."""
        client = self.transport.client(name)
        client.connect()
        self.clients[name] = client
        self.heard[name] = Burst([], [])
        return client

    def join(self, name: str) -> ClientLink:
        """A registered client whose first frame has arrived."""
        self.transport.register(name)
        client = self.open(name)
        self.until(lambda: client.send(b"hello"), "the connection")
        self.until(lambda: self.peer_of(name), "the first frame")
        return client

    def peer_of(self, name: str) -> bytes | None:
        """From where ``name`` last sent something."""
        return next((i.peer for i in reversed(self.requests) if i.principal == name), None)

    def turn(self, *, listening: Iterable[str] | None = None) -> None:
        """A turn of the backend, and of the clients that are ``listening``, all of them unless told otherwise."""
        self.requests += self.backend.receive(timeout_ms=2, limit=64)
        for name in self.clients if listening is None else listening:
            burst = self.clients[name].poll(2)
            self.heard[name].answers.extend(burst.answers)
            self.heard[name].published.extend(burst.published)

    def until(self, condition: Callable[[], object], what: str) -> None:
        def turned() -> object:
            self.turn()
            return condition()

        until(turned, what)

    def hear(self, name: str, topic: bytes) -> None:
        """Subscribe ``name`` and publish until it hears something."""
        self.clients[name].subscribe(self.backend.endpoints["publish"], topic)

        def heard() -> bool:
            self.backend.publish(topic + b" first")
            self.turn()
            return topic + b" first" in self.heard[name].published

        until(heard, "the first publication")

    def answers(self, name: str) -> list[bytes]:
        return self.heard[name].answers

    def published(self, name: str) -> list[bytes]:
        return [frame for frame in self.heard[name].published if not frame.endswith(b" first")]

    def close(self) -> None:
        for client in self.clients.values():
            client.close()
        self.transport.close()
