"""A blocking link for programs that send commands and stream rows: gateways, file players, tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from county.attachments import Attachment
from county.catalog import Catalog
from county.clock import monotonic_ms
from county.commands import Command
from county.explained import Explained, ExplainedLine
from county.place_names import PlaceNames
from county.records import Record
from county.refusals import Refused
from county.sensing import Reading
from county.streams import READINGS, STREAMS, KeyTable
from services.protocol.backend_clock import BackendClock
from services.protocol.codec import BadFrame, OtherRealm, Reassembler, client_decoder, frames, topic
from services.protocol.file_transfers import FileTransfers
from services.protocol.limits import ANSWER_MAX, ROWS_MAX
from services.protocol.messages import (
    PROTOCOL,
    REPLIES_DROPPED,
    Accepted,
    CatalogReply,
    CatalogRequest,
    Hello,
    Keys,
    KeysRequest,
    Part,
    PlaceNamesReply,
    PlaceNamesRequest,
    Rejected,
    SubjectReply,
    SubjectRequest,
    Submit,
    SubmitRows,
    ToBackend,
    ToClient,
    Trouble,
    UploadReply,
    Welcome,
)
from services.protocol.outbox import Outbox
from services.protocol.unreadable import protocol_line
from services.transport.ports import MakeClientLink

POLL_MS = 250
"""Timeout of one poll; then requests that are due are sent again."""
HELLO_MS = 500
HELLO_REFRESH_MS = 3_000
"""Interval of Hello messages while waiting: the Welcome sets the clock, whose time and rate may have changed."""
RETRY_MS = 2_000
RECONNECT_MS = 2_500
"""Time without a reply after which a new connection is made: packets may be lost although none was closed."""
NOTIFY_MS = 4_000
"""Time without a reply after which the user is notified; the link continues trying."""


class NoBackend(Explained):
    """No backend replies, or only an incompatible one; one line: where, why, the remedy."""


class FileNotSent(Explained):
    """A file could not be read; one line."""


class ControlLink:
    """Sends requests and waits for their answers; resends each under the same id until it is answered.

    Used by one thread only.  ``with ControlLink(address, make_link, realm=…) as link: …``
    """

    def __init__(
        self,
        address: str,
        make_link: MakeClientLink,
        *,
        realm: str,
        timeout_s: float = 30.0,
        notify_ms: int = NOTIFY_MS,
        notify: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Connect and wait for the backend's welcome.

        ``timeout_s``: time without a reply after which NoBackend is raised; ``notify`` receives a line after
        ``notify_ms``.  Raises BadKeys, NoBackend.
        """
        self._address = address
        self._realm = realm
        self._timeout_ms = int(timeout_s * 1000)
        self._notify_ms = notify_ms
        self._notify = notify
        self._notified_since: int | None = None
        """Start of the wait of which the user was last notified."""
        self._topic = topic(realm, "control")
        self._decoder, self._reassembler = client_decoder(realm), Reassembler(ANSWER_MAX)
        self.clock = BackendClock()
        """The realm's time as of the last Welcome, independent of this machine's clock."""
        self._hello_at = 0
        """When the last Hello was sent (monotonic, ms)."""
        self._reconnected_at = monotonic_ms()
        self._unanswered_at: int | None = None
        """When the first Hello after the last Welcome was sent; None when it was answered."""
        self._link = make_link()
        try:
            self._link.connect()
            self.welcome = self._greet()
        except BaseException:
            self.close()
            raise

    def submit(self, commands: Sequence[Command[Any]]) -> list[Accepted | Rejected]:
        """Answers to ``commands``, in their order; those with one id have one answer.  Raises NoBackend."""
        answers = self._ask({c.id: Submit(command=c) for c in commands})
        return [answers[c.id] for c in commands]

    def submit_readings(self, readings: Sequence[Reading], delivery: str = "") -> list[Accepted | Rejected]:
        """Send ``readings``; one answer for each thousand of them.  ``delivery``: see :meth:`submit_rows`.  Raises
        NoBackend."""
        return self.submit_rows(
            READINGS.key,
            [[r.sensor_id for r in readings], [r.channel for r in readings]],
            {
                "at_ms": [r.at_ms for r in readings],
                "value": [r.value for r in readings],
                "quality": [int(r.quality) for r in readings],
            },
            delivery,
        )

    def submit_rows(
        self,
        stream: str,
        keys: Sequence[Sequence[str]],
        columns: Mapping[str, Sequence[int | float]],
        delivery: str = "",
    ) -> list[Accepted | Rejected]:
        """Send n rows of ``stream``; one answer for each thousand of them.  Raises NoBackend.

        ``keys``: n for each part of the stream's key; ``columns``: n numbers for each other column.  ``delivery``
        identifies these rows: sent again under it they are not stored again; "": as rows never sent before.
        """
        delivery = delivery or uuid.uuid4().hex
        requests: dict[str, ToBackend] = {}
        for first in range(0, len(keys[0]), ROWS_MAX):
            some = slice(first, first + ROWS_MAX)
            request = SubmitRows(
                id=f"{delivery}:{first}" if first else delivery, realm=self._realm, stream=stream,
                keys=[list(part[some]) for part in keys],
                columns={name: list(values[some]) for name, values in columns.items()},
            )  # fmt: skip
            requests[request.id] = request
        return list(self._ask(requests).values())

    def wait(self, seconds: float) -> None:
        """Wait; meanwhile :attr:`clock` follows the backend's.  Raises NoBackend."""
        until = monotonic_ms() + round(seconds * 1000)
        while True:
            self._refresh_clock()
            left_ms = until - monotonic_ms()
            self._receive(max(0, min(left_ms, POLL_MS)))
            if self._unanswered_at is not None:
                self._check_timeout(self._unanswered_at)
            if left_ms <= 0:
                return

    def catalog(self) -> Catalog:
        """The backend's catalogue.  Raises NoBackend, BadCatalog."""
        since = requested = monotonic_ms()
        self._send(CatalogRequest())
        while True:
            answer = self._receive(POLL_MS)
            if isinstance(answer, CatalogReply):
                return Catalog.decode(answer.content)
            if monotonic_ms() - requested > RETRY_MS:
                requested = monotonic_ms()
                self._send(CatalogRequest())
            self._check_timeout(since)

    def place_names(self) -> PlaceNames:
        """The named places of the backend's county.  Raises NoBackend."""
        since = requested = monotonic_ms()
        self._send(PlaceNamesRequest())
        while True:
            answer = self._receive(POLL_MS)
            if isinstance(answer, PlaceNamesReply):
                return PlaceNames.decode(answer.content)
            if monotonic_ms() - requested > RETRY_MS:
                requested = monotonic_ms()
                self._send(PlaceNamesRequest())
            self._check_timeout(since)

    def keys(self, stream: str) -> KeyTable:
        """The key table of a stream.  Raises NoBackend."""
        parts: dict[int, Keys] = {}
        since = monotonic_ms()
        requested = since - self._timeout_ms
        while not parts or sum(len(part.columns[0]) for part in parts.values()) < next(iter(parts.values())).total:
            if monotonic_ms() - requested > RETRY_MS:
                requested = monotonic_ms()
                self._send(KeysRequest(stream=stream))
            answer = self._receive(POLL_MS)
            if isinstance(answer, Keys) and answer.stream == stream:
                since = requested = monotonic_ms()
                parts[answer.first] = answer
            self._check_timeout(since)
        rows = [row for first in sorted(parts) for row in zip(*parts[first].columns, strict=True)]
        return KeyTable(STREAMS[stream], rows)

    def subject(self, subject: str) -> list[Record[Any]]:
        """Every record of ``aggregate/id``, oldest first; none for an unknown one.  Raises NoBackend."""
        question = SubjectRequest(request=uuid.uuid4().hex, subject=subject)
        since = monotonic_ms()
        requested: int | None = None
        while True:
            if requested is None or monotonic_ms() - requested > RETRY_MS:
                requested = monotonic_ms()
                self._send(question)
            answer = self._receive(POLL_MS)
            if isinstance(answer, SubjectReply) and answer.request == question.request:
                return answer.records
            self._check_timeout(since)

    def upload(self, path: Path) -> Attachment:
        """Store the file at ``path`` in the backend, under its own name.  Raises NoBackend, FileNotSent, Refused."""
        files = FileTransfers(self._realm)
        transfer = files.send(path)
        since, connections = monotonic_ms(), self._link.connections
        while not transfer.ended:
            files.go_on()
            if self._link.connections != connections:
                connections = self._link.connections
                files.resend_all()
            for frame in files.due(monotonic_ms()):
                self._link.send(frame)
            answer = self._receive(0 if files.working or transfer.ended else POLL_MS)
            if isinstance(answer, UploadReply) and files.answered(answer):
                since = monotonic_ms()
            self._check_timeout(since)
        if isinstance(transfer.problem, Refused):
            raise transfer.problem
        if transfer.problem is not None:
            raise FileNotSent("{why}", why=transfer.problem)
        assert transfer.attachment is not None
        return transfer.attachment

    def _greet(self) -> Welcome:
        since = monotonic_ms()
        sent: int | None = None
        while True:
            if sent is None or monotonic_ms() - sent >= HELLO_MS:
                self._hello_at = monotonic_ms()
                sent = self._hello_at if self._send(Hello(protocol=PROTOCOL, realm=self._realm)) else None
            welcome = self._receive(POLL_MS)
            if isinstance(welcome, Welcome):
                return welcome
            self._check_timeout(since)

    def _refresh_clock(self) -> None:
        """Request a Welcome when the last request was some time ago."""
        now = monotonic_ms()
        if now - self._hello_at >= HELLO_REFRESH_MS:
            self._hello_at = now
            self._send(Hello(protocol=PROTOCOL, realm=self._realm))
            if self._unanswered_at is None:
                self._unanswered_at = now

    def _ask(self, requests: dict[str, ToBackend]) -> dict[str, Accepted | Rejected]:
        """The answers by id, in the order of ``requests``.  Raises NoBackend."""
        answers: dict[str, Accepted | Rejected] = {}
        outbox = Outbox(self._realm)
        for key, request in requests.items():
            refused = outbox.put(key, request)
            if refused is not None:
                answers[key] = refused
        since, connections = monotonic_ms(), self._link.connections
        while len(outbox):
            self._refresh_clock()
            if self._link.connections != connections:
                connections = self._link.connections
                outbox.resend_all()
            for frame in outbox.due(monotonic_ms()):
                self._link.send(frame)
            answer = self._receive(POLL_MS)
            while answer is not None:
                if isinstance(answer, Accepted | Rejected) and outbox.answered(answer.command_id):
                    since = monotonic_ms()
                    answers[answer.command_id] = answer
                answer = self._receive(0)
            self._check_timeout(since)
        return {key: answers[key] for key in requests}

    def _check_timeout(self, since: int) -> None:
        """``since``: when the last reply was received, or the wait began (monotonic, ms)."""
        if self._link.rejected:
            raise NoBackend(
                "{address}: the backend does not admit this key; it needs `main.py keys add` there, or a role",
                address=self._address,
            )
        now = monotonic_ms()
        waited_ms = now - since
        if min(waited_ms, now - self._reconnected_at) >= RECONNECT_MS:
            self._reconnected_at = now
            self._link.reconnect()
        if waited_ms > self._notify_ms and self._notified_since != since:
            self._notified_since = since
            self._notify(
                ExplainedLine(
                    "{address}: no reply from the backend yet: it may not be running there, the address may belong to "
                    "another program, or the server.key next to this key to another backend; retrying for {seconds} s",
                    address=self._address,
                    seconds=f"{self._timeout_ms / 1000:.0f}",
                )
            )
        if waited_ms > self._timeout_ms:
            raise NoBackend(
                "{address}: no reply for {seconds} s; is the backend running there, and are these its keys?",
                address=self._address,
                seconds=f"{self._timeout_ms / 1000:.0f}",
            )

    def _send(self, message: ToBackend) -> bool:
        """Returns whether the link accepted the message; False while not connected: the caller sends it again."""
        return all(self._link.send(frame) for frame in frames(self._topic, message))

    def _receive(self, timeout_ms: int) -> ToClient | None:
        """The next received message, None if there is none.  Raises NoBackend when the two sides are incompatible."""
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
                whole = self._reassembler.put(message)
                return None if whole is None else self._decoder.decode(whole)
        except BadFrame as error:
            why = protocol_line(data) or error.line
            raise NoBackend("{address}: {why}", address=self._address, why=why) from None
        if isinstance(message, Trouble) and message.template == REPLIES_DROPPED:
            return None  # what was dropped is requested again
        if isinstance(message, Trouble):
            why = protocol_line(data) or message.line
            raise NoBackend("{address}: {why}", address=self._address, why=why)
        if isinstance(message, Welcome):
            if message.protocol != PROTOCOL:
                why = protocol_line(data) or ExplainedLine("the backend uses another protocol; update the older side")
                raise NoBackend("{address}: {why}", address=self._address, why=why)
            self.clock.begin(message.at_ms, message.rate)
            self._unanswered_at = None
        return message

    def close(self) -> None:
        """Close the connection immediately."""
        self._link.close()

    def __enter__(self) -> ControlLink:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
