"""A blocking link for programs that bring commands and rows of streams in: gateways, file players, tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from county.catalog import Catalog
from county.clock import monotonic_ms
from county.commands import Command
from county.explained import Explained, ExplainedLine
from county.sensing import Reading
from county.streams import READINGS, STREAMS, KeyTable
from services.protocol.backend_clock import BackendClock
from services.protocol.codec import BadFrame, OtherRealm, Reassembler, client_decoder, frames, topic
from services.protocol.limits import ANSWER_MAX, ROWS_MAX
from services.protocol.messages import (
    PROTOCOL,
    Accepted,
    CatalogReply,
    CatalogRequest,
    Hello,
    Keys,
    KeysRequest,
    Part,
    Rejected,
    Submit,
    SubmitRows,
    ToBackend,
    ToClient,
    Trouble,
    Welcome,
)
from services.protocol.outbox import Outbox
from services.protocol.unreadable import protocol_line
from services.transport.ports import MakeClientLink

LOOK_MS = 250
"""Between two looks at what must be sent again."""
HELLO_MS = 500
ASK_AGAIN_MS = 2_000
SILENT_MS = 4_000
"""Silence after which the user is told, while it is still being tried."""


class NoBackend(Explained):
    """Nobody answers, or nobody who understands; one line: where, why, the way out."""


class ControlLink:
    """Sends requests and waits for their answers; asks again with the same id until each is answered.

    Used by one thread only.  ``with ControlLink(address, make_link, realm=…) as link: …``
    """

    def __init__(
        self,
        address: str,
        make_link: MakeClientLink,
        *,
        realm: str,
        patience_s: float = 30.0,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Connect and wait for the backend's welcome.

        ``patience_s``: silence after which NoBackend is raised; ``tell`` gets a line once it lasts SILENT_MS.  Raises
        BadKeys, NoBackend.
        """
        self._address = address
        self._realm = realm
        self._patience_ms = int(patience_s * 1000)
        self._tell = tell
        self._told_of: int | None = None
        """Since when the silence lasted that was told last."""
        self._topic = topic(realm, "control")
        self._decoder, self._joiner = client_decoder(realm), Reassembler(ANSWER_MAX)
        self.clock = BackendClock()
        """The realm's time since the welcome, whatever this machine's clock says."""
        self._link = make_link()
        try:
            self._link.connect()
            self.welcome = self._greet()
        except BaseException:
            self.close()
            raise

    def submit(self, commands: Sequence[Command[Any]]) -> list[Accepted | Rejected]:
        """Answers to ``commands``, in their order.  Raises NoBackend."""
        return self._ask({c.id: Submit(command=c) for c in commands})

    def submit_readings(self, readings: Sequence[Reading]) -> list[Accepted | Rejected]:
        """Bring ``readings`` in; one answer for each thousand of them.  Raises NoBackend."""
        return self.submit_rows(
            READINGS.key,
            [[r.sensor_id for r in readings], [r.channel for r in readings]],
            {
                "at_ms": [r.at_ms for r in readings],
                "value": [r.value for r in readings],
                "quality": [int(r.quality) for r in readings],
            },
        )

    def submit_rows(
        self, stream: str, keys: Sequence[Sequence[str]], columns: Mapping[str, Sequence[int | float]]
    ) -> list[Accepted | Rejected]:
        """Bring n rows of ``stream`` in; one answer for each thousand of them.  Raises NoBackend.

        ``keys``: n for each part of the stream's key; ``columns``: n numbers for each other column.
        """
        requests: dict[str, ToBackend] = {}
        for first in range(0, len(keys[0]), ROWS_MAX):
            some = slice(first, first + ROWS_MAX)
            request = SubmitRows(
                id=uuid.uuid4().hex, realm=self._realm, stream=stream, keys=[list(part[some]) for part in keys],
                columns={name: list(values[some]) for name, values in columns.items()},
            )  # fmt: skip
            requests[request.id] = request
        return self._ask(requests)

    def catalog(self) -> Catalog:
        """The backend's catalogue.  Raises NoBackend, BadCatalog."""
        heard = asked = monotonic_ms()
        self._send(CatalogRequest())
        while True:
            answer = self._receive(LOOK_MS)
            if isinstance(answer, CatalogReply):
                return Catalog.decode(answer.content)
            if monotonic_ms() - asked > ASK_AGAIN_MS:
                asked = monotonic_ms()
                self._send(CatalogRequest())
            self._check_patience(heard)

    def keys(self, stream: str) -> KeyTable:
        """The key table of a stream.  Raises NoBackend."""
        parts: dict[int, Keys] = {}
        heard = monotonic_ms()
        asked = heard - self._patience_ms
        while not parts or sum(len(part.columns[0]) for part in parts.values()) < next(iter(parts.values())).total:
            if monotonic_ms() - asked > ASK_AGAIN_MS:
                asked = monotonic_ms()
                self._send(KeysRequest(stream=stream))
            answer = self._receive(LOOK_MS)
            if isinstance(answer, Keys) and answer.stream == stream:
                heard = asked = monotonic_ms()
                parts[answer.first] = answer
            self._check_patience(heard)
        rows = [row for first in sorted(parts) for row in zip(*parts[first].columns, strict=True)]
        return KeyTable(STREAMS[stream], rows)

    def _greet(self) -> Welcome:
        heard = monotonic_ms()
        sent: int | None = None
        while True:
            if sent is None or monotonic_ms() - sent >= HELLO_MS:
                sent = monotonic_ms() if self._send(Hello(protocol=PROTOCOL, realm=self._realm)) else None
            welcome = self._receive(LOOK_MS)
            if isinstance(welcome, Welcome):
                self.clock.begin(welcome.at_ms, welcome.rate)
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
                self._link.send(frame)
            answer = self._receive(LOOK_MS)
            while answer is not None:
                if isinstance(answer, Accepted | Rejected) and outbox.answered(answer.command_id):
                    heard = monotonic_ms()
                    answers[answer.command_id] = answer
                answer = self._receive(0)
            self._check_patience(heard)
        return [answers[key] for key in requests]

    def _check_patience(self, heard: int) -> None:
        if self._link.rejected:
            raise NoBackend(
                "{address}: the backend does not admit this key; it needs `main.py keys add` there, or a role",
                address=self._address,
            )
        silent_ms = monotonic_ms() - heard
        if silent_ms > SILENT_MS and self._told_of != heard:
            self._told_of = heard
            self._tell(
                ExplainedLine(
                    "{address}: the backend does not answer yet: it may not run there, the address may be another "
                    "program's, or the server.key beside this key another backend's; trying for {seconds} s",
                    address=self._address,
                    seconds=f"{self._patience_ms / 1000:.0f}",
                )
            )
        if silent_ms > self._patience_ms:
            raise NoBackend(
                "{address}: no answer for {seconds} s; is the backend running there, and are these its keys?",
                address=self._address,
                seconds=f"{self._patience_ms / 1000:.0f}",
            )

    def _send(self, message: ToBackend) -> bool:
        """Whether it is on its way; not connected, whoever waits for the answer sends again."""
        return all(self._link.send(frame) for frame in frames(self._topic, message))

    def _receive(self, timeout_ms: int) -> ToClient | None:
        """What came; None when nothing did.  Raises NoBackend when one side does not understand the other."""
        for frame in self._link.poll(timeout_ms, limit=1).answers:
            return self._message(frame)
        return None

    def _message(self, frame: bytes) -> ToClient | None:
        try:
            data = self._decoder.payload_of(frame)
        except OtherRealm as error:
            raise NoBackend("{address}: {why}", address=self._address, why=error.seen_by_client) from None
        except BadFrame as error:
            raise NoBackend("{address}: {why}", address=self._address, why=error.line) from None
        try:
            message = self._decoder.decode(data)
            if isinstance(message, Part):
                whole = self._joiner.put(message)
                return None if whole is None else self._decoder.decode(whole)
        except BadFrame as error:
            why = protocol_line(data) or error.line
            raise NoBackend("{address}: {why}", address=self._address, why=why) from None
        if isinstance(message, Trouble):
            why = protocol_line(data) or message.line
            raise NoBackend("{address}: {why}", address=self._address, why=why)
        if isinstance(message, Welcome) and message.protocol != PROTOCOL:
            why = protocol_line(data) or ExplainedLine("another protocol is spoken there; update the older side")
            raise NoBackend("{address}: {why}", address=self._address, why=why)
        return message

    def close(self) -> None:
        """End the connection at once."""
        self._link.close()

    def __enter__(self) -> ControlLink:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
