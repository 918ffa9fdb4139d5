"""A client that records every received frame, to be searched for data that must not be in them."""

from __future__ import annotations

from services.protocol.codec import payload, topic
from services.protocol.messages import PROTOCOL, Hello
from services.transport.zeromq.client_link import ZeroMqClientLink
from tests.integration.backend_fixture import Where, until

CONTROL = topic("live", "control")


class Eavesdropper:
    """An admitted client that requests everything and records every received frame."""

    def __init__(self, at: Where, endpoint: str) -> None:
        self.frames: list[bytes] = []
        self._link = ZeroMqClientLink(at.address, at.keys)
        self._link.connect()
        self._link.subscribe(endpoint, b"")
        hello = CONTROL + payload(Hello(protocol=PROTOCOL, realm="live"))
        until(lambda: self._link.send(hello) or self.listen(), "the connection")

    def request(self, *questions: object) -> None:
        for question in questions:
            assert self._link.send(CONTROL + payload(question))

    def listen(self) -> None:
        for frames in self._link.poll(10):
            self.frames += frames

    def has(self, text: str) -> bool:
        self.listen()
        return any(text.encode() in frame for frame in self.frames)

    def close(self) -> None:
        self._link.close()
