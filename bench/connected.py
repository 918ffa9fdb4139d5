"""Clients of a backend, which may be restarted at another address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from services.protocol.client import Client
from services.protocol.control import ControlLink
from services.transport.zeromq.client_link import ZeroMqClientLink

TIMEOUT_S = 60.0


class Reachable(Protocol):
    """Address of a backend, and the folder of keys for it."""

    @property
    def address(self) -> str: ...
    @property
    def keys(self) -> Path: ...


@dataclass(frozen=True)
class FixedAddress:
    """A backend at one address."""

    address: str
    keys: Path


def link_to(backend: Reachable) -> ZeroMqClientLink:
    """A link that follows the backend's address; not connected yet."""
    return ZeroMqClientLink(lambda: backend.address, backend.keys)


@contextmanager
def desktop_client(backend: Reachable, realm: str = "live") -> Iterator[Client]:
    """The client of a desktop, opened."""
    client = Client(backend.address, lambda: link_to(backend), realm)
    client.open()
    try:
        yield client
    finally:
        client.close()


def sender(backend: Reachable, realm: str = "live") -> ControlLink:
    """A blocking link for commands and rows; to be closed."""
    return ControlLink(backend.address, lambda: link_to(backend), realm=realm, timeout_s=TIMEOUT_S)
