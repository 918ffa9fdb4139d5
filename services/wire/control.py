"""A blocking link for programs that bring commands and readings in: gateways, file players, tests."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import zmq

from county.clock import monotonic_ms
from county.commands import Command
from county.explained import Explained
from county.messages import PROTOCOL, Accepted, Hello, Rejected, Submit, SubmitReadings, ToBackend, Trouble, Welcome
from county.sensing import Reading
from services.wire.codec import BadFrame, client_decoder, payload, topic
from services.wire.keys import pair, public_key
from services.wire.sockets import CONTROL_HWM, client_socket

WINDOW = 256
"""Requests on their way at once."""
RETRY_MS = 1_000
BATCH = 1_000
"""Readings a message holds at most."""


class NoBackend(Explained):
    """Nobody answers; one line: where, the way out."""


class ControlLink:
    """Sends requests and waits for their answers; asks again with the same id until each is answered.

    Used by one thread only.  ``with ControlLink(address, keys) as link: …``
    """

    def __init__(self, address: str, keys: Path, *, realm: str = "live", patience_s: float = 30.0) -> None:
        """Connect and wait for the backend's welcome.

        ``patience_s``: silence after which NoBackend is raised.  Raises BadKeys, NoBackend.
        """
        self._address = address
        self._realm = realm
        self._patience_ms = int(patience_s * 1000)
        self._topic = topic(realm, "control")
        self._decode = client_decoder(realm)
        self._context = zmq.Context()
        try:
            own, server = pair(keys, "client"), public_key(keys, "server")
            self._socket = client_socket(self._context, zmq.DEALER, own, server, hwm=CONTROL_HWM)
            self._socket.connect(address)
            self.welcome = self._greet()
        except BaseException:
            self.close()
            raise

    def submit(self, commands: Sequence[Command]) -> list[Accepted | Rejected]:
        """Answers to ``commands``, in their order.  Raises NoBackend."""
        return self._ask({c.id: Submit(command=c) for c in commands})

    def submit_readings(self, readings: Sequence[Reading]) -> list[Accepted | Rejected]:
        """Bring ``readings`` in; one answer for each thousand of them.  Raises NoBackend."""
        requests: dict[str, ToBackend] = {}
        for i in range(0, len(readings), BATCH):
            part = readings[i : i + BATCH]
            request = SubmitReadings(
                id=uuid.uuid4().hex, realm=self._realm,
                sensor_ids=[r.sensor_id for r in part], channels=[r.channel for r in part],
                at_ms=[r.at_ms for r in part], values=[r.value for r in part], qualities=[int(r.quality) for r in part],
            )  # fmt: skip
            requests[request.id] = request
        return self._ask(requests)

    def _greet(self) -> Welcome:
        heard = monotonic_ms()
        while True:
            self._socket.poll(RETRY_MS // 4, zmq.POLLOUT)
            self._send(Hello(protocol=PROTOCOL, realm=self._realm))
            match self._receive(RETRY_MS // 4):
                case Welcome() as welcome:
                    return welcome
                case Trouble() as trouble:
                    raise NoBackend(f"{self._address}: {trouble.line}")
            self._check_patience(heard)

    def _ask(self, requests: dict[str, ToBackend]) -> list[Accepted | Rejected]:
        answers: dict[str, Accepted | Rejected] = {}
        waiting = deque(requests)
        sent_at: dict[str, int] = {}
        heard = monotonic_ms()
        while len(answers) < len(requests):
            now = monotonic_ms()
            for key, at in sent_at.items():
                if now - at >= RETRY_MS:
                    sent_at[key] = now
                    self._send(requests[key])
            while waiting and len(sent_at) < WINDOW:
                key = waiting.popleft()
                sent_at[key] = now
                self._send(requests[key])
            answer = self._receive(RETRY_MS // 4)
            while answer is not None:
                heard = monotonic_ms()
                if isinstance(answer, Accepted | Rejected) and sent_at.pop(answer.command_id, None) is not None:
                    answers[answer.command_id] = answer
                answer = self._receive(0)
            self._check_patience(heard)
        return [answers[key] for key in requests]

    def _check_patience(self, heard: int) -> None:
        if monotonic_ms() - heard > self._patience_ms:
            raise NoBackend(
                f"{self._address}: no answer for {self._patience_ms / 1000:.0f} s; "
                "is the backend running there, and are these its keys?"
            )

    def _send(self, message: ToBackend) -> None:
        try:
            self._socket.send(self._topic + payload(message), zmq.DONTWAIT)
        except zmq.Again:
            return  # not connected now: it is sent again later

    def _receive(self, timeout_ms: int) -> object:
        if not self._socket.poll(timeout_ms):
            return None
        try:
            return self._decode(self._socket.recv())
        except BadFrame as error:
            return Trouble.of(error.line)

    def close(self) -> None:
        """End the connection at once."""
        self._context.destroy(linger=0)

    def __enter__(self) -> ControlLink:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
