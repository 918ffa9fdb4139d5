"""Losses in transit are detected: records are replayed, lost readings counted, missing heartbeats shown."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from county.clock import SystemClock
from county.commands import RaiseAlarm
from county.sensing import Reading
from services.protocol.client import Client
from services.protocol.codec import client_decoder
from services.protocol.columns import decoded
from services.protocol.messages import Accepted, Rejected
from services.transport.zeromq.backend_link import ZeroMqBackendLink
from tests.integration.backend_fixture import (
    backend_of,
    client_of,
    command,
    control_of,
    file,
    live,
    records_until,
    report,
    until,
)
from tests.integration.loop_fixture import Loop


class LossyLink(ZeroMqBackendLink):
    """Drops two of three frames of records and every other one of readings, like a full socket."""

    _groups = _batches = 0

    def publish(self, frame: bytes) -> None:
        if frame.startswith(b"live/record"):
            self._groups += 1
            if self._groups % 3:
                return
        elif frame.startswith(b"live/stream"):
            self._batches += 1
            if self._batches % 2 == 0:
                return
        super().publish(frame)


class AnswerDroppingLink(ZeroMqBackendLink):
    """Drops the first answer to every command."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._decode = client_decoder("live")
        self._answered: set[str] = set()

    def answer(self, peer: bytes, frame: bytes) -> bool:
        message = self._decode(frame)
        if isinstance(message, Accepted | Rejected) and message.command_id not in self._answered:
            self._answered.add(message.command_id)
            return True
        return super().answer(peer, frame)


Start = Callable[..., Loop]


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Start]:
    loops: list[Loop] = []

    def start(kind: type[ZeroMqBackendLink] = ZeroMqBackendLink) -> Loop:
        loops.append(Loop(tmp_path, link=kind))
        return loops[-1]

    yield start
    for one in loops:
        one.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    """A link without losses, for all tests that do not change it."""
    one = Loop(tmp_path_factory.mktemp("sound"))
    yield one
    one.close()


def replies_of(client: Client, n: int) -> list[Accepted | Rejected]:
    """The next ``n`` replies."""
    replies: list[Accepted | Rejected] = []

    def arrived() -> bool:
        replies.extend(client.take().replies)
        return len(replies) >= n

    until(arrived, "the answers")
    return replies


def test_lost_records_are_replayed_in_their_order(loop: Start) -> None:
    backend = loop(LossyLink)
    with client_of(backend) as client, control_of(backend) as link:
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        for turn in range(30):
            link.submit([report(f"E{turn}-{i}") for i in range(5)])
        shown = records_until(client, lambda records: len(records) >= 150, "the lost records")
        assert client.health().replayed > 0
    assert [record.seq for record in shown] == list(range(snapshot.seq + 1, snapshot.seq + 151))


def test_lost_readings_are_counted(loop: Start) -> None:
    backend = loop(LossyLink)
    with client_of(backend) as client, control_of(backend) as link:
        live(client)
        for turn in range(10):
            link.submit_readings([Reading("bin-0", "fill", SystemClock().now_ms(), float(turn))])
        until(lambda: client.health().drops == 5, "five lost batches")


def test_a_command_whose_answer_was_lost_is_executed_once_and_answered_again(loop: Start) -> None:
    backend = loop(AnswerDroppingLink)
    given = report("E1")
    with client_of(backend) as client:
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        client.submit(given)
        replies = replies_of(client, 1)
        assert client.health().pending == 0
    seq = snapshot.seq + 1
    assert replies == [Accepted(command_id=given.id, first_seq=seq, last_seq=seq)]


def test_one_id_for_two_different_commands_is_refused(sound: Loop) -> None:
    first = report("E-sound")
    other = replace(first, happened_ms=first.happened_ms - 1)
    with control_of(sound) as link:
        (answer,) = link.submit([first])
        assert isinstance(answer, Accepted)
        assert link.submit([first]) == [answer]
        assert link.submit([other]) == [Rejected(command_id=first.id, code="id_reused", params={"command": first.id})]


def test_a_command_of_another_realm_is_refused(sound: Loop) -> None:
    stray = command(report("E-sound").body, realm="drill:7")
    with control_of(sound) as link:
        refused = Rejected(command_id=stray.id, code="realm_unknown", params={"realm": "drill:7"})
        assert link.submit([stray]) == [refused]


def test_no_client_may_issue_commands_of_the_watch_or_of_a_person_who_is_not_enrolled(sound: Loop) -> None:
    raised = RaiseAlarm(
        alarm_id="A1", sensor_id="bin-0", channel="fill", rule="bin_full", priority="high", value=99.0, limit=80.0
    )
    for_another = replace(report("E-sound"), for_="another person")
    with control_of(sound) as link:
        answers = link.submit([command(raised), for_another])
    assert [answer.code for answer in answers if isinstance(answer, Rejected)] == ["watch_only", "person_not_enrolled"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sensor_id": "unknown"}, "sensor_unknown"),
        ({"channel": "nothing"}, "sensor_unknown"),
        ({"at_ms": -5}, "reading_invalid"),
        ({"at_ms": 2**63}, "reading_invalid"),
        ({"value": float("nan")}, "reading_invalid"),
        ({"quality": 7}, "reading_invalid"),
    ],
)
def test_an_impossible_reading_is_refused_with_its_reason(
    sound: Loop, changes: dict[str, object], code: str
) -> None:
    fields: dict[str, object] = {"sensor_id": "bin-0", "channel": "fill", "at_ms": 1, "value": 1.0, "quality": 0}
    with control_of(sound) as link:
        (answer,) = link.submit_readings([Reading(**fields | changes)])  # type: ignore[arg-type]
    assert isinstance(answer, Rejected)
    assert answer.code == code


def test_past_readings_are_returned_as_they_were_stored(sound: Loop) -> None:
    brought = [Reading("bin-3", "fill", 1_000 * i, float(i)) for i in range(50)]
    histories: list[Any] = []
    with client_of(sound) as client, control_of(sound) as link:
        live(client)
        link.submit_readings(brought)
        request = client.history("readings", ("bin-3", "fill"), 10_000, 19_999)
        until(lambda: histories.extend(client.take().answers) or bool(histories), "the history")  # type: ignore[func-returns-value]
    assert histories[0].request == request
    columns = decoded("readings", histories[0].columns)
    assert columns["value"].tolist() == [float(i) for i in range(10, 20)]
    assert columns.at_ms.tolist() == [1_000 * i for i in range(10, 20)]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot halt a process")
def test_a_hung_backend_is_shown_as_stale_and_recovers_without_loss(tmp_path: Path) -> None:
    with backend_of(tmp_path) as backend, client_of(backend) as client:
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        pid = backend.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        try:
            until(lambda: client.health().state == "stale", "a stale window")
            assert (client.health().heartbeat_age_ms or 0) > 1_000
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
        live(client)
    assert {type(reply) for reply in replies} == {Accepted, Rejected}
    assert [record.seq for record in records] == [snapshot.seq + 1]
