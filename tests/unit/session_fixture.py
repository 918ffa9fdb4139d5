"""Test messages with the relevant fields, and a session with lists instead of a link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from county.authority import Principal, Role
from county.records import EventFiled, Record
from county.sensing import Readings
from services.protocol import messages as m
from services.protocol.backend_clock import BackendClock
from services.protocol.columns import encoded
from services.protocol.expected_county import ExpectedCounty
from services.protocol.inbox import Inbox
from services.protocol.session import ClientSession

DESK = Principal(id="desk-1", roles=frozenset({Role.OPERATOR}), people=("person",))


class SettableClock:
    """A monotonic clock set by the test."""

    def __init__(self, now: int = 10_000) -> None:
        self.now = now
        self.read: Callable[[], None] = lambda: None
        """Called when the time is read: what another thread does just then."""

    def __call__(self) -> int:
        self.read()
        return self.now


def record(seq: int) -> Record[Any]:
    return Record(
        seq=seq, realm="live", happened_ms=seq, recorded_ms=seq, command_id=str(seq), by="desk-1",
        body=EventFiled(event_id="E"),
    )  # fmt: skip


def published(*seqs: int) -> m.Published:
    return m.Published(records=[record(seq) for seq in seqs])


def replayed(*seqs: int) -> m.ReplayPart:
    return m.ReplayPart(records=[record(seq) for seq in seqs])


def readings(*rows: tuple[int, int, float]) -> Readings:
    """Rows of channel, time and value."""
    channel, at_ms, value = zip(*rows, strict=True)
    return Readings(channel, at_ms, value, np.zeros(len(rows), np.uint8))


def batch(number: int, *rows: tuple[int, int, float]) -> m.StreamBatch:
    return m.StreamBatch(realm="live", stream="readings", number=number, columns=encoded(readings(*rows)))


def beat(
    instance: str = "a",
    *,
    head: int = 0,
    epoch: int = 0,
    at_ms: int = 1,
    wall_ms: int = 1,
    rate: float = 1.0,
    numbers: dict[str, int] | None = None,
    **more: Any,
) -> m.Heartbeat:
    return m.Heartbeat(
        realm="live", instance=instance, at_ms=at_ms, wall_ms=wall_ms, rate=rate, head_seq=head, epoch=epoch,
        batch_numbers=numbers or {}, **more,
    )  # fmt: skip


def welcome(instance: str = "a", *, head: int = 0, epoch: int = 0, publish: str = "one", **more: Any) -> m.Welcome:
    fields: dict[str, Any] = {
        "protocol": m.PROTOCOL, "program": "1", "realm": "live", "county_name": "乙县", "county": "", "epsg": 4526,
        "catalog": "", "at_ms": 1, "rate": 1.0, "principal": DESK,
    }  # fmt: skip
    return m.Welcome(**(fields | more), instance=instance, endpoints={"publish": publish}, head_seq=head, epoch=epoch)


KEYS = m.Keys(stream="readings", first=0, total=1, columns=[["s"], ["c"]])


class SessionFixture:
    """A session that sends and subscribes into lists, with a clock set by the test."""

    def __init__(self, capacity: int = 1_000, county: ExpectedCounty | None = None) -> None:
        self.now = SettableClock()
        self.inbox = Inbox(capacity)
        self.sent: list[m.ToBackend] = []
        self.subscribed: list[str] = []
        self.reconnected = 0
        self.wall_ms = 0
        """This machine's clock."""
        self.clock = BackendClock(self.now, lambda: self.wall_ms)
        self.session = ClientSession(
            realm="live", county=county, inbox=self.inbox, clock=self.clock, send=self._send,
            subscribe=self.subscribed.append, reconnect=self._reconnect, monotonic=self.now,
        )  # fmt: skip

    def _send(self, message: m.ToBackend) -> bool:
        self.sent.append(message)
        return True

    def _reconnect(self) -> None:
        self.reconnected += 1

    def greet(self, instance: str = "a", *, head: int = 0, **more: Any) -> None:
        """Send the session a Welcome and a heartbeat."""
        self.session.replied()
        self.session.control(welcome(instance, head=head, **more))
        self.beat(instance, head=head)

    def beat(self, instance: str = "a", **more: Any) -> None:
        self.session.broadcasts([beat(instance, **more)])

    def snapshot(self, seq: int = 0) -> None:
        self.session.control(KEYS)
        self.session.control(m.StatesPart(seq=seq, recorded_ms=seq, part=0, last=True))

    def live(self, *, seq: int = 0, head: int = 0) -> None:
        """Make the session live, with a snapshot as of ``seq``."""
        self.greet(head=max(seq, head))
        self.snapshot(seq)

    def wait(self, ms: int, *, head: int = 0, replies: bool = True, beats: bool = True) -> None:
        """Advance by ``ms`` in steps of a tenth of a second, each with a reply, a heartbeat and a tick."""
        for _ in range(ms // 100):
            self.now.now += 100
            if replies:
                self.session.replied()
            if beats:
                self.beat(head=head)
            self.session.tick()

    def taken(self) -> list[int]:
        """Seqs of the delivered records."""
        return [r.seq for r in self.inbox.take(0)[0].records]
