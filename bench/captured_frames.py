"""Frames of every message type, as a real backend and its client exchange them: the originals of mutated frames."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, get_args

from bench.acknowledged_load import Point, issued, report_at
from bench.connected import Reachable, link_to
from county.clock import SystemClock
from county.commands import FileEvent
from services.protocol import messages as m
from services.protocol.codec import Reassembler, broadcast_decoder, client_decoder, frames, topic
from services.protocol.limits import ANSWER_MAX, PART_MAX

REALM = "live"
PATIENCE_S = 30.0
FILE = b"a file" * 100


@dataclass
class CapturedFrames:
    """Frames in each direction, whole messages before they were split."""

    to_backend: list[bytes] = field(default_factory=list)
    to_client: list[bytes] = field(default_factory=list)
    published: list[bytes] = field(default_factory=list)


class Capture:
    """A client that sends one request after the other and keeps every frame."""

    def __init__(self, backend: Reachable) -> None:
        self.frames = CapturedFrames()
        self._link = link_to(backend)
        self._link.connect()
        self._decode, self._broadcast = client_decoder(REALM), broadcast_decoder(REALM)
        self._reassembler = Reassembler(ANSWER_MAX)
        self.seen: set[type[Any]] = set()
        """Types of the messages in any direction."""

    def ask(self, request: m.ToBackend, *answers: type[Any]) -> Any:
        """Send ``request``; returns the first answer of one of these types.  Raises RuntimeError when none arrives."""
        self.send(request)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            for message in self._received():
                if isinstance(message, answers):
                    return message
        raise RuntimeError(f"no {' or '.join(kind.__name__ for kind in answers)} within {PATIENCE_S:g} s")

    def send(self, request: m.ToBackend) -> None:
        """Send ``request``.  Raises RuntimeError when there is no connection."""
        parts = frames(topic(REALM, "control"), request)
        self.frames.to_backend += parts
        self.seen |= {type(request), *([m.Part] if len(parts) > 1 else [])}
        until = time.monotonic() + PATIENCE_S
        while not all(self._link.send(frame) for frame in parts):
            if time.monotonic() > until:
                raise RuntimeError(f"{type(request).__name__} could not be sent within {PATIENCE_S:g} s")
            self._received()

    def make(self, message: m.ToClient) -> None:
        """Keep the frame of a message that this backend has no reason to send: of a drill, which it is not."""
        self.frames.to_client += frames(topic(REALM, "control"), message)
        self.seen.add(type(message))

    def listen(self, endpoint: str) -> None:
        """Subscribe to everything, and wait for every type of broadcast that is published without a request."""
        self._link.subscribe(endpoint, f"{REALM}/".encode())
        until = time.monotonic() + PATIENCE_S
        while m.Heartbeat not in self.seen and time.monotonic() < until:
            self._received()

    def settle(self, kinds: Iterable[type[Any]]) -> None:
        """Receive until messages of ``kinds`` were seen.  Raises RuntimeError when one is not."""
        until = time.monotonic() + PATIENCE_S
        while missing := set(kinds) - self.seen:
            self._received()
            if time.monotonic() > until:
                raise RuntimeError(f"not captured: {', '.join(sorted(kind.__name__ for kind in missing))}")

    def close(self) -> None:
        self._link.close()

    def _received(self) -> list[Any]:
        burst = self._link.poll(20)
        self.frames.to_client += burst.answers
        self.frames.published += burst.published
        found: list[Any] = []
        for frame in burst.answers:
            message = self._decode(frame)
            self.seen.add(type(message))
            if isinstance(message, m.Part):
                whole = self._reassembler.put(message)
                if whole is None:
                    continue
                message = self._decode.decode(whole)
            found.append(message)
        self.seen |= {type(self._broadcast(frame)) for frame in burst.published}
        self.seen |= set(map(type, found))
        return found


def captured_frames(backend: Reachable, place_m: Point, channel: tuple[str, str]) -> CapturedFrames:
    """Frames of every type of message, exchanged with a backend that has this sensor channel.

    Raises RuntimeError when a type is missing.
    """
    capture, now_ms = Capture(backend), SystemClock().now_ms()
    try:
        welcome = capture.ask(m.Hello(protocol=m.PROTOCOL, realm=REALM), m.Welcome)
        capture.listen(welcome.endpoints["publish"])
        event, number, digest = f"CAPTURED-{now_ms}", uuid.uuid4().hex, sha256(FILE).hexdigest()
        capture.ask(m.Submit(command=report_at(place_m, event)), m.Accepted)
        capture.ask(m.Submit(command=report_at(place_m, event)), m.Rejected)
        capture.ask(m.Submit(command=issued(FileEvent(event_id=event, note="x" * PART_MAX))), m.Rejected)
        rows = m.SubmitRows(
            id=number, realm=REALM, stream="readings", keys=[[channel[0]] * 3, [channel[1]] * 3],
            columns={"at_ms": [now_ms - i for i in range(3)], "value": [1.0, 2.0, 3.0], "quality": [0, 0, 0]},
        )  # fmt: skip
        capture.ask(rows, m.Accepted)
        capture.ask(m.CatalogRequest(), m.CatalogReply)
        capture.ask(m.PlaceNamesRequest(), m.PlaceNamesReply)
        capture.ask(m.KeysRequest(stream="readings"), m.Keys)
        capture.ask(m.SnapshotRequest(), m.StatesPart)
        capture.ask(m.ReplayRequest(first_seq=1, last_seq=5), m.ReplayPart)
        history = m.HistoryRequest(
            request=uuid.uuid4().hex, stream="readings", key=list(channel), from_ms=0, to_ms=now_ms + 1
        )
        capture.ask(history, m.HistoryReply)
        capture.ask(m.SubjectRequest(request=uuid.uuid4().hex, subject=f"event/{event}"), m.SubjectReply)
        capture.ask(m.ContactRequest(request=uuid.uuid4().hex, token="r-0"), m.ContactReply)
        capture.ask(m.ReportersRequest(request=uuid.uuid4().hex, digits="13800000000"), m.ReportersReply)
        capture.ask(m.RankRequest(request=uuid.uuid4().hex, event_id=event), m.RankReply)
        capture.ask(m.MselRequest(request=uuid.uuid4().hex), m.MselReply)
        capture.ask(m.DeliveredRequest(request=uuid.uuid4().hex), m.DeliveredReply)
        capture.ask(m.ScoreRequest(request=uuid.uuid4().hex), m.ScoreReply)
        capture.make(m.DrillNews(records=[]))
        capture.ask(m.SendingRequest(request=uuid.uuid4().hex, event_id=event, unit="unit"), m.SendingReply)
        capture.ask(
            m.UploadChunk(request=uuid.uuid4().hex, sha256=digest, offset=0, total=len(FILE), data=FILE), m.UploadReply
        )
        capture.ask(m.DownloadChunk(request=uuid.uuid4().hex, sha256=digest, offset=0), m.DownloadReply)
        capture.send(m.ClockSkew(skew_ms=0))
        capture.send(m.Attend(seat=number, person="王磊", event_id=event))
        capture.ask(m.AuditRequest(request=uuid.uuid4().hex), m.AuditReply)
        capture.ask(m.Enrol(id=uuid.uuid4().hex, person="王磊"), m.Accepted, m.Rejected)
        capture.ask(m.Hello(protocol=m.PROTOCOL + 1, realm=REALM), m.Trouble)
        capture.settle({*get_args(m.ToBackend), *get_args(m.ToClient), *get_args(m.Broadcast)})
    finally:
        capture.close()
    return capture.frames
