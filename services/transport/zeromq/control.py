"""A blocking link for programs that bring commands and readings in: gateways, file players, tests."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

import zmq

from county.clock import monotonic_ms
from county.commands import Command
from county.explained import Explained
from county.sensing import Reading
from services.protocol.codec import BadFrame, client_decoder, payload, topic
from services.protocol.messages import (
    PROTOCOL,
    Accepted,
    Hello,
    Rejected,
    Submit,
    SubmitReadings,
    ToBackend,
    ToClient,
    Trouble,
    Welcome,
)
from services.protocol.outbox import Outbox
from services.transport.zeromq.keys import pair, public_key
from services.transport.zeromq.sockets import CONTROL_HWM, client_socket

LOOK_MS = 250
"""Between two looks at what must be sent again."""
BATCH = 1_000
"""Readings a message holds at most."""


class NoBackend(Explained):
    """Nobody answers, or nobody who understands; one line: where, why, the way out."""


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
        self._hello = topic(realm, "control") + payload(Hello(protocol=PROTOCOL, realm=realm))
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
            self._socket.poll(LOOK_MS, zmq.POLLOUT)
            self._send(self._hello)
            welcome = self._receive(LOOK_MS)
            if isinstance(welcome, Welcome):
                return welcome
            self._check_patience(heard)

    def _ask(self, requests: dict[str, ToBackend]) -> list[Accepted | Rejected]:
        answers: dict[str, Accepted | Rejected] = {}
        outbox = Outbox(self._realm)
        for key, request in requests.items():
            refused = outbox.put(key, request)
            if refused is not None:
                answers[key] = refused
        heard = monotonic_ms()
        while len(outbox):
            for frame in outbox.due(monotonic_ms()):
                self._send(frame)
            answer = self._receive(LOOK_MS)
            while answer is not None:
                if isinstance(answer, Accepted | Rejected) and outbox.answered(answer.command_id):
                    heard = monotonic_ms()
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

    def _send(self, frame: bytes) -> None:
        try:
            self._socket.send(frame, zmq.DONTWAIT)
        except zmq.Again:
            return  # not connected now: it is sent again later

    def _receive(self, timeout_ms: int) -> ToClient | None:
        """What came; None when nothing did.  Raises NoBackend when one side does not understand the other."""
        if not self._socket.poll(timeout_ms):
            return None
        try:
            message = self._decode(self._socket.recv())
        except BadFrame as error:
            raise NoBackend("{address}: {why}", address=self._address, why=error.line) from None
        if isinstance(message, Trouble):
            raise NoBackend("{address}: {why}", address=self._address, why=message.line)
        return message

    def close(self) -> None:
        """End the connection at once."""
        self._context.destroy(linger=0)

    def __enter__(self) -> ControlLink:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
