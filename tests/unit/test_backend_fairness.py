"""A client with any number of requests delays no heartbeat and no other client.

Time is that of the loop's own clock; each request to the store, and each answered frame, takes a defined time
of it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from services.loop.beat import HEARTBEAT_MS
from services.protocol import messages as m
from services.protocol.outbox import WINDOW
from services.requests.answers import WAITING_MAX
from services.store.ports import Commit
from tests.memory_realm import PlainClient
from tests.unit.live_realm import NOW_MS, LiveRealm, readings, report

QUERY_TIMEOUT_MS = 10.0
"""Cost of one request to the store."""
FRAME_MS = 1.0
ROW_MS = 0.01
"""Cost of one accepted reading."""
LATE_MS = 50


@pytest.fixture
def live() -> LiveRealm:
    """A realm with 600 events whose store is slow to read."""
    live = LiveRealm()
    for first in range(0, 600, 60):
        live.turn(*[report(first + i) for i in range(60)])
    live.settle()

    def query(*_: object) -> None:
        live.monotonic.advance(QUERY_TIMEOUT_MS)

    def subject_query(subject: str) -> None:
        if subject == "event/E1":
            live.monotonic.advance(QUERY_TIMEOUT_MS)

    def commit_rows(commit: Commit) -> None:
        live.monotonic.advance(ROW_MS * sum(len(columns) for columns in commit.columns))

    live.realm.history_hooks["between"] = live.realm.log_hooks["records"] = query
    live.realm.log_hooks |= {"of_subject": subject_query, "begin": commit_rows}
    live.realm.link.cost_ms = FRAME_MS
    return live


def histories(first: int, n: int) -> list[m.ToBackend]:
    return [
        m.HistoryRequest(request=f"h{first + i}", stream="readings", key=["bin-0", "fill"], from_ms=0, to_ms=NOW_MS)
        for i in range(n)
    ]


def gaps(live: LiveRealm, first: int) -> int:
    """The longest time between two heartbeats from the ``first`` on."""
    times = [at_ms for at_ms, _ in live.realm.beats()[first:]]
    return max(b - a for a, b in pairwise(times))


def turns_until_answered(live: LiveRealm, other: PlainClient) -> int:
    for turns in range(1, 200):
        live.turn()
        if other.answers():
            return turns
    raise AssertionError("never answered")


@pytest.mark.parametrize("requests", [
    histories(0, 900),
    [m.ReplayRequest(first_seq=1 + i % 7, last_seq=5_000) for i in range(900)],
    [m.SnapshotRequest() for _ in range(900)],
    [m.SubjectRequest(request=f"s{i}", subject="event/E1") for i in range(900)],
    [m.KeysRequest(stream=f"readings{i}") for i in range(900)],
], ids=["histories", "replays", "snapshots", "subjects", "keys"])  # fmt: skip
def test_endless_requests_of_a_client_delay_no_heartbeat_and_no_command(live: LiveRealm, requests: list[Any]) -> None:
    other, first = live.realm.plain_client(), len(live.realm.beats())
    for turn in range(60):
        live.client.send(*requests[15 * turn : 15 * (turn + 1)])
        live.turn()
        if turn % 10 == 9:
            other.send(report(9_000 + turn))
            assert turns_until_answered(live, other) <= 3
    assert gaps(live, first) <= HEARTBEAT_MS + LATE_MS


def test_a_heartbeat_waits_for_one_request_at_most(live: LiveRealm) -> None:
    live.realm.link.cost_ms = 5.0
    live.client.send(*histories(0, 200))
    live.turn()
    first = len(live.realm.beats()) - 1
    for _ in range(60):
        live.turn()
    assert len(live.realm.beats()) > first + 5
    assert gaps(live, first) <= HEARTBEAT_MS + QUERY_TIMEOUT_MS + live.realm.link.cost_ms


def test_ten_thousand_histories_are_answered_or_refused_each_and_others_are_served_meanwhile(live: LiveRealm) -> None:
    other, first = live.realm.plain_client(), len(live.realm.beats())
    requests = histories(0, 10_000)
    answers: list[Any] = []
    sent = longest = 0
    for number in range(2_000):
        sent += live.client.offer(*requests[sent : sent + 1_000])
        if number % 20 == 0:
            other.send(report(10_000 + number), m.Hello(protocol=m.PROTOCOL, realm="live"))
            waits = turns = 2
            while waits:
                answers += live.turn()
                waits -= len(other.answers())
                turns += 1
            longest = max(longest, turns - 2)
        answers += live.turn()
        if len(answers) == len(requests):
            break
    assert len(answers) == len(requests)
    assert {type(answer) for answer in answers} == {m.HistoryReply, m.Trouble}
    assert longest <= 3
    assert gaps(live, first) <= HEARTBEAT_MS + LATE_MS


def test_requests_over_the_limit_of_one_client_are_refused_and_those_of_others_are_not(live: LiveRealm) -> None:
    other = live.realm.plain_client()
    requests = histories(0, WAITING_MAX + 200)
    live.client.send(*requests)
    answers: list[Any] = []
    for _ in range(20):
        answers += live.turn()
    troubles = [answer for answer in answers if isinstance(answer, m.Trouble)]
    assert troubles
    assert str(WAITING_MAX) in troubles[0].line
    other.send(*histories(0, 3))
    replies = 0
    for _ in range(6):
        live.turn()
        replies += len(other.answers())
    assert replies == 3, "clients are served round-robin"


def test_queued_readings_delay_no_command_and_no_heartbeat(live: LiveRealm) -> None:
    other, first = live.realm.plain_client(), len(live.realm.beats())
    live.client.send(*[
        readings(f"r{n}", *[50.0] * 1_000, sensor="bin-1", at_ms=NOW_MS - 200_000 + 1_000 * n) for n in range(64)
    ])  # fmt: skip
    live.turn()
    got: list[Any] = []
    for number in range(10):
        other.send(report(9_000 + number))
        assert turns_until_answered(live, other) <= 2
        got += live.client.answers()
    got += live.settle()
    assert [answer.command_id for answer in got][-1] == "r63"
    assert gaps(live, first) <= HEARTBEAT_MS + LATE_MS


def test_a_client_that_floods_with_readings_delays_only_itself(live: LiveRealm) -> None:
    other = live.realm.plain_client()
    small = [readings(f"r{n}", 50.0, sensor="bin-1", at_ms=NOW_MS - 200_000 + n) for n in range(900)]
    live.client.send(*[*small[:450], *[readings(f"l{n}", *[50.0] * 1_000) for n in range(400)]])
    for _ in range(20):
        live.turn()
    other.send(readings("mine", 51.0, sensor="bin-2"))
    assert turns_until_answered(live, other) <= 3


def test_messages_over_the_limit_of_a_client_are_logged_and_accepted_when_resent(live: LiveRealm) -> None:
    many = [readings(f"r{n}", *[50.0] * 1_000, at_ms=NOW_MS - 500_000 + 1_000 * n) for n in range(WINDOW + 40)]
    answers: list[Any] = []
    for first in range(0, len(many), 64):
        answers += live.turn(*many[first : first + 64])
    answers += live.settle()
    assert "client exceeds its limit of messages in transit; dropped messages must be resent" in (
        live.realm.messages.texts
    )
    answered = {answer.command_id for answer in answers}
    lost = [message for message in many if message.id not in answered]
    assert lost
    again = live.turn(*lost[:64]) + live.settle()
    assert {answer.command_id for answer in again} >= {message.id for message in lost[:64]}
