"""A scripted backend on an in-memory network, and a client connected to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from county.authority import Principal
from services.protocol import messages as m
from services.protocol.client import Client
from services.protocol.codec import payload
from services.protocol.columns import encoded
from services.protocol.expected_county import ExpectedCounty
from services.protocol.server import Request, Server
from services.protocol.source import Health
from services.transport.memory import MemoryNetwork
from tests.captured_log import CapturedLog
from tests.unit.session_fixture import DESK, KEYS, SettableClock, beat, readings, record, welcome

PATIENCE_S = 30.0


class ScriptedBackend:
    """Replies like a backend, from lists that the test fills; sends heartbeats when the test requests it."""

    def __init__(self, network: MemoryNetwork) -> None:
        self.log = CapturedLog()
        self.server = Server(network.backend(), "live", self.log)
        self.welcome: m.ToClient = welcome(publish=self.server.endpoints["publish"])
        self.records: list[bytes] = []
        """Encoded; record n at index n - 1."""
        self.silent_about: set[type[Any]] = set()
        """Kinds of requests that get no reply."""
        self.requests: list[Request] = []
        self.rate = 1.0
        self.at_ms = 1_000_000

    def restart(self, instance: str, **more: Any) -> None:
        """Become another instance."""
        self.welcome = welcome(instance, publish=self.server.endpoints["publish"], head=len(self.records), **more)

    def write(self, *some: bytes | int) -> None:
        """Append records and publish them: as bytes, or as the number of a plain record."""
        new = [payload(record(one)) if isinstance(one, int) else one for one in some]
        self.records += new
        self.server.publish_records(new)

    def lose(self, *some: bytes | int) -> None:
        """Append records without publishing them."""
        self.records += [payload(record(one)) if isinstance(one, int) else one for one in some]

    def beat(self, **more: Any) -> None:
        assert isinstance(self.welcome, m.Welcome)
        self.server.publish_heartbeat(
            beat(self.welcome.instance, head=len(self.records), epoch=self.welcome.epoch, at_ms=self.at_ms,
                 rate=self.rate, **more)
        )  # fmt: skip

    def turn(self) -> None:
        for request in self.server.receive(timeout_ms=2, limit=64):
            self.requests.append(request)
            if type(request.message) not in self.silent_about:
                self._answer(request.peer, request.message)
        self.server.continue_transfers(20)

    def received(self, kind: type[Any]) -> list[Any]:
        """The received requests of one kind."""
        return [request.message for request in self.requests if isinstance(request.message, kind)]

    def _answer(self, peer: bytes, message: m.ToBackend) -> None:
        answer = self.server.answer
        match message:
            case m.Hello():
                answer(peer, self.welcome)
            case m.SnapshotRequest():
                newest = m.NewestPart(seq=len(self.records), part=0, stream="readings", columns=_columns((0, 5, 1.5)))
                last = m.StatesPart(seq=len(self.records), recorded_ms=self.at_ms, part=1, last=True)
                self.server.transfer(peer, [KEYS, newest, last], replaces="snapshot")
            case m.ReplayRequest(first_seq=first, last_seq=last_seq):
                self.server.transfer(peer, [replay_of(self.records[first - 1 : last_seq])], replaces="replay")
            case m.Submit(command=command):
                answer(peer, m.Accepted(command_id=command.id, first_seq=1, last_seq=1))
            case m.Enrol(id=key):
                answer(peer, m.Accepted(command_id=key, first_seq=0, last_seq=-1))
            case m.HistoryRequest(request=request, stream=stream):
                columns = _columns((0, 1, 1.0), (0, 2, 2.0))
                answer(peer, m.HistoryReply(request=request, stream=stream, columns=columns))
            case m.SubjectRequest(request=request, subject=subject):
                answer(peer, {"type": "SubjectReply", "request": request, "subject": subject,
                              "records": [_raw(data) for data in self.records]})  # fmt: skip
            case m.ContactRequest(request=request):
                answer(peer, m.ContactReply(request=request, text="王磊 13800138000"))


def replay_of(records: list[bytes]) -> dict[str, object]:
    return {"type": "ReplayPart", "records": [_raw(data) for data in records]}


def _raw(data: bytes) -> Any:
    return msgspec.Raw(data)


def _columns(*rows: tuple[int, int, float]) -> dict[str, bytes]:
    return encoded(readings(*rows))


class Linked:
    """A client and its backend on the network; the test controls the client's clocks."""

    def __init__(self, *, key: str = DESK.id, county: ExpectedCounty | None = None, wall_ms: int = 0) -> None:
        self.network = MemoryNetwork(DESK.id)
        self.backend = ScriptedBackend(self.network)
        self.now = SettableClock()
        self.client = Client(
            "memory", lambda: self.network.client(key), "live", county=county, monotonic=self.now,
            wall_ms=lambda: wall_ms,
        )  # fmt: skip
        self.records: list[int] = []
        self.replies: list[Any] = []
        self.answers: list[Any] = []
        self.snapshots: list[Any] = []
        self._opened = False

    def take(self) -> None:
        """The work of a window's timer."""
        taken = self.client.take()
        if taken.snapshot is not None:
            self.snapshots.append(taken.snapshot)
        self.records += [some.seq for some in taken.records]
        self.replies += taken.replies
        self.answers += taken.answers

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Run both sides, without advancing the client's clock, until ``condition`` is true."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"timeout: {what}; {self.client.health()}"
            self.backend.turn()
            self.take()

    def receive_heartbeats(self, times: int = 1) -> None:
        """The client receives this many heartbeats and has checked for gaps after the last one."""
        for _ in range(times):
            before = self.health().frames
            self.backend.beat()
            self.until(lambda before=before: self.health().frames > before, "a heartbeat")  # type: ignore[misc]

    def wait(self, ms: int) -> None:
        """Advance the client's clock and the realm's, with a heartbeat every tenth of a second."""
        for _ in range(ms // 100):
            self.now.now += 100
            self.backend.at_ms += int(100 * self.backend.rate)
            self.receive_heartbeats()

    def open(self) -> None:
        if not self._opened:
            self._opened = True
            self.client.open()

    def live(self) -> None:
        """Open the client, if necessary, and run until it is live."""
        self.open()

        def live() -> bool:
            if self.health().state != "live":
                self.now.now += 100
                self.backend.at_ms += int(100 * self.backend.rate)
                self.backend.beat()
            return self.health().state == "live"

        self.until(live, "live")

    def health(self) -> Health:
        return self.client.health()

    def close(self) -> None:
        self.client.close()
        self.backend.server.close()


@contextmanager
def linked(**more: Any) -> Iterator[Linked]:
    """A client and its backend, closed at the end."""
    link = Linked(**more)
    try:
        yield link
    finally:
        link.close()


def principal(*people: str) -> Principal:
    return Principal(id=DESK.id, roles=DESK.roles, people=people)
