"""A network between a client and a backend that loses packets without ending connections: a proxy of both ports.

The proxy listens on another loopback address at the backend's own ports, so that the client follows the endpoints in
the Welcome to it.  A connection that existed while packets were lost stays dead, as after a firewall has forgotten it:
only a new one is forwarded again.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock, Thread

PROXY_HOST, BACKEND_HOST = "127.0.0.2", "127.0.0.1"
DESK, PUBLISH = "desk", "publish"
UP, DOWN = "up", "down"
"""From the client to the backend, and back."""
CHUNK = 1 << 16
PAUSE_S = 0.005


@dataclass
class _Pipe:
    """One direction of one connection."""

    path: str
    way: str
    source: socket.socket
    target: socket.socket
    dead: bool = False


class LossyNetwork:
    """``lose`` what travels ``ways`` on ``paths``; ``heal`` forwards new connections again."""

    def __init__(self, ports: dict[str, int]) -> None:
        """``ports`` of the backend by path."""
        self._ports = ports
        self._lock = Lock()
        self._lost: set[tuple[str, str]] = set()
        self._pipes: list[_Pipe] = []
        self._closing = False
        self.accepted = dict.fromkeys(ports, 0)
        """Connections so far, by path."""
        self._listeners = {path: self._listen(port) for path, port in ports.items()}
        self._thread = Thread(target=self._run)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"tcp://{PROXY_HOST}:{self._ports[DESK]}"

    def lose(self, paths: Collection[str] = (DESK, PUBLISH), ways: Collection[str] = (UP, DOWN)) -> None:
        """Lose all packets; connections are still accepted, as by a device that answers for a dead host."""
        with self._lock:
            self._lost |= {(path, way) for path in paths for way in ways}
            for pipe in self._pipes:
                pipe.dead = pipe.dead or (pipe.path, pipe.way) in self._lost

    def heal(self) -> None:
        with self._lock:
            self._lost.clear()

    def close(self) -> None:
        self._closing = True
        self._thread.join()
        for path in self._listeners.values():
            path.close()
        for pipe in self._pipes:
            pipe.source.close()

    @staticmethod
    def _listen(port: int) -> socket.socket:
        listener = socket.create_server((PROXY_HOST, port), backlog=64)
        listener.setblocking(False)
        return listener

    def _run(self) -> None:
        while not self._closing:
            for path, listener in self._listeners.items():
                with suppress(BlockingIOError):
                    self._connect(path, listener.accept()[0])
            with self._lock:
                moved = [self._forward(pipe) for pipe in self._pipes if not pipe.dead]
            if not any(moved):
                time.sleep(PAUSE_S)

    def _connect(self, path: str, client: socket.socket) -> None:
        self.accepted[path] += 1
        try:
            backend = socket.create_connection((BACKEND_HOST, self._ports[path]), timeout=1)
        except OSError:
            client.close()
            return
        for end in (client, backend):
            end.setblocking(False)
        with self._lock:
            for way, source, target in ((UP, client, backend), (DOWN, backend, client)):
                self._pipes.append(_Pipe(path, way, source, target, (path, way) in self._lost))

    def _forward(self, pipe: _Pipe) -> bool:
        try:
            data = pipe.source.recv(CHUNK)
            if data:
                pipe.target.setblocking(True)
                pipe.target.settimeout(1)
                pipe.target.sendall(data)
                pipe.target.setblocking(False)
                return True
        except BlockingIOError:
            return False
        except OSError:
            pass
        pipe.dead = True
        with suppress(OSError):
            pipe.target.shutdown(socket.SHUT_WR)
        return False


@contextmanager
def lossy_network(address: str, publish: str) -> Iterator[LossyNetwork]:
    """A network to the backend whose endpoints are ``address`` and ``publish``."""
    network = LossyNetwork({DESK: int(address.rpartition(":")[2]), PUBLISH: int(publish.rpartition(":")[2])})
    try:
        yield network
    finally:
        network.close()
