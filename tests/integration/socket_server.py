"""A protocol server with scripted replies, over real sockets in a thread: a backend of another version, a
broken one, one behind a firewall."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from county.authority import Principal, Role
from services.protocol.messages import PROTOCOL, Hello, ToClient, Trouble, Welcome
from services.protocol.server import Request, Server
from services.transport.zeromq.backend_link import ZeroMqBackendLink
from tests.captured_log import CapturedLog

WELCOME = Welcome(
    protocol=PROTOCOL, program="1", realm="live", instance="i", endpoints={"publish": "tcp://127.0.0.1:1"},
    county_name="方县", county="999901", epsg=4546, catalog="", head_seq=0, epoch=0, at_ms=0, rate=1.0,
    principal=Principal(id="owner", roles=frozenset({Role.OPERATOR})),
)  # fmt: skip


class SocketServer:
    """Replies to every Hello with ``welcome`` and to any other message with ``answer``."""

    def __init__(self, keys: Path) -> None:
        self.keys = keys
        self.log = CapturedLog()
        self.link = ZeroMqBackendLink(listen="tcp://127.0.0.1:0", keys=keys, log=self.log)
        self.server = Server(self.link, "live", self.log)
        self.address = self.link.endpoints["desk"]
        self.requests: list[Request] = []
        self.welcome: ToClient | dict[str, object] = WELCOME
        self.answer: ToClient | dict[str, object] = Trouble(template="not now")
        self._stop = Event()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            for request in self.server.receive(timeout_ms=10, limit=64):
                self.requests.append(request)
                greeting = isinstance(request.message, Hello)
                self.server.answer(request.peer, self.welcome if greeting else self.answer)

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self.server.close()
