"""The server over a link: requests have their principal, long answers are interleaved, a failing one ends no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from county.streams import READINGS, Columns
from services.protocol import messages as m
from services.protocol.codec import Reassembler, broadcast_decoder, client_decoder, payload, topic
from services.protocol.limits import ANSWER_MAX, FRAME_MAX
from services.protocol.server import PARTIAL_BYTES_MAX, Server
from services.protocol.transfers import QUEUE_MAX
from services.store.ports import StoreError
from services.transport.memory import WAITING_MAX, MemoryClientLink, MemoryNetwork
from tests.captured_log import CapturedLog
from tests.unit.session_fixture import beat, record


class ServerWithClients:
    """A server and clients over one network."""

    def __init__(self) -> None:
        self.network = MemoryNetwork("desk-1", "desk-2")
        self.log = CapturedLog()
        self.server = Server(self.network.backend(), "live", self.log)

    def client(self, key: str = "desk-1") -> MemoryClientLink:
        link = self.network.client(key)
        link.connect()
        link.subscribe("memory:publish", b"live/")
        return link

    def request(self, link: MemoryClientLink, message: m.ToBackend) -> bytes:
        """Send a request; returns its peer."""
        assert link.send(topic("live", "control") + payload(message))
        (request,) = self.server.receive(timeout_ms=0, limit=9)
        assert request.message == message
        return request.peer

    def got(self, link: MemoryClientLink) -> list[Any]:
        """The complete messages that arrived."""
        joiner, whole = Reassembler(ANSWER_MAX), []
        while any(burst := link.poll(0)):
            for decoder, frames in zip((client_decoder("live"), broadcast_decoder("live")), burst, strict=True):
                for frame in frames:
                    assert len(frame) <= FRAME_MAX
                    message: Any = decoder(frame)
                    if isinstance(message, m.Part):
                        data = joiner.put(message)
                        message = None if data is None else decoder.decode(data)
                    whole += [] if message is None else [message]
        return whole


@pytest.fixture
def live() -> Iterator[ServerWithClients]:
    live = ServerWithClients()
    yield live
    live.server.close()


HELLO = m.Hello(protocol=m.PROTOCOL, realm="live")


def test_a_request_has_the_principal_of_its_key(live: ServerWithClients) -> None:
    for key in ("desk-1", "desk-2"):
        assert live.client(key).send(topic("live", "control") + payload(HELLO))
    requests = live.server.receive(timeout_ms=0, limit=9)
    assert {request.principal for request in requests} == {"desk-1", "desk-2"}


@pytest.mark.parametrize(
    "frame", [b"", b"x", b"live/control\0", b"live/control\0\xc1", b"drill:7/control\0" + payload(HELLO),
              b"live/control\0" + payload({"type": "Welcome"})],
)  # fmt: skip
def test_a_malformed_frame_is_answered_with_the_reason_and_logged(live: ServerWithClients, frame: bytes) -> None:
    link = live.client()
    assert link.send(frame)
    assert live.server.receive(timeout_ms=0, limit=9) == []
    (trouble,) = live.got(link)
    assert isinstance(trouble, m.Trouble)
    assert "\n" not in trouble.line
    assert live.log.texts == ["a malformed frame was refused"]


def test_an_answer_of_any_length_reaches_only_the_requesting_client(live: ServerWithClients) -> None:
    link, other = live.client(), live.client("desk-2")
    peer = live.request(link, HELLO)
    long = m.CatalogReply(content=b"x" * 300_000)
    for answer in (m.Trouble(template="short"), long):
        live.server.answer(peer, answer)
    while live.server.continue_transfers(20):
        pass
    assert live.got(link) == [m.Trouble(template="short"), long]
    assert live.got(other) == []


def test_short_answers_overtake_a_transfer_which_arrives_complete_and_in_order(live: ServerWithClients) -> None:
    link = live.client()
    peer = live.request(link, HELLO)
    many = [m.ReplayPart(records=[record(seq)]) for seq in range(1, 1_500)]
    live.server.transfer(peer, many)
    got: list[Any] = []
    while live.server.continue_transfers(5):
        got += live.got(link)
    live.server.answer(peer, m.Trouble(template="short"))
    got += live.got(link)
    for _ in range(3):
        live.server.continue_transfers(1_000)
        got += live.got(link)
    assert [message for message in got if isinstance(message, m.ReplayPart)] == many


def test_a_store_error_during_a_long_answer_ends_only_that_answer(live: ServerWithClients) -> None:
    def broken() -> Iterator[m.ReplayPart]:
        yield m.ReplayPart(records=[record(1)])
        raise StoreError("disk I/O error")

    link = live.client()
    peer = live.request(link, HELLO)
    live.server.transfer(peer, broken(), replaces="replay")
    live.server.transfer(peer, [m.ReplayPart(records=[record(9)])], replaces="other")
    while live.server.continue_transfers(20):
        pass
    first, trouble, last = live.got(link)
    assert (first.records[0].seq, last.records[0].seq) == (1, 9)
    assert "disk I/O error" in trouble.line
    assert live.log.texts == ["a reply was aborted"]


def test_broadcasts_reach_all_clients_in_order(live: ServerWithClients) -> None:
    links = [live.client(), live.client("desk-2")]
    rows = Columns(READINGS, {name: np.arange(9_000) % 200 for name in READINGS.columns})
    live.server.publish_records([payload(record(seq)) for seq in range(1, 1_000)])
    live.server.publish_columns(rows, 7)
    live.server.publish_heartbeat(beat(head=999))
    for link in links:
        got = live.got(link)
        records = [some.seq for message in got if isinstance(message, m.Published) for some in message.records]
        assert records == list(range(1, 1_000))
        (batch,) = (message for message in got if isinstance(message, m.StreamBatch))
        assert (batch.stream, batch.number) == ("readings", 7)
        assert np.frombuffer(batch.columns["channel"], "<u4").tolist() == rows["channel"].tolist()
        assert got[-1] == beat(head=999)


def test_nothing_is_sent_for_a_group_without_records(live: ServerWithClients) -> None:
    link = live.client()
    live.server.publish_records([])
    assert live.got(link) == []


def test_an_answer_to_a_disconnected_client_affects_no_other(live: ServerWithClients) -> None:
    link, other = live.client(), live.client("desk-2")
    disconnected, connected = live.request(link, HELLO), live.request(other, HELLO)
    link.close()
    for answer in (m.Trouble(template="short"), m.CatalogReply(content=b"x" * 300_000)):
        live.server.answer(disconnected, answer)
        live.server.answer(connected, answer)
    while live.server.continue_transfers(20):
        pass
    assert len(live.got(other)) == 2


def test_a_client_that_lost_replies_because_it_did_not_read_is_told_once_it_reads(live: ServerWithClients) -> None:
    link = live.client()
    peer = live.request(link, HELLO)
    for number in range(WAITING_MAX + QUEUE_MAX + 7):
        live.server.answer(peer, m.Rejected(command_id=str(number), code="", params={}))
    read = live.got(link)
    live.server.continue_transfers(100)
    read += live.got(link)
    assert [message.command_id for message in read] == [str(number) for number in range(WAITING_MAX + QUEUE_MAX)]
    live.server.answer(peer, m.Rejected(command_id="next", code="", params={}))
    notice, answer = live.got(link)
    assert "7 replies were dropped" in notice.line
    assert answer.command_id == "next"
    live.server.answer(peer, m.Rejected(command_id="later", code="", params={}))
    assert len(live.got(link)) == 1, "one notice"


def test_messages_that_never_become_whole_hold_a_bounded_number_of_bytes(live: ServerWithClients) -> None:
    begin = topic("live", "control")
    for _ in range(40):
        link = live.client()
        for number in range(16):
            part = m.Part(id=1, number=number, total=20, data=bytes(60_000))
            assert link.send(begin + payload(part))
            assert live.server.receive(timeout_ms=0, limit=9) == []
    held = sum(reassembler.size for reassembler in live.server._reassemblers.values())
    assert PARTIAL_BYTES_MAX // 2 < held <= PARTIAL_BYTES_MAX
    last = live.client("desk-2")
    assert live.request(last, HELLO)


def test_every_frame_that_is_no_request_is_counted(live: ServerWithClients) -> None:
    link = live.client()
    hello = topic("live", "control") + payload(m.Hello(protocol=2, realm="live"))
    for frame in (b"", b"live/control\0\xc1", b"drill:7/control\0x", hello):
        assert link.send(frame)
    assert len(live.server.receive(timeout_ms=0, limit=9)) == 1
    assert live.server.unreadable == 3
