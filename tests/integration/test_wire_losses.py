"""What gets lost on the way is noticed: records are replayed, lost readings are counted, silence shows."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from county.clock import SystemClock
from county.records import Record
from county.sensing import Reading
from services.protocol.messages import Accepted, Rejected
from services.transport.zeromq.client import Client
from services.transport.zeromq.control import ControlLink
from services.transport.zeromq.server import Server
from tests.integration.backend_fixture import backend_of, client_of, command, file, report, until
from tests.integration.loop_fixture import Loop


class LossyServer(Server):
    """Loses two of three frames of records and every other batch of readings, as a full socket does."""

    _groups = _batches = 0

    def publish_records(self, records: Iterable[bytes]) -> None:
        self._groups += bool(records)
        if self._groups % 3 == 0:
            super().publish_records(records)

    def publish_readings(self, batch: object) -> None:
        self._batches += 1
        if self._batches % 2:
            super().publish_readings(batch)  # type: ignore[arg-type]


class ForgetfulServer(Server):
    """Loses the first answer to every command."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self._answered: set[str] = set()

    def send(self, peer: bytes, message: object) -> bool:
        if isinstance(message, Accepted | Rejected) and message.command_id not in self._answered:
            self._answered.add(message.command_id)
            return True
        return super().send(peer, message)  # type: ignore[arg-type]


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Callable[..., Loop]]:
    loops: list[Loop] = []

    def start(kind: type[Server] = Server) -> Loop:
        loops.append(Loop(tmp_path, kind))
        return loops[-1]

    yield start
    for one in loops:
        one.close()


def opened(loop: Loop) -> Client:
    client = Client(loop.address, loop.keys)
    client.open()
    until(lambda: client.health().state == "live", "the snapshot")
    return client


def test_lost_records_are_replayed_in_their_order(loop: Callable[..., Loop]) -> None:
    backend = loop(LossyServer)
    client = opened(backend)
    shown: list[Record] = []
    try:
        with ControlLink(backend.address, backend.keys) as link:
            for turn in range(30):
                link.submit([report(f"E{turn}-{i}") for i in range(5)])
        until(lambda: shown.extend(client.take().records) or len(shown) >= 150, "the lost records")  # type: ignore[func-returns-value]
    finally:
        health = client.health()
        client.close()
    assert [record.seq for record in shown] == list(range(1, 151))
    assert health.replayed > 0


def test_lost_readings_are_counted(loop: Callable[..., Loop]) -> None:
    backend = loop(LossyServer)
    client = opened(backend)
    try:
        with ControlLink(backend.address, backend.keys) as link:
            for turn in range(10):
                link.submit_readings([Reading("bin-0", "fill", SystemClock().now_ms(), float(turn))])
        until(lambda: client.health().drops == 5, "five lost batches")
    finally:
        client.close()


def test_a_command_whose_answer_was_lost_is_carried_out_once_and_answered_again(loop: Callable[..., Loop]) -> None:
    backend = loop(ForgetfulServer)
    client = opened(backend)
    given = report("E1")
    replies: list[Accepted | Rejected] = []
    try:
        client.submit(given)
        until(lambda: replies.extend(client.take().replies) or bool(replies), "the answer")  # type: ignore[func-returns-value]
        assert client.health().pending == 0
    finally:
        client.close()
    assert replies == [Accepted(command_id=given.id, first_seq=1, last_seq=1)]


def test_one_id_for_two_different_commands_is_refused(loop: Callable[..., Loop]) -> None:
    backend = loop()
    first = report("E1")
    other = type(first)(id=first.id, realm="live", actor="x", happened_ms=first.happened_ms, body=first.body)
    with ControlLink(backend.address, backend.keys) as link:
        assert link.submit([first]) == link.submit([first]) == [Accepted(command_id=first.id, first_seq=1, last_seq=1)]
        assert link.submit([other]) == [Rejected(command_id=first.id, code="id_reused", params={"command": first.id})]


def test_a_command_of_another_realm_is_refused(loop: Callable[..., Loop]) -> None:
    backend = loop()
    stray = command(report("E1").body, realm="drill:7")
    with ControlLink(backend.address, backend.keys) as link:
        refused = Rejected(command_id=stray.id, code="realm_unknown", params={"realm": "drill:7"})
        assert link.submit([stray]) == [refused]


def test_nobody_outside_may_speak_as_the_watch(loop: Callable[..., Loop]) -> None:
    backend = loop()
    with ControlLink(backend.address, backend.keys) as link:
        (answer,) = link.submit([command(report("E1").body, actor="watch")])
    assert isinstance(answer, Rejected)
    assert answer.code == "watch_only"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sensor_id": "nobody"}, "sensor_unknown"),
        ({"channel": "nothing"}, "sensor_unknown"),
        ({"at_ms": -5}, "reading_invalid"),
        ({"at_ms": 2**63}, "reading_invalid"),
        ({"value": float("nan")}, "reading_invalid"),
        ({"quality": 7}, "reading_invalid"),
    ],
)
def test_an_impossible_reading_is_refused_with_its_reason(
    loop: Callable[..., Loop], changes: dict[str, object], code: str
) -> None:
    backend = loop()
    fields: dict[str, object] = {"sensor_id": "bin-0", "channel": "fill", "at_ms": 1, "value": 1.0, "quality": 0}
    with ControlLink(backend.address, backend.keys) as link:
        (answer,) = link.submit_readings([Reading(**fields | changes)])  # type: ignore[arg-type]
    assert isinstance(answer, Rejected)
    assert answer.code == code


def test_past_readings_come_back_as_they_were_stored(loop: Callable[..., Loop]) -> None:
    backend = loop()
    client = opened(backend)
    brought = [Reading("bin-3", "fill", 1_000 * i, float(i)) for i in range(50)]
    histories = []
    try:
        with ControlLink(backend.address, backend.keys) as link:
            link.submit_readings(brought)
        request = client.backfill("bin-3", "fill", 10_000, 19_999)
        until(lambda: histories.extend(client.take().histories) or bool(histories), "the history")  # type: ignore[func-returns-value]
    finally:
        client.close()
    from services.protocol.columns import history_columns

    assert histories[0].request == request
    assert history_columns(histories[0]).value.tolist() == [float(i) for i in range(10, 20)]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot halt a process")
def test_a_hung_backend_shows_as_silent_and_recovers_without_a_loss(tmp_path: Path) -> None:
    with backend_of(tmp_path) as backend, client_of(backend) as client:
        until(lambda: client.health().state == "live", "the snapshot")
        snapshot = client.take().snapshot
        assert snapshot is not None
        pid = backend.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        try:
            until(lambda: client.health().state == "stale", "the silence")
            assert 1_000 < (client.health().heartbeat_age_ms or 0) < 2_000
            client.submit(report("E1"))
            client.submit(file("E2"))
        finally:
            os.kill(pid, signal.SIGCONT)
        replies = []
        records = []

        def both() -> bool:
            taken = client.take()
            assert taken.snapshot is None, "the same instance needs no new snapshot"
            replies.extend(taken.replies)
            records.extend(taken.records)
            return len(replies) == 2 and bool(records)

        until(both, "the answers")
        until(lambda: client.health().state == "live", "recovery")
    assert {type(reply) for reply in replies} == {Accepted, Rejected}
    assert [record.seq for record in records] == [1]
